"""Many at once, on whichever database the tests run: one ballot stands."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import combinations_with_replacement
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils.timezone import localtime

from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from liren.voting.domain.phases import Phase
from liren.voting.models import Ballot, Sheet, Void
from liren.voting.services import (
    boxes,
    casting,
    city,
    letters,
    proving,
    proxies,
    running,
    voids,
)
from tests.factories.neighbourhood import neighbourhood
from tests.voting.scenes import CLOSES, OPEN_DAY, ROLL, Scene, as_file, scene

AT_ONCE = 8


def race(*attempts: Callable[[], object]) -> Counter[str]:
    """Start them together; what each was told."""
    gate, told = Barrier(len(attempts)), Counter[str]()

    def run(attempt: Callable[[], object]) -> None:
        gate.wait()
        try:
            attempt()
            told["done"] += 1
        except LirenError as refused:
            told[refused.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_one_ballot_stands_whichever_way_it_comes() -> None:
    town = neighbourhood()
    made = scene(town, Phase.OPEN)
    proven = [made.prove("3-1-201", phone) for phone in ("15400000002", "15400000003")]
    number = letters.number_of(made.letters["3-1-201"].letter)

    def on_line(at: int) -> Callable[[], object]:
        access = proven[at % 2]
        return lambda: casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=OPEN_DAY)

    def on_paper() -> object:
        envelope = boxes.Envelope(number=number)
        return boxes.take_in(vote=made.vote, envelope=envelope, by=SYSTEM, now=OPEN_DAY)

    told = race(*(on_line(at) for at in range(AT_ONCE - 2)), on_paper, on_paper)
    assert told == {"done": 1, "voting.already_voted": AT_ONCE - 1}
    assert Ballot.objects.count() == 1 >= Sheet.objects.count()


HOME = "3-1-202"  # by every way: its owner has no telephone, and so gets one here


def _ways(made: Scene) -> dict[str, Callable[[], object]]:
    """One attempt by each way of voting for the same home."""
    number = letters.number_of(made.letters[HOME].letter)
    access = made.prove(HOME, "15400000004")

    def take_in(is_by_proxy: bool) -> object:
        envelope = boxes.Envelope(number=number, is_by_proxy=is_by_proxy)
        return boxes.take_in(vote=made.vote, envelope=envelope, by=SYSTEM, now=OPEN_DAY)

    def take_over() -> object:
        line = f"S1,{HOME},赵四,{localtime(OPEN_DAY):%Y-%m-%d %H:%M},陈立\n"
        folder, path = as_file("流水号,房号,业主,时间,意见\n" + line)
        with folder:
            file = city.take_over(vote=made.vote, path=path, name="c", by=SYSTEM, now=OPEN_DAY)
        if not file.taken:
            raise proving.AlreadyVoted(home=HOME)
        return file

    return {
        "online": lambda: casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=OPEN_DAY),
        "paper": lambda: take_in(False),
        "proxy": lambda: take_in(True),
        "city": take_over,
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "pair", list(combinations_with_replacement(("online", "paper", "proxy", "city"), 2))
)
def test_no_pair_of_ways_gives_a_home_two_ballots(pair: tuple[str, str]) -> None:
    made = scene(neighbourhood(), Phase.OPEN, roll=ROLL.replace("赵四,,", "赵四,15400000004,"))
    proxies.name_proxy(
        vote=made.vote,
        voter=made.voter(HOME),
        new=proxies.NewProxy(holder="赵五", is_written=True),
        by=SYSTEM,
        now=OPEN_DAY,
    )
    ways = _ways(made)
    told = race(*(ways[name] for name in pair * 2))
    assert told == {"done": 1, "voting.already_voted": 3}
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_void_is_confirmed_once_and_makes_room_once() -> None:
    town = neighbourhood()
    made = scene(town, Phase.OPEN)
    ballot = made.cast("3-1-101", "15400000001", "陈立").ballot
    asked = voids.ask_void(ballot=ballot, reason="误投", by=town.users["worker"], now=OPEN_DAY)
    by = town.users["secretary"]
    told = race(*[lambda: voids.confirm_void(request=asked, by=by, now=OPEN_DAY)] * 4)
    assert told == {"done": 1, "voting.void_asked": 3} and Void.objects.count() == 1
    access = made.prove("3-1-101", "15400000001")
    number = letters.number_of(made.letters["3-1-101"].letter)
    envelope = boxes.Envelope(number=number)
    told = race(
        lambda: casting.cast_ballot(access=access, answers={1: ["林越"]}, now=OPEN_DAY),
        lambda: boxes.take_in(vote=made.vote, envelope=envelope, by=SYSTEM, now=OPEN_DAY),
        lambda: boxes.take_in(vote=made.vote, envelope=envelope, by=SYSTEM, now=OPEN_DAY),
    )
    assert told == {"done": 1, "voting.already_voted": 2}
    assert Ballot.objects.filter(replaces=None).count() == 1 == Void.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_ballot_is_in_before_the_close_or_not_at_all() -> None:
    made = scene(neighbourhood(), Phase.OPEN)
    access = made.prove("5-1-101", "15400000005", now=CLOSES)
    told = race(
        lambda: casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=CLOSES),
        lambda: running.close_vote(vote=made.vote, by=SYSTEM, now=CLOSES + timedelta(seconds=1)),
    )
    assert made.again().phase == Phase.CLOSED
    assert Ballot.objects.count() == Sheet.objects.count() == told["done"] - 1
