"""Eight connections try to vote for each home at the same moment, on line and on paper.

Two owners of a home have proven who they are, each in three windows, and two clerks hold the same
paper: eight attempts, one of which may stand. Runs inside a program over a database of its own.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from liren.places.services import NewPlace, add_places
from liren.voting.models import Access, Ballot, Vote
from liren.voting.services import boxes, letters, proving, rolls, running
from liren.voting.services.casting import cast_ballot
from liren.voting.services.drafting import (
    Channel,
    NewQuestion,
    NewVote,
    Schedule,
    draft_vote,
    schedule_vote,
)
from liren.voting.services.letters import Printed

CONNECTIONS = 8
ON_LINE = 3  # windows of each of the two owners; the other connections are clerks
REFUSALS = frozenset({"voting.already_voted"})
DAY = timedelta(days=1)
BATCH = 200


def race(*, homes: int) -> dict[str, Any]:
    """Make a vote of so many homes, let eight connections race for each, and count."""
    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    vote = _vote(homes, now)
    printed = _letters(vote, now)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        proven = list(pool.map(_prove, printed, [now] * len(printed)))
    runners = [_Runner(number, vote, printed, proven, now) for number in range(CONNECTIONS)]
    gate = Barrier(CONNECTIONS)
    began = perf_counter()
    threads = [Thread(target=runner.run, args=(gate,)) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _figures(vote, homes, runners, perf_counter() - began)


class _Runner:
    """One connection; it goes from home to home together with the others."""

    def __init__(
        self,
        number: int,
        vote: Vote,
        printed: list[Printed],
        proven: list[list[Access]],
        now: datetime,
    ) -> None:
        self.number, self.vote, self.now = number, vote, now
        self.printed, self.proven = printed, proven
        self.told: Counter[str] = Counter()

    def run(self, gate: Barrier) -> None:
        """Try once at every home."""
        for at in range(len(self.printed)):
            gate.wait()
            self.told[self._try(self._attempt(at))] += 1
        connection.close()

    def _attempt(self, at: int) -> Callable[[], object]:
        owner = self.number // ON_LINE
        if owner < 2:
            access = self.proven[at][owner]
            answers = {1: ["agree" if self.number % 2 else "oppose"]}
            return lambda: cast_ballot(access=access, answers=answers, now=self.now)
        envelope = boxes.Envelope(number=letters.number_of(self.printed[at].letter))
        return lambda: boxes.take_in(vote=self.vote, envelope=envelope, by=SYSTEM, now=self.now)

    def _try(self, attempt: Callable[[], object]) -> str:
        try:
            attempt()
        except LirenError as refused:
            return refused.code
        except Exception as error:  # whatever it is, it is what is looked for
            return repr(error)[:200]
        return "cast"


def _figures(vote: Vote, homes: int, runners: list[_Runner], seconds: float) -> dict[str, Any]:
    told = sum((runner.told for runner in runners), Counter[str]())
    attempts = sum(told.values())
    ballots = Ballot.objects.filter(vote=vote)
    errors = {name: n for name, n in told.items() if name not in {"cast", *REFUSALS}}
    return {
        "attempts": attempts,
        "connections": CONNECTIONS,
        "homes": homes,
        "ballots": ballots.count(),
        "extra_ballots": ballots.count() - ballots.values("voter").distinct().count(),
        "on_line": ballots.filter(channel=Channel.ONLINE.value).count(),
        "on_paper": ballots.filter(channel=Channel.PAPER.value).count(),
        "refused": sum(told[name] for name in REFUSALS),
        "other_errors": sum(errors.values()),
        "errors": errors,
        "seconds": round(seconds, 2),
        "attempts_per_second": round(attempts / seconds, 1),
    }


def _vote(homes: int, now: datetime) -> Vote:
    places = add_places([NewPlace(key="c", parent=None, kind="compound", name="小区", code="B1")])
    new = NewVote(title="测量", questions=[NewQuestion(text="是否同意？")])
    before = now - 20 * DAY
    vote = draft_vote(new=new, place=places["c"], by=SYSTEM, now=before)
    with TemporaryDirectory() as folder:
        path = Path(folder, "roll.csv")
        path.write_text("\n".join(["房号,面积,业主,电话", *map(_line, range(homes))]), "utf-8")
        source = rolls.NewRoll(name="roll.csv")
        rolls.import_roll(vote=vote, path=path, new=source, by=SYSTEM, now=before)
    times = Schedule(record_date=before.date(), opens_at=now - DAY, closes_at=now + 9 * DAY)
    schedule_vote(vote=vote, schedule=times, by=SYSTEM, now=before)
    running.post_roll(vote=vote, by=SYSTEM, now=before)
    running.freeze_roll(vote=vote, by=SYSTEM, now=before)
    return running.open_vote(vote=vote, by=SYSTEM, now=now - DAY)


def _phone(serial: int) -> str:
    return f"154{serial:08d}"


def _line(number: int) -> str:
    home = f"{number // 100 + 1}-{number // 50 % 2 + 1}-{number % 50 + 101}"
    phones = f"{_phone(2 * number)}、{_phone(2 * number + 1)}"
    return f"{home},{80 + number % 60}.{number % 100:02d},甲{number}、乙{number},{phones}"


def _letters(vote: Vote, now: datetime) -> list[Printed]:
    voters = list(vote.voters.order_by("id"))
    return [
        one
        for start in range(0, len(voters), BATCH)
        for one in letters.print_letters(
            vote=vote, voters=voters[start : start + BATCH], by=SYSTEM, now=now
        )
    ]


def _prove(one: Printed, now: datetime) -> list[Access]:
    """Both owners of a home type code, telephone and digits."""
    number = one.letter.number - 1
    found = []
    for owner in range(2):
        phone = _phone(2 * number + owner)
        access = proving.ask_digits(code=one.code, phone=phone, now=now)
        digits = proving.open_digits(access)
        found.append(proving.prove(access=access, digits=digits, now=now))
    return found
