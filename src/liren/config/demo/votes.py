"""Two votes of owners in the demo: one counted ten days ago, one that goes on for another twelve.

Owners are those of the script who live in their own home; a home that is let, or empty, belongs to
somebody who lives elsewhere. Most ballots of the counted vote come from the city's own system.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from liren.config.demo.dice import dice_for
from liren.config.demo.founding import Founded
from liren.config.demo.people import Person, phone_number
from liren.config.demo.person_names import given_name, surname
from liren.core.permissions import SYSTEM
from liren.places.models import Kind, Place
from liren.places.selectors import inside
from liren.voting.models import Box, Vote, Voter
from liren.voting.selectors.rolls import home_of
from liren.voting.selectors.votes import votes
from liren.voting.services import boxes, city, counting, letters, proving, proxies, rolls, running
from liren.voting.services.casting import cast_ballot
from liren.voting.services.drafting import (
    Basis,
    Channel,
    Item,
    NewQuestion,
    NewVote,
    Schedule,
    draft_vote,
    schedule_vote,
)
from liren.voting.services.letters import Delivered, Printed
from liren.voting.services.objections import (
    NewObjection,
    ObjectionAnswer,
    answer_objection,
    object_to_roll,
)
from liren.voting.services.observing import note_observation

DAY = timedelta(days=1)
ABSENT = 900_000  # serial numbers of telephones that nobody in the script has
EVERY_WAY = (Channel.ONLINE, Channel.PAPER, Channel.PROXY, Channel.CITY)
HEADER = ("房号", "产权面积（㎡）", "业主", "手机号")
LIFT = NewVote(
    title="使用维修资金更换电梯钢丝绳和曳引轮",
    title_en="New ropes for the lifts, paid from the repair fund",
    text="去年停梯 11 次，检验机构建议更换。三家报价中取最低，预算 18.6 万元，从维修资金列支。\n"
    "同意：下月开工，每台停用两天。不同意：继续小修，每季度报一次费用。",
    basis=Basis.OWNERS,
    channels=EVERY_WAY,
    questions=(
        NewQuestion(
            text="是否同意使用维修资金更换电梯钢丝绳和曳引轮？",
            text_en="Use the repair fund for new ropes and pulleys of the lifts?",
            item=Item.USE_FUND,
        ),
    ),
)
COMMITTEE = NewVote(
    title="业主委员会换届选举和管理规约修订",
    title_en="Electing the owners' committee, and changing the covenant",
    text="本届业主委员会下月任期届满。候选人由业主推荐，名单已公示。\n"
    "规约修订两处：电动车集中充电；装修时间改为 8:30 到 18:00。",
    basis=Basis.OWNERS,
    channels=EVERY_WAY,
    questions=(
        NewQuestion(
            text="选举第三届业主委员会委员",
            text_en="Elect the members of the third owners' committee",
            explanation="得票过半数、票多者当选。",
            item=Item.COMMITTEE,
            candidates=(
                ("沈国梁", "1 号楼，退休中学教师，当过两届楼长"),
                ("顾晓芸", "3 号楼，会计，在家办公"),
                ("马志远", "2 号楼，水电工程师"),
                ("陆静", "3 号楼，社区医院护士"),
                ("韩树德", "1 号楼，退休邮递员"),
            ),
            seats=3,
            most_picks=3,
        ),
        NewQuestion(
            text="是否同意修订管理规约？",
            text_en="Change the covenant as proposed?",
            item=Item.COVENANT,
        ),
    ),
)


@dataclass(frozen=True)
class Title:
    """A home with its owner, as the land register would have it."""

    home: str
    area: str
    owners: tuple[str, ...]
    phones: tuple[str, ...]


def found_votes(founded: Founded, now: datetime) -> None:
    """Bring both votes to where they stand, each act by the service that a page would call."""
    compound = inside(next(iter(founded.places.values())), Kind.COMPOUND).order_by("path")[0]
    Votes(founded, compound, now).run()


class Votes:
    """The owners of one compound, and what they decided."""

    def __init__(self, founded: Founded, compound: Place, now: datetime) -> None:
        self._founded, self._compound = founded, compound
        self._now = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
        self._titles = list(titles(founded, compound))
        self._worker, self._secretary = founded.users["worker"], founded.users["secretary"]

    def run(self) -> None:
        """The counted one first."""
        self._counted()
        self._open()

    def _counted(self) -> None:
        opens = self._now - 25 * DAY
        vote = self._frozen(LIFT, opens, opens + 14 * DAY)
        vote = self._step(running.open_vote, vote, opens)
        printed = self._print(vote, opens - DAY, share=10)
        for number, one in enumerate(printed[:4]):
            self._cast(vote, one, {1: ["agree" if number else "oppose"]}, opens + DAY)
        papers = [self._take_in(vote, one, opens + 2 * DAY) for one in printed[4:9]]
        self._take_over(vote, opens + 3 * DAY, skip={one.voter.label for one in printed})
        after = opens + 14 * DAY + timedelta(hours=1)
        vote = self._step(running.close_vote, vote, after)
        self._enter(vote, papers, after)
        note_observation(
            vote=vote,
            observer="街道办事处 孙科长",
            text="到场监票，开箱前封条完好。",
            by=self._worker,
            now=after,
        )
        counting.count_vote(vote=vote, by=self._secretary, now=after)

    def _open(self) -> None:
        opens = self._now - 2 * DAY
        vote = self._frozen(COMMITTEE, opens, opens + 14 * DAY, objected=True)
        vote = self._step(running.open_vote, vote, opens)
        printed = self._print(vote, opens - DAY, share=3)
        delivered = Delivered(way="hand", note="")
        voters = [one.voter for one in printed]
        letters.note_delivery(
            vote=vote, voters=voters, delivered=delivered, by=self._worker, now=opens
        )
        names = [name for name, _about in COMMITTEE.questions[0].candidates]
        for number, one in enumerate(printed[: min(24, len(printed) // 2)]):
            ticked = [names[(number + k) % len(names)] for k in (0, 1, 3)][: 2 + number % 2]
            self._cast(vote, one, {1: ticked, 2: ["agree"]}, opens + DAY)
        for one in printed[-3:-1]:
            self._take_in(vote, one, opens + DAY)
        self._by_proxy(vote, printed[-1], opens + DAY)

    def _frozen(
        self, new: NewVote, opens: datetime, closes: datetime, *, objected: bool = False
    ) -> Vote:
        drafted = opens - 17 * DAY
        vote = draft_vote(new=new, place=self._compound, by=self._worker, now=drafted)
        self._bring_in(vote, drafted)
        times = Schedule(record_date=drafted.date(), opens_at=opens, closes_at=closes)
        schedule_vote(vote=vote, schedule=times, by=self._worker, now=drafted)
        vote = self._step(running.post_roll, vote, drafted)
        if objected:
            self._object(vote, drafted + DAY)
        return self._step(running.freeze_roll, vote, opens - 2 * DAY)

    def _step(self, step: Callable[..., object], vote: Vote, now: datetime) -> Vote:
        step(vote=vote, by=self._secretary, now=now)
        return votes(SYSTEM.scope_for("voting.see")).select_related("roll").get(pk=vote.pk)

    def _bring_in(self, vote: Vote, now: datetime) -> None:
        rows = [(t.home, t.area, "、".join(t.owners), "、".join(t.phones)) for t in self._titles]
        with as_file([HEADER, *rows]) as path:
            new = rolls.NewRoll(name="梧桐苑业主名册.csv")
            taken = rolls.import_roll(vote=vote, path=path, new=new, by=self._worker, now=now)
        assert taken.version is not None, taken.file.faults[:3]

    def _object(self, vote: Vote, now: datetime) -> None:
        home = self._titles[1]
        new = NewObjection(unit=home.home, text="房产证面积比名册上多 0.50 平方米。")
        asked = object_to_roll(vote=vote, new=new, by=SYSTEM, now=now)
        said = ObjectionAnswer(
            text="已核对不动产登记簿，名册与登记一致，不作更改。可以来看登记查询单。",
            is_granted=False,
        )
        answer_objection(objection=asked, answer=said, by=self._worker, now=now + DAY)

    def _print(self, vote: Vote, now: datetime, share: int) -> list[Printed]:
        """Letters for every so-manieth home; a demo needs no more."""
        voters = list(Voter.objects.filter(vote=vote).order_by("id"))[::share][:150]
        return letters.print_letters(vote=vote, voters=voters, by=self._worker, now=now)

    def _cast(self, vote: Vote, one: Printed, answers: dict[int, list[str]], now: datetime) -> None:
        phone = next(t.phones[0] for t in self._titles if t.home == one.voter.units[0])
        access = proving.ask_digits(code=one.code, phone=phone, now=now)
        digits = proving.open_digits(access)
        access = proving.prove(access=access, digits=digits, now=now)
        cast_ballot(access=access, answers=answers, now=now)

    def _take_in(self, vote: Vote, one: Printed, now: datetime) -> int:
        envelope = boxes.Envelope(number=letters.number_of(one.letter))
        return boxes.take_in(vote=vote, envelope=envelope, by=self._worker, now=now).pk

    def _by_proxy(self, vote: Vote, one: Printed, now: datetime) -> None:
        new = proxies.NewProxy(holder="赵小满", document="", is_written=True, instruction="选陆静")
        proxies.name_proxy(vote=vote, voter=one.voter, new=new, by=self._worker, now=now)
        envelope = boxes.Envelope(number=letters.number_of(one.letter), is_by_proxy=True)
        boxes.take_in(vote=vote, envelope=envelope, by=self._worker, now=now)

    def _take_over(self, vote: Vote, now: datetime, skip: set[str]) -> None:
        """Seven of eight of the others voted in the city's system, most of them for it."""
        at = f"{now:%Y-%m-%d %H:%M}"
        rows = [
            (f"C{number:06d}", one.home, one.owners[0], at, _word(number))
            for number, one in enumerate(self._titles)
            if one.home not in skip and number % 8
        ]
        with as_file([("流水号", "房号", "业主", "投票时间", "表决意见"), *rows]) as path:
            name = "市电子投票系统导出.csv"
            city.take_over(vote=vote, path=path, name=name, by=self._worker, now=now)

    def _enter(self, vote: Vote, papers: list[int], now: datetime) -> None:
        """The box is opened: envelopes first, then each paper by two."""
        [box] = Box.objects.filter(vote=vote)
        boxes.count_envelopes(
            box=box, envelopes=len(papers), difference="", by=self._worker, now=now
        )
        for number, ballot in enumerate(box.ballots.order_by("id")):
            said = ["spoiled"] if number == 4 else ["agree"]
            for user in (self._worker, self._secretary):
                boxes.enter_sheet(ballot=ballot, answers={1: said}, by=user, now=now)
        reason = "照片存街道档案，编号 W-17"
        boxes.finish_box(box=box, photo="", reason=reason, by=self._worker, now=now)


