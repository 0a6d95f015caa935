"""What several parties did together in the demo: whistles, shared cases, instructions, duties.

An open whistle is about now, so its countdown begins when the demo is built and goes on by itself.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.models import Call, Case, Category, Channel, Ruling, Whistle
from liren.cases.services.calls import Answered, Move, Verdict, answer_call, rule
from liren.cases.services.duties import NewDuty, add_duties
from liren.cases.services.parts import NewPart, accept_part, add_part, finish_part, return_part
from liren.cases.services.report import NewReport
from liren.cases.services.whistles import Help, NewWhistle, blow_on_the_spot, end_whistle
from liren.config.demo.founding import Founded
from liren.core.permissions import SYSTEM
from liren.workorders import services as workorders
from liren.workorders.models import Askable

MINUTE = timedelta(minutes=1)
ASKABLE = (
    ("人口与房屋信息核对", "清街办〔2026〕3号"),
    ("汛期低洼点位巡查", "清街办〔2026〕3号"),
    ("独居老人每周探访", "清街办〔2026〕8号"),
    ("重大节日安全宣传", "清街办〔2026〕3号"),
)
# title, details, asker, entry of the list, reason, what became of it
INSTRUCTIONS = (
    ("十一月独居老人探访", "每户每周一次，记下身体与用火用电。", "street-affairs", 2, "", "done"),
    ("今冬第一场雪前查一遍老旧棚架", "重点看自行车棚。", "street-safety", 1, "", "issued"),
    ("每天上报垃圾分类照片十张", "上午十点前传到群里。", "city-management", None,
     "专项行动要台账", "refused"),
    ("沿街店铺用气情况摸底", "餐饮店优先，附检查表。", "market", None,
     "年底前燃气安全排查", "approved"),
    ("统计辖区内快递柜数量", "按小区列表。", "market", None, "区里要汇总数字", "waiting"),
)  # fmt: skip


class Joint:
    """Lets it happen, each act by the service that a page would call."""

    def __init__(self, founded: Founded, now: datetime) -> None:
        self._founded = founded
        self._now = now
        self._categories = {row.code: row for row in Category.objects.all()}
        places = founded.places.values()
        self._communities = [place for place in places if place.kind == "community"]
        self._compounds = [place for place in places if place.kind == "compound"]

    @transaction.atomic
    def run(self) -> None:
        """Everything, the earliest first."""
        self._duties()
        self._instructions()
        self._ended_whistle()
        self._open_whistle()
        self._shared_case()

    def _duties(self) -> None:
        """One class that two parties are named for, and an entry that has ended."""
        today = timezone.localdate(self._now)
        street = self._compounds[0]
        fire_lane, lawn = self._categories["0501"], self._categories["0203"]
        parties = self._founded.parties
        new = [
            NewDuty(
                category=fire_lane,
                place=street,
                party=parties["fire"],
                source="消防车通道联合治理方案",
                from_date=today - timedelta(days=90),
            ),
            NewDuty(
                category=lawn,
                place=street,
                party=parties["city-management"],
                source="临时移交函",
                from_date=today - timedelta(days=300),
                until_date=today - timedelta(days=30),
            ),
        ]
        add_duties(new, by=SYSTEM, now=self._now)

    def _instructions(self) -> None:
        begun = self._now - timedelta(days=20)
        places, duty = self._founded.places, self._founded.users["duty"]
        streets = [place for place in places.values() if place.kind == "street"]
        listed = [
            workorders.add_askable(
                place=streets[0],
                name=name,
                source=source,
                from_date=timezone.localdate(begun),
                by=duty,
                now=begun,
            )
            for name, source in ASKABLE
        ]
        for number, row in enumerate(INSTRUCTIONS):
            self._instruct(row, listed, begun + timedelta(days=3 * number + 1, hours=1))

    def _instruct(
        self,
        row: tuple[str, str, str, int | None, str, str],
        listed: list[Askable],
        at: datetime,
    ) -> None:
        title, words, asker, entry, reason, outcome = row
        new = workorders.NewInstruction(
            community=self._communities[0],
            title=title,
            words=words,
            days=5,
            askable=listed[entry] if entry is not None else None,
            reason=reason,
        )
        asked = workorders.instruct(new=new, by=self._officer(asker), now=at)
        duty, later = self._founded.users["duty"], at + timedelta(hours=3)
        if outcome == "refused":
            why = "照片已在系统里，不让社区再报一遍。"
            workorders.refuse_instruction(instruction=asked, reason=why, by=duty, now=later)
        elif outcome == "approved":
            why = "事关安全，范围限餐饮店。"
            workorders.approve_instruction(instruction=asked, reason=why, by=duty, now=later)
        elif outcome == "done":
            worker = self._founded.users["worker"]
            result = "探访 41 户，两户换了燃气软管。"
            workorders.finish_instruction(instruction=asked, result=result, by=worker, now=later)

    def _officer(self, party: str) -> User:
        return next(
            user
            for user in self._founded.users.values()
            if any(grant.party == self._founded.parties[party] for grant in user.current_grants())
        )

    def _ended_whistle(self) -> None:
        """Yesterday evening: one came, one was released, which is a precedent now."""
        at = self._evening()
        words = "东门外烧烤摊占了消防车道，油烟直往楼里灌"
        whistle = self._blow(words, "0501", ("city-management", "fire", "volunteers-1"), at)
        city, fire, helpers = self._calls(whistle)
        self._say(city, Move.COMING, at + 6 * MINUTE, "两个人带车", in_minutes=20)
        self._say(city, Move.THERE, at + 24 * MINUTE)
        self._say(helpers, Move.THERE, at + 12 * MINUTE, "我们先劝着")
        self._say(fire, Move.NOT_OURS, at + 9 * MINUTE, "没有火情，占道归城管")
        ruling = Ruling.objects.select_related("call__whistle", "place", "order").latest("pk")
        verdict = Verdict(move=Move.RELEASE, reason="无火情的占道由城管处置，消防不出车。")
        rule(ruling=ruling, verdict=verdict, by=self._user("duty"), now=at + 14 * MINUTE)
        said = {city.pk: Help("yes", "半小时摊子撤净"), helpers.pk: Help("partly", "劝住了一家")}
        end_whistle(
            whistle=whistle,
            said=said,
            words="摊位撤走，车道通了，约好周五回访。",
            by=self._user("worker"),
            now=at + 55 * MINUTE,
        )

    def _open_whistle(self) -> None:
        """Now: one is coming, one says not ours, one has not answered, one is there."""
        at = self._now - 12 * MINUTE
        words = "一层车棚冒烟，有烧焦味，电动车堵着出口"
        parties = ("fire", "power", "utility", "members-1")
        whistle = self._blow(words, "0501", parties, at)
        fire, power, _utility, members = self._calls(whistle)
        self._say(fire, Move.COMING, at + 3 * MINUTE, "一车五人已出站", in_minutes=22)
        self._say(power, Move.NOT_OURS, at + 6 * MINUTE, "表后线路归物业")
        self._say(members, Move.THERE, at + 8 * MINUTE, "在疏散二层老人")

    def _shared_case(self) -> None:
        """A case in hand with a lead and three helpers: one done, one given back, one open."""
        here = self._communities[0].path
        handling = Case.objects.filter(stage="handling", place_path__startswith=here)
        case = handling.order_by("pk").last()
        if case is None:
            return
        at, worker = self._now - timedelta(hours=2), self._user("worker")
        wanted = (
            ("sanitation", "清走拆下来的废料"),
            ("power", "现场断电一小时"),
            ("volunteers-1", "挨户通知"),
        )
        lead = case.party.key if case.party else ""
        for key, words in wanted:
            if key == lead:
                continue
            new = NewPart(party=self._founded.parties[key], words=words, days=2)
            part = add_part(case=case, new=new, by=worker, now=at)
            if key == "sanitation":
                accept_part(part=part, by=SYSTEM, now=at + 20 * MINUTE)
                finish_part(part=part, result="清走一车", by=SYSTEM, now=at + 80 * MINUTE)
            elif key == "power":
                why = "不停电也能施工"
                return_part(part=part, reason=why, by=SYSTEM, now=at + 30 * MINUTE)

    def _blow(self, words: str, category: str, parties: tuple[str, ...], at: datetime) -> Whistle:
        report = NewReport(
            text=words,
            place=self._compounds[0],
            category=self._categories[category],
            channel=Channel.PATROL,
        )
        called = [self._founded.parties[key] for key in parties]
        new = NewWhistle(words=words, parties=called)
        return blow_on_the_spot(report=report, whistle=new, by=self._user("worker"), now=at)

    def _calls(self, whistle: Whistle) -> Iterator[Call]:
        return iter(whistle.calls.select_related("party", "order", "whistle").order_by("pk"))

    def _say(
        self, call: Call, move: Move, at: datetime, words: str = "", in_minutes: int = 0
    ) -> None:
        local = timezone.localtime(at + in_minutes * MINUTE)
        when = time(local.hour, local.minute) if move is Move.COMING else None
        said = Answered(move=move, at=when, words=words)
        by = self._officer(call.party.key)
        answer_call(call=call, answer=said, by=by, now=at)

    def _evening(self) -> datetime:
        yesterday = timezone.localtime(self._now) - timedelta(days=1)
        return yesterday.replace(hour=19, minute=20, second=0, microsecond=0)

    def _user(self, name: str) -> User:
        return self._founded.users[name]
