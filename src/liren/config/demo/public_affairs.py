"""What the demo neighbourhood is told: announcements, accounts, questions, and who is on duty."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from liren.accounts.models import User
from liren.core.permissions import SYSTEM, VISITOR
from liren.notices.models import Announcement, Column, Entry
from liren.notices.selectors.affairs import kept as affairs_of
from liren.notices.selectors.affairs import version
from liren.notices.selectors.announcements import calls as open_calls
from liren.notices.services import affairs, announcements, calls, count_as_sent, duty
from liren.notices.services.affairs import Account, NewColumn, Question
from liren.notices.services.announcements import Draft
from liren.notices.services.covering import cover_version
from liren.notices.services.sending import send_out
from liren.places.models import Kind, Place
from liren.places.selectors import inside

EVERY_WAY = ("phone", "user", "paper")
TABLE = [
    ["项目", "收入（元）", "支出（元）", "说明"],
    ["为民服务专项", "20,000.00", "6,480.00", "楼道灯更换 54 盏"],
    ["公共停车收益", "8,640.00", "2,150.00", "道闸维修一次"],
    ["办公水电", "0.00", "1,236.50", "电 980.50，水 256.00"],
    ["合计", "28,640.00", "9,866.50", "结余 18,773.50"],
]
# branch, name, English name, rhythm, day, months since the first account
COLUMNS = (
    ("party", "党员活动与经费", "Party activities and funds", "quarterly", 10, 9),
    ("community", "低保与救助名额", "Subsidies granted", "monthly", 10, 4),
    ("community", "物业服务考核", "Property service review", "quarterly", 15, 9),
    ("finance", "居委会收支明细", "Accounts of the committee", "monthly", 10, 5),
)
MISSING = "物业服务考核"


def found_public_affairs(places: dict[str, Place], users: dict[str, User], now: datetime) -> None:
    """Tell the first community what such a community is told in a month."""
    community = next(p for p in places.values() if p.kind == Kind.COMMUNITY)
    _announce(community, users, now)
    _publish(community, users["secretary"], now)
    _put_on_duty(community, users, now)


def _announce(community: Place, users: dict[str, User], now: datetime) -> None:
    compound = inside(community, Kind.COMPOUND).order_by("path")[0]
    worker, secretary = users["worker"], users["secretary"]
    today = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0)
    water = Draft(
        title="周二上午停水，请提前存水",
        text="周二 9:00 到 12:00 更换主管道阀门，全小区停水。\n"
        "行动不便的邻居需要帮忙打水，请给居委会打电话，我们上门。",
        title_en="No water on Tuesday morning",
        text_en="On Tuesday from 9:00 to 12:00 a main valve is replaced. Please store water. "
        "Need help carrying it? Ring the committee.",
        valid_from=today - timedelta(days=1),
        valid_until=today + timedelta(days=4),
        channels=EVERY_WAY,
    )
    clinic = Draft(
        title="周六上午义诊，给六十岁以上邻居量血压、看眼睛",
        text="周六 8:30 到 11:00，社区活动室。不用预约，带上医保卡和平时吃的药。",
        valid_from=today - timedelta(days=2),
        valid_until=today + timedelta(days=6),
        labels=("elder",),
        channels=("phone", "user"),
    )
    for draft, place in ((water, compound), (clinic, community)):
        row = announcements.draft_announcement(draft=draft, place=place, by=worker, now=now)
        announcements.publish_announcement(announcement=row, revision=1, by=secretary, now=now)
        send_out(row.pk, now=now)
        count_as_sent(now=now)
        _ring_some(row, users["grid1"], now)
    paint = Draft(
        title="3 月起楼道粉刷，分批进行",
        text="先东区后西区，每栋约三天。请把楼道里的东西收回家里。",
        valid_from=today,
        valid_until=today + timedelta(days=30),
        channels=EVERY_WAY,
    )
    announcements.draft_announcement(draft=paint, place=community, by=worker, now=now)


def _ring_some(row: Announcement, caller: User, now: datetime) -> None:
    scope_path = caller.current_grants()[0].place_path
    outcomes = ("reached", "no_answer", "visited", "wrong_number")
    own = [home for home in open_calls(row)[:60] if home.place_path.startswith(scope_path)]
    for home, outcome in zip(own, outcomes, strict=False):
        calls.note_call(home=home, outcome=outcome, note="", by=caller, now=now)


def _publish(community: Place, secretary: User, now: datetime) -> None:
    for branch, name, name_en, rhythm, day, months in COLUMNS:
        new = NewColumn(
            branch=branch,
            name=name,
            name_en=name_en,
            rhythm=rhythm,
            day=day,
            since_date=_months_before(now, months),
        )
        column = affairs.add_column(new=new, place=community, by=SYSTEM, now=now)
        _publish_all(column, secretary, now)


def _publish_all(column: Column, secretary: User, now: datetime) -> None:
    today = timezone.localdate(now)
    [kept] = affairs_of([column], today)
    for number, (line, _entry) in enumerate(kept.lines):
        if number == 0 and (column.name == MISSING or line.due_by >= today):
            continue
        account = Account(text="本期内容已经居务监督小组审核签字。", table=TABLE)
        day = line.due_by - timedelta(days=2)
        at = timezone.make_aware(datetime.combine(day, time(10)))
        entry = affairs.publish_entry(
            column=column, period=line.period.key, account=account, by=secretary, now=at
        )
        if number == 1 and column.branch == "finance":
            _correct(column, line.period.key, secretary, now)
            _ask(entry, secretary, now)


def _correct(column: Column, period: str, secretary: User, now: datetime) -> None:
    """What a family's name stood in is covered; a slip of the pen stays to be read."""
    for base, reason in ((1, "删去一户居民的信息"), (2, "水费多记 30 元，已改正")):
        again = Account(
            text="本期内容已经居务监督小组审核签字。", table=TABLE, reason=reason, base=base
        )
        affairs.publish_entry(column=column, period=period, account=again, by=secretary, now=now)
    first = version(column, period, 1)
    cover_version(version=first, reason="表里写了一户居民的姓名和门牌", by=secretary, now=now)


def _ask(entry: Entry, secretary: User, now: datetime) -> None:
    first = Question(text="道闸维修 2150 元，能看看发票吗？")
    asked = affairs.object_to(entry=entry, question=first, by=VISITOR, now=now)
    affairs.answer_objection(
        objection=asked,
        answer="可以。发票复印件贴在居委会公示栏，也可以来窗口看原件。",
        is_shown=True,
        by=secretary,
        now=now,
    )
    second = Question(text="公共停车收益为什么比去年少？")
    affairs.object_to(entry=entry, question=second, by=VISITOR, now=now)


def _put_on_duty(community: Place, users: dict[str, User], now: datetime) -> None:
    tonight = timezone.localtime(now).replace(hour=17, minute=30, second=0, microsecond=0)
    names = ("worker", "workerb", "secretary")
    for night in range(7):
        begin = tonight + timedelta(days=night)
        duty.put_on_duty(
            user=users[names[night % len(names)]],
            place=community,
            from_at=begin,
            until_at=begin + timedelta(hours=15),
            by=SYSTEM,
            now=now,
        )


def _months_before(now: datetime, months: int) -> date:
    today = timezone.localdate(now)
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
