"""A lead and helpers: the case goes to the check only when every part is settled."""

from datetime import datetime, timedelta

import pytest

from liren.cases.domain.workflow import Stage, StepNotOpen
from liren.cases.models import Case, Part
from liren.cases.selectors.resident import standing_of, standings
from liren.cases.services import dispatch, handle, parts, suspend
from liren.cases.services.handle import PartsOpen
from liren.cases.services.orders import OrderNotYours, current
from liren.cases.services.parts import NewPart
from liren.core.permissions import PermissionMissing
from liren.workorders import selectors as orders
from liren.workorders.models import WorkOrder
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def case(town: Neighbourhood) -> Case:
    return rows.case(town)


def added(town: Neighbourhood, case: Case, now: datetime, days: int | None = None) -> Part:
    new = NewPart(party=town.parties["city_management"], words="清走外面的废料", days=days)
    return parts.add_part(case=case, new=new, by=town.users["worker"], now=now)


def finish(town: Neighbourhood, case: Case, now: datetime) -> WorkOrder:
    lead = current(case)
    assert lead is not None
    manager = town.users["property_manager"]
    return handle.finish_case(order=lead, result="灯换好了", by=manager, now=now)


def test_a_part_is_an_order_of_its_own_with_its_own_clock(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    part = added(town, case, now, days=1)
    order = orders.inbox(town.users["officer"]).get()
    lead = current(case)
    assert lead is not None
    assert (order, order.kind) == (part.order, WorkOrder.Kind.PART)
    assert order.due_at < lead.due_at, "one day, and the lead has five"
    assert lead.kind == WorkOrder.Kind.HANDLE, "the case waits for the lead"


def test_neighbours_hear_the_time_of_the_lead(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    lead = current(case)
    added(town, case, now, days=1)
    assert lead is not None
    (told,) = standings([Case.objects.get(pk=case.pk)], now)
    assert told.due == lead.due_at == standing_of(case, now=now).due


def test_the_whole_is_not_done_before_the_parts(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    part = added(town, case, now)
    with pytest.raises(PartsOpen, match=r"城市管理局|still have a part"):
        finish(town, case, now)
    officer = town.users["officer"]
    parts.accept_part(part=part, by=officer, now=now)
    parts.finish_part(part=part, result="拉走一车", by=officer, now=now)
    finish(town, case, now)
    assert Case.objects.get(pk=case.pk).stage == Stage.CHECKING


def test_what_was_given_back_has_to_be_explained_by_the_lead(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    part = added(town, case, now)
    officer, manager = town.users["officer"], town.users["property_manager"]
    part = parts.return_part(part=part, reason="在红线内", by=officer, now=now)
    with pytest.raises(PartsOpen):
        finish(town, case, now)
    with pytest.raises(parts.NotTheLead):
        parts.leave_part(part=part, reason="不管了", by=officer, now=now)
    parts.leave_part(part=part, reason="废料由物业一并清走", by=manager, now=now)
    finish(town, case, now)
    with pytest.raises(parts.PartSettledAlready):
        parts.leave_part(part=part, reason="再说一遍", by=town.users["worker"], now=now)


def test_leaving_an_open_part_takes_its_order_back(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    part = added(town, case, now)
    parts.leave_part(part=part, reason="不再需要", by=town.users["property_manager"], now=now)
    assert WorkOrder.objects.get(pk=part.order_id).status == "cancelled"
    assert not orders.inbox(town.users["officer"]).exists()


def test_who_may_add_and_who_may_finish(town: Neighbourhood, case: Case, now: datetime) -> None:
    new = NewPart(party=town.parties["city_management"], words="清走")
    with pytest.raises(PermissionMissing):
        parts.add_part(case=case, new=new, by=town.users["property_manager"], now=now)
    part = added(town, case, now)
    with pytest.raises(OrderNotYours):
        manager = town.users["property_manager"]
        parts.finish_part(part=part, result="好了", by=manager, now=now)
    with pytest.raises(parts.LeadHelpsItself):
        own = NewPart(party=town.parties["property_firm"], words="自己")
        parts.add_part(case=case, new=own, by=town.users["worker"], now=now)


def test_without_a_lead_there_are_no_helpers(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    lead = current(case)
    assert lead is not None
    manager = town.users["property_manager"]
    dispatch.return_case(order=lead, reason="不归我们", by=manager, now=now)
    with pytest.raises(StepNotOpen):
        added(town, case, now)


def test_what_is_put_off_puts_off_its_parts(town: Neighbourhood, case: Case, now: datetime) -> None:
    part = added(town, case, now)
    suspend.suspend_case(
        case=case,
        reason="等改造",
        review_date=(now + timedelta(days=30)).date(),
        by=town.users["secretary"],
        now=now,
    )
    assert WorkOrder.objects.get(pk=part.order_id).status == "cancelled"