def _word(number: int) -> str:
    return "弃权" if number % 23 == 5 else "反对" if number % 9 == 4 else "同意"


def titles(founded: Founded, compound: Place) -> Iterator[Title]:
    """Who owns what in a compound."""
    dice = dice_for(11, "titles")
    at_home: dict[str, list[Person]] = {}
    for person in founded.residents.values():
        if person.tenure == "owner" and person.relation in ("head", "spouse"):
            at_home.setdefault(person.home_key, []).append(person)
    keys = {place.pk: key for key, place in founded.places.items()}
    above = {place.path: place.name for place in inside(compound, Kind.BUILDING, Kind.UNIT)}
    for number, home in enumerate(inside(compound, Kind.HOME).order_by("path")):
        line = [name for path, name in above.items() if home.path.startswith(path)]
        owners = [(p.name, p.phone) for p in at_home.get(keys[home.pk], []) if p.phone]
        if not owners:
            name = surname(dice) + given_name(dice, "male", 45)
            owners = [(name, phone_number(ABSENT + number))]
        area = f"{dice.randrange(5200, 13900) / 100:.2f}"
        names, phones = zip(*owners, strict=True)
        yield Title(home_of(*line, home.name), area, names, phones)


@contextmanager
def as_file(rows: Sequence[Sequence[str]]) -> Iterator[Path]:
    """A table as somebody would send it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_text(text.getvalue(), "utf-8")
        yield path
