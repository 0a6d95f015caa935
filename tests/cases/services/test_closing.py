"""A case does not end behind the back of those whom its whistle still calls."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from liren.cases.domain.whistle import CallStage
from liren.cases.models import Case, Whistle
from liren.cases.services import dispatch, handle, merge, parts, register, verify, whistles
from liren.cases.services.calls import Answered, Move, answer_call, rule
from liren.cases.services.calls import Verdict as Ruled
from liren.cases.services.closing import WhistleOpen
from liren.cases.services.orders import current
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.whistles import NewWhistle
from liren.core.models import AuditEvent
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from liren.workorders.services import ReasonMissing
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

REASON = "火已扑灭，人都散了"


def blown(town: Neighbourhood, case: Case, now: datetime) -> Whistle:
    called = [town.parties[key] for key in ("city_management", "property_firm")]
    new = NewWhistle(words="车棚冒烟", parties=called)
    return whistles.blow_whistle(case=case, whistle=new, by=town.users["worker"], now=now)


def waiting(case: Case) -> WorkOrder:
    order = current(case)
    assert order is not None
    return order


def finish(town: Neighbourhood, case: Case, now: datetime) -> object:
    manager = town.users["property_manager"]
    return handle.finish_case(order=waiting(case), result="灯换好了", by=manager, now=now)


def approve(town: Neighbourhood, case: Case, now: datetime) -> object:
    return verify.approve_result(order=waiting(case), by=town.users["grid_worker"], now=now)


def refuse(town: Neighbourhood, case: Case, now: datetime) -> object:
    order, manager = waiting(case), town.users["property_manager"]
    if order.kind == WorkOrder.Kind.HANDLE:
        dispatch.return_case(order=order, reason="不是我们的", by=manager, now=now)
    return register.refuse_case(case=case, answer="查无此事", by=town.users["worker"], now=now)


def join(town: Neighbourhood, case: Case, now: datetime) -> object:
    into = report_case(NewReport(text="灯又坏了", place=town.home), by=VISITOR, now=now).case
    return merge.merge_case(case=case, into=into, by=town.users["worker"], now=now)


@pytest.mark.parametrize("end", [finish, refuse, join])
def test_nothing_ends_under_an_open_whistle(
    town: Neighbourhood, now: datetime, end: Callable[[Neighbourhood, Case, datetime], object]
) -> None:
    case = rows.case(town)
    whistle = blown(town, case, now)
    with pytest.raises(WhistleOpen, match=r"城市管理局.*安居物业"):
        end(town, case, now)
    parts.leave_whistle(whistle=whistle, reason=REASON, by=town.users["worker"], now=now)
    end(town, Case.objects.get(pk=case.pk), now + timedelta(hours=1))


def test_a_whistle_blown_while_the_result_is_checked_keeps_it_from_passing(
    town: Neighbourhood, now: datetime
) -> None:
    case = rows.case(town)
    finish(town, case, now)
    whistle = blown(town, case, now)
    with pytest.raises(WhistleOpen):
        approve(town, case, now)
    parts.leave_whistle(whistle=whistle, reason=REASON, by=town.users["worker"], now=now)
    approve(town, case, now)


def test_the_lead_explains_and_everybody_called_reads_it(
    town: Neighbourhood, now: datetime
) -> None:
    case = rows.case(town)
    whistle = blown(town, case, now)
    lead, other = town.users["property_manager"], town.users["officer"]
    leave = partial(parts.leave_whistle, whistle=whistle, now=now)
    with pytest.raises(parts.NotTheLead):
        leave(reason=REASON, by=other)
    with pytest.raises(ReasonMissing):
        leave(reason=" ", by=lead)
    ended = leave(reason=REASON, by=lead)
    assert (ended.ended_words, ended.ended_by_name) == (REASON, lead.name)
    for call in whistle.calls.select_related("order"):
        assert (call.stage, call.helped) == (CallStage.ENDED, "")
        assert (call.order.status, call.order.reason) == ("cancelled", REASON)
    assert AuditEvent.objects.filter(action="cases.whistle_left").count() == 1
    assert waiting(case).kind == WorkOrder.Kind.HANDLE, "the case itself goes on"


def test_a_question_to_the_street_ends_with_it(town: Neighbourhood, now: datetime) -> None:
    case = rows.case(town)
    whistle = blown(town, case, now)
    call = whistle.calls.select_related("order", "whistle", "party").get(
        party=town.parties["city_management"]
    )
    said = Answered(move=Move.NOT_OURS, words="小区里面归物业")
    answer_call(call=call, answer=said, by=town.users["officer"], now=now)
    parts.leave_whistle(whistle=whistle, reason=REASON, by=town.users["worker"], now=now)
    assert not WorkOrder.objects.open().filter(kind__in=("whistle", "rule")).exists()


def test_even_when_all_were_released_somebody_ends_it(town: Neighbourhood, now: datetime) -> None:
    case = rows.case(town)
    whistle = blown(town, case, now)
    for call in whistle.calls.select_related("order", "whistle", "party"):
        by = "officer" if call.party == town.parties["city_management"] else "property_manager"
        said = Answered(move=Move.NOT_OURS, words="不归我们")
        answer_call(call=call, answer=said, by=town.users[by], now=now)
        ruling = call.rulings.select_related("call__whistle", "place", "order").get()
        verdict = Ruled(move=Move.RELEASE, reason="社区自己处理")
        rule(ruling=ruling, verdict=verdict, by=town.users["duty_officer"], now=now)
    with pytest.raises(WhistleOpen, match="城市管理局"):
        finish(town, case, now)
