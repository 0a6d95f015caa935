"""What the demo's neighbours see of each other: words, a place followed, a cause carried out."""

from datetime import datetime, timedelta

from liren.cases.models import Case, Category, Cause, Report, Shown
from liren.cases.permissions import CasePermission
from liren.cases.selectors.causes import Proposed, proposals
from liren.cases.services.causes import (
    NewCause,
    NewMeasure,
    choose_cause,
    finish_measure,
    plan_measure,
)
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.follows import follow_place
from liren.cases.services.handle import finish_case
from liren.cases.services.publicity import show_to
from liren.cases.services.register import file_case
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.verify import approve_result
from liren.config.demo.founding import Founded
from liren.core.permissions import VISITOR
from liren.places.models import Kind
from liren.workorders.models import WorkOrder

NOT_YET = "楼前的绿篱长到路中间了，推婴儿车要绕着走，能修剪一下吗？"
CHOSEN_AGO, DONE_AGO = timedelta(days=24), timedelta(days=9)
# The rules know no name in it and the second look does: so it waits for somebody to read it.
TO_BE_READ = "滑梯边的铁皮翘起来了，昨天郑小满的手被划破了。"


def open_to_neighbours(founded: Founded, now: datetime) -> None:
    """Let every third reporter show their words and every tenth keep the matter private."""
    opened = Report.objects.filter(case__merged_into=None).select_related("case").order_by("pk")
    for number, report in enumerate(opened.iterator()):
        chosen = Shown.OFFICE if number % 10 == 9 else Shown.WORDS if number % 3 == 0 else None
        if chosen and report.first_case_id == report.case_id and report.case.voices == 1:
            changed = report.case.public_at or now
            show_to(report=report, shown=chosen, by=VISITOR, now=changed)
    _wait_for_a_reader(founded, now)
    _just_come_in(founded, now)
    _follow(founded, now)
    _carry_out(founded, now)


def _wait_for_a_reader(founded: Founded, now: datetime) -> None:
    place = next(one for one in founded.places.values() if one.kind == Kind.COMPOUND)
    category = Category.objects.get(tree="default", code="0104")
    new = NewReport(text=TO_BE_READ, place=place, category=category, shown=Shown.WORDS)
    case = report_case(new, by=VISITOR, now=now - timedelta(minutes=40)).case
    worker = founded.users["worker"]
    file_case(case=case, by=worker, now=now - timedelta(minutes=20))


def _just_come_in(founded: Founded, now: datetime) -> None:
    """What nobody has taken up yet stands nowhere, at whatever hour the demo is built."""
    place = next(one for one in founded.places.values() if one.kind == Kind.BUILDING)
    at = now - timedelta(minutes=12)
    new = NewReport(text=NOT_YET, place=place, phone="15400000099", reported_at=at)
    report_case(new, by=VISITOR, now=at)


def _follow(founded: Founded, now: datetime) -> None:
    place = next(one for one in founded.places.values() if one.kind == Kind.COMPOUND)
    follow_place(place=place, by=founded.users["resident"], now=now - timedelta(days=2))


def _carry_out(founded: Founded, now: datetime) -> None:
    """Last month's cause with its plan done; this month's is still to be chosen."""
    secretary = founded.users["secretary"]
    _repeat(founded, now)
    found = proposals(secretary.scope_for(CasePermission.CAUSE), now=now)
    cause = _choose(founded, found[0], now)
    firm = founded.parties[_firm_of(founded)]
    chosen, done = now - CHOSEN_AGO, now - DONE_AGO
    for what, result in PLAN:
        measure = plan_measure(
            cause=cause, new=NewMeasure(what=what, party=firm, days=10), by=secretary, now=chosen
        )
        order = WorkOrder.objects.get(subject_type="cases.measure", subject_id=measure.pk)
        finish_measure(order=order, result=result, by=founded.users["wuye"], now=done)


def _repeat(founded: Founded, now: datetime) -> None:
    """What keeps coming back even in the smallest demo: the same lamps, seen by several people."""
    place = next(one for one in founded.places.values() if one.kind == Kind.COMPOUND)
    lamps = Category.objects.get(tree="default", code="0101")
    for number, days in enumerate(LAMPS_OUT):
        at = now - timedelta(days=days, hours=number)
        new = NewReport(
            text=f"{LAMP_SPOTS[number % len(LAMP_SPOTS)]}的路灯不亮了。",
            place=place,
            category=lamps,
            phone=f"154{number:08d}",
            reported_at=at,
        )
        _put_right(founded, report_case(new, by=VISITOR, now=at).case, at)


def _put_right(founded: Founded, case: Case, at: datetime) -> None:
    """The lamp shines again after a few hours, as the grid worker has seen."""
    worker, firm = founded.users["worker"], founded.parties[_firm_of(founded)]
    order = dispatch_case(case=case, to=firm, by=worker, now=at + timedelta(hours=1))
    manager = founded.users["wuye"]
    done = at + timedelta(hours=5)
    check = finish_case(order=order, result="换了灯泡，已经亮了。", by=manager, now=done)
    by = check.assignee or founded.users["grid1"]
    approve_result(order=check, words="亮了。", by=by, now=done + timedelta(hours=1))


LAMPS_OUT = (27, 28, 29, 31, 33, 34, 36, 4)
LAMP_SPOTS = ("中心花坛", "南门口", "健身角", "车棚边", "北面小路")
PLAN = (
    ("把同类的老毛病一次查清，列出清单", "两个区逐处查过，共列出十一处。"),
    ("按清单集中整修，修好的贴上日期", "十一处全部修好，每处都贴了日期。"),
)


def _choose(founded: Founded, one: Proposed, now: datetime) -> Cause:
    last_month = (now.replace(day=1) - timedelta(days=1)).date()
    counted = one.proposal
    new = NewCause(
        month=last_month,
        place=one.place,
        category=one.category,
        title=f"{one.place.name}：{one.category.name}",
        why="一个月里反复有人提，修一处坏一处，不如一次办到底。",
        counted={
            "count": counted.compared.count,
            "before": counted.compared.before,
            "voices": counted.voices,
            "homes": counted.homes,
            "people": counted.people,
            "unnamed": counted.unnamed,
            "days": 60,
        },
    )
    return choose_cause(new, by=founded.users["secretary"], now=now - CHOSEN_AGO)


def _firm_of(founded: Founded) -> str:
    """The party of the property manager who signs in as `wuye`."""
    grants = founded.users["wuye"].current_grants()
    keys = [grant.party.key for grant in grants if grant.party]
    return next(key for key in keys if key in founded.parties)
