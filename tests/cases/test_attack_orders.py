"""Somebody sends the number of another order, acts for another party, or checks their own work."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from liren.accounts.models import Grant
from liren.cases.models import Case
from liren.cases.services import dispatch, handle, register, verify
from liren.cases.services.dispatch import PartyElsewhere
from liren.cases.services.handle import OwnRequest
from liren.cases.services.orders import OrderNotYours, current
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.verify import OwnWork
from liren.core.errors import Conflict
from liren.core.permissions import VISITOR
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import BEGUN, Neighbourhood

HOUR = timedelta(hours=1)


@pytest.fixture
def case(town: Neighbourhood, now: datetime) -> Case:
    return report_case(NewReport(text="楼道灯不亮了", place=town.home), by=VISITOR, now=now).case


def waiting(case: Case) -> WorkOrder:
    order = current(case)
    assert order is not None
    return order


def given(town: Neighbourhood, case: Case, now: datetime, party: str = "committee") -> WorkOrder:
    worker = town.users["worker"]
    return dispatch.dispatch_case(case=case, to=town.parties[party], by=worker, now=now)


@pytest.mark.parametrize(
    "act",
    [
        lambda order, by, town, now: handle.accept_case(order=order, by=by, now=now),
        lambda order, by, town, now: handle.ask_more_time(
            order=order, amount=60, reason="等零件", by=by, now=now
        ),
        lambda order, by, town, now: dispatch.hand_over_case(
            order=order, to=town.parties["property_firm"], reason="归物业", by=by, now=now
        ),
        lambda order, by, town, now: handle.finish_case(order=order, result="好了", by=by, now=now),
        lambda order, by, town, now: verify.approve_result(order=order, by=by, now=now),
        lambda order, by, town, now: register.answer_existence(
            order=order, seen=register.Seen(is_so=True), by=by, now=now
        ),
    ],
)
def test_an_order_to_register_is_nothing_else(
    town: Neighbourhood, case: Case, now: datetime, act: Callable[..., object]
) -> None:
    order = waiting(case)
    with pytest.raises(Conflict):
        act(order, town.users["secretary"], town, now)
    case.refresh_from_db()
    assert (case.answered_at, case.party_id, waiting(case).pk) == (None, None, order.pk)


def test_a_grant_elsewhere_does_not_lend_its_permission(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    """An officer of a department who is also building head here does not handle for the office."""
    order, officer = given(town, case, now), town.users["officer"]
    head = Grant(user=officer, role="building_head", party=order.party, from_date=BEGUN)
    head.put_at(town.places["building"])
    head.save()
    with pytest.raises(OrderNotYours):
        handle.accept_case(order=order, by=officer, now=now)


def test_a_worker_of_the_next_grid_does_not_act_here(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    order = given(town, case, now)
    with pytest.raises(OrderNotYours):
        handle.accept_case(order=order, by=town.users["next_grid_worker"], now=now)


def test_a_role_taken_away_ends_the_right_to_act(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    order, manager = given(town, case, now, "property_firm"), town.users["property_manager"]
    Grant.objects.filter(user=manager).update(ended_at=now)
    with pytest.raises(OrderNotYours):
        handle.accept_case(order=order, by=manager, now=now)


def test_what_was_escalated_is_for_those_who_lead(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    order = given(town, case, now, "property_firm")
    WorkOrder.objects.filter(pk=order.pk).update(escalated_to=town.parties["committee"])
    order.refresh_from_db()
    with pytest.raises(OrderNotYours):
        handle.accept_case(order=order, by=town.users["grid_worker"], now=now)
    assert handle.accept_case(order=order, by=town.users["secretary"], now=now).accepted_at


def test_a_case_is_given_only_to_a_party_of_its_place(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    with pytest.raises(PartyElsewhere):
        given(town, case, now, "next_committee")
    order, to = given(town, case, now), town.parties["next_committee"]
    with pytest.raises(PartyElsewhere):
        dispatch.hand_over_case(
            order=order, to=to, reason="换一家", by=town.users["worker"], now=now
        )
    assert waiting(case).pk == order.pk


def test_nobody_grants_themselves_more_time(town: Neighbourhood, case: Case, now: datetime) -> None:
    order, secretary = given(town, case, now), town.users["secretary"]
    order = handle.ask_more_time(order=order, amount=2, reason="等零件", by=secretary, now=now)
    with pytest.raises(OwnRequest):
        handle.answer_more_time(order=order, grant=True, by=secretary, now=now)
    longer = handle.answer_more_time(
        order=order, grant=True, by=town.users["duty_officer"], now=now
    )
    assert longer.due_at > longer.original_due_at


def test_whoever_took_the_work_on_does_not_check_it(
    town: Neighbourhood, case: Case, now: datetime
) -> None:
    """A colleague presses "finish" for the one who did it: still their own work."""
    order, doer = given(town, case, now), town.users["grid_worker"]
    handle.accept_case(order=order, by=doer, now=now)
    check = handle.finish_case(order=order, result="换了", by=town.users["worker"], now=now + HOUR)
    for own in (doer, town.users["worker"]):
        with pytest.raises(OwnWork):
            verify.approve_result(order=check, by=own, now=now + HOUR)
    assert check.assignee not in (doer, town.users["worker"])
    assert verify.approve_result(order=check, by=town.users["secretary"], now=now + HOUR).closed_at
