"""A vote of owners in a compound of seven homes, brought to any phase by the services alone.

3-1-101 and 3-1-102 belong to one owner; 3-1-201 to two together; 3-1-202 to somebody without a
telephone; the tenant of 3-1-201 is on no roll.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from liren.core.permissions import SYSTEM
from liren.voting.domain.ballots import Choice
from liren.voting.domain.codes import paper_number
from liren.voting.domain.matters import Item
from liren.voting.domain.phases import Phase
from liren.voting.domain.profiles import Channel, profiles
from liren.voting.models import Access, Ballot, Box, Vote, Voter
from liren.voting.selectors.votes import vote as vote_in
from liren.voting.services import boxes, casting, counting, letters, proving, rolls, running
from liren.voting.services.casting import Receipt
from liren.voting.services.drafting import NewQuestion, NewVote, Schedule, draft_vote, schedule_vote
from liren.voting.services.letters import Printed
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

NOW = MONDAY_MORNING
DAY = timedelta(days=1)
OPENS = NOW + 16 * DAY
CLOSES = OPENS + 14 * DAY
OPEN_DAY = OPENS + DAY
LATE = CLOSES + timedelta(minutes=1)
TENANTS_PHONE = "15400000099"
ROLL = """梧桐苑业主名册,,,,
房号,产权面积（㎡）,业主,手机号,证件号码
3号楼1单元101室,89.50,王一,15400000001,A1
3-1-102,60.5 平方米,王一,15400000001,A1
３-1-201,１００．００㎡,李二、李三,15400000002、15400000003,B1、B2
3-1-202,75,赵四,,C1
5-1-101,120.25,钱五,15400000005,D1
5-1-102,80,孙六,15400000006,E1
5-1-201,99.99,周七,15400000007,F1
"""
VOTERS = ("3-1-101", "3-1-201", "3-1-202", "5-1-101", "5-1-102", "5-1-201")
CANDIDATES = (("陈立", "住 3 号楼，会计"), ("林越", "住 5 号楼，退休教师"), ("吴宁", "住 5 号楼"))
ELECTION = NewQuestion(
    text="选举第二届业主委员会委员",
    item=Item.COMMITTEE,
    candidates=CANDIDATES,
    seats=2,
    most_picks=2,
)
FUND = NewQuestion(text="是否使用维修资金更换 3 号楼电梯", item=Item.USE_FUND)
CLAUSE = {"text": "未返回的计入参与", "adopted_date": "2025-06-01", "effect": "takes_part"}
EVERY_WAY = (Channel.ONLINE, Channel.PAPER, Channel.PROXY, Channel.CITY)


@dataclass
class Scene:
    """A vote, the letters that were printed, and who does what."""

    town: Neighbourhood
    vote: Vote
    letters: dict[str, Printed]

    def again(self) -> Vote:
        """The vote as it is now."""
        self.vote = vote_in(SYSTEM.scope_for("voting.see"), self.vote.pk)
        return self.vote

    def voter(self, home: str) -> Voter:
        """Who votes for a home."""
        return Voter.objects.get(vote=self.vote, label=home)

    def prove(self, home: str, phone: str, now: datetime = OPEN_DAY) -> Access:
        """An owner types the letter's code, the telephone, and the digits that came."""
        access = proving.ask_digits(code=self.letters[home].code, phone=phone, now=now)
        return proving.prove(access=access, digits=digits_of(access), now=now)

    def cast(self, home: str, phone: str, *chosen: str, now: datetime = OPEN_DAY) -> Receipt:
        """An owner votes on line on the first question."""
        access = self.prove(home, phone, now)
        return casting.cast_ballot(access=access, answers=answers(self.vote, chosen), now=now)

    def paper(self, home: str) -> str:
        """The number on the paper of a home."""
        return paper_number(self.vote.pk, self.letters[home].letter.number)

    def take_in(self, home: str, now: datetime = OPEN_DAY, *, proxy: bool = False) -> Ballot:
        """A closed envelope comes to the desk."""
        envelope = boxes.Envelope(number=self.paper(home), is_by_proxy=proxy)
        by = self.town.users["worker"]
        return boxes.take_in(vote=self.again(), envelope=envelope, by=by, now=now)

    def enter(self, ballot: Ballot, *chosen: str, now: datetime = LATE) -> None:
        """Two type the same paper."""
        for name in ("worker", "secretary"):
            boxes.enter_sheet(
                ballot=ballot,
                answers=answers(self.vote, chosen),
                by=self.town.users[name],
                now=now,
            )

    def close(self) -> Vote:
        """Its time is over."""
        self.vote = running.close_vote(vote=self.vote, by=SYSTEM, now=LATE)
        return self.vote

    def finish_boxes(self) -> None:
        """Count the envelopes of every box, and have done with it (the papers are typed)."""
        worker = self.town.users["worker"]
        for box in Box.objects.filter(vote=self.vote, finished_at__isnull=True):
            boxes.finish_box(box=box, photo="", reason="无相机", by=worker, now=LATE)

    def count_envelopes(self) -> None:
        """The envelopes are as many as were taken in."""
        for box in Box.objects.filter(vote=self.vote, counted_at__isnull=True):
            boxes.count_envelopes(
                box=box,
                envelopes=box.ballots.count(),
                difference="",
                by=self.town.users["worker"],
                now=LATE,
            )

    def count(self) -> None:
        """Everybody sees it."""
        secretary = self.town.users["secretary"]
        counting.count_vote(vote=self.vote, by=secretary, now=LATE)


def digits_of(access: Access) -> str:
    """The digits as the telephone shows them."""
    return proving.open_digits(access)


def answers(vote: Vote, chosen: Sequence[str]) -> dict[int, list[str]]:
    """The first question as given; every other one yes."""
    numbers = vote.questions.values_list("number", flat=True)
    return {n: list(chosen) if n == 1 else [Choice.AGREE.value] for n in numbers}


def as_file(text: str, name: str = "roll.csv") -> tuple[TemporaryDirectory[str], Path]:
    """A file to send."""
    folder = TemporaryDirectory()
    path = Path(folder.name, name)
    path.write_text(text, "utf-8")
    return folder, path


def bring_in(vote: Vote, text: str = ROLL, now: datetime = NOW) -> rolls.Taken:
    """Bring a roll in."""
    folder, path = as_file(text)
    new = rolls.NewRoll(name="名册.csv", reason="更正" if vote.roll_id else "")
    with folder:
        return rolls.import_roll(vote=vote, path=path, new=new, by=SYSTEM, now=now)


def scene(
    town: Neighbourhood,
    phase: Phase,
    *questions: NewQuestion,
    roll: str = ROLL,
    profile: str = "cn",
    **more: Any,
) -> Scene:
    """A vote as it stands in a phase, nobody has voted in it yet; `more` is of the draft."""
    new = NewVote(
        title="业主委员会换届选举",
        profile=profile,
        channels=[way for way in EVERY_WAY if way in profiles()[profile].channels],
        questions=questions or (ELECTION,),
        **more,
    )
    place, by = town.places["compound"], town.users["secretary"]
    made = Scene(town, draft_vote(new=new, place=place, by=by, now=NOW), {})
    bring_in(made.vote, roll)
    times = Schedule(record_date=NOW.date(), opens_at=OPENS, closes_at=CLOSES)
    schedule_vote(vote=made.again(), schedule=times, by=by, now=NOW)
    if phase is Phase.CALLED_OFF:
        running.call_off(vote=made.again(), reason="候选人不足", by=by, now=NOW)
    elif phase is not Phase.DRAFT:
        _go_on(made, phase)
    made.again()
    return made


def _go_on(made: Scene, phase: Phase) -> None:
    by = made.town.users["secretary"]
    running.post_roll(vote=made.again(), by=by, now=NOW)
    if phase is Phase.POSTED:
        return
    running.freeze_roll(vote=made.again(), by=by, now=NOW + DAY)
    voters = list(Voter.objects.filter(vote=made.vote))
    printed = letters.print_letters(vote=made.again(), voters=voters, by=by, now=NOW + DAY)
    made.letters = {one.voter.label: one for one in printed}
    if phase is Phase.READY:
        return
    running.open_vote(vote=made.again(), by=by, now=OPENS)
    if phase is Phase.OPEN:
        return
    made.again()
    made.close()
    if phase is Phase.COUNTED:
        made.count()
