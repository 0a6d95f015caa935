"""Orders and their clocks, through the services."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from liren.core.models import Holiday
from liren.core.permissions import SYSTEM
from liren.workorders import selectors, services
from liren.workorders.domain.clock_steps import TooLateToExtend
from liren.workorders.domain.workflow import ActNotOpen, Status
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

HOUR = timedelta(hours=1)


@pytest.fixture
def order(town: Neighbourhood, now: datetime) -> WorkOrder:
    return issued(town, now)


def issued(town: Neighbourhood, now: datetime, party: str = "city_management") -> WorkOrder:
    new = services.NewOrder(
        kind=WorkOrder.Kind.HANDLE,
        subject=town.home,
        title="路灯不亮",
        place=town.home,
        address="梧桐苑3号楼",
        party=town.parties[party],
        clock_kind="working_hours",
        clock_amount=240,
    )
    return services.issue(new, by=SYSTEM, now=now)


def test_four_working_hours_from_nine_end_after_lunch(order: WorkOrder, now: datetime) -> None:
    assert order.due_at == now.replace(hour=14, minute=30)
    assert order.original_due_at == order.due_at


def test_the_inbox_is_soonest_first(town: Neighbourhood, order: WorkOrder, now: datetime) -> None:
    earlier = issued(town, now - HOUR)
    assert list(selectors.inbox(town.users["officer"])) == [earlier, order]


def test_a_pause_moves_the_due_time_and_keeps_the_first(order: WorkOrder, now: datetime) -> None:
    services.pause(order=order, reason="等配件", by=SYSTEM, now=now + HOUR)
    resumed = services.resume(order=order, by=SYSTEM, now=now + 2 * HOUR)
    assert resumed.due_at == now.replace(hour=15, minute=30)
    assert resumed.original_due_at == now.replace(hour=14, minute=30)


def test_more_time_is_counted_in_the_clocks_own_unit(order: WorkOrder, now: datetime) -> None:
    services.ask_extension(order=order, amount=60, reason="路远", by=SYSTEM, now=now + HOUR)
    granted = services.grant_extension(order=order, by=SYSTEM, now=now + 8 * HOUR)
    assert granted.due_at == now.replace(hour=15, minute=30)
    assert granted.extensions == [[60, (now + HOUR).isoformat(), "路远"]]


def test_what_is_late_cannot_be_asked_away(order: WorkOrder, now: datetime) -> None:
    with pytest.raises(TooLateToExtend):
        services.ask_extension(order=order, amount=60, reason="忙", by=SYSTEM, now=now + 6 * HOUR)


def test_handing_over_does_not_restart_the_clock(
    town: Neighbourhood, order: WorkOrder, now: datetime
) -> None:
    to = town.parties["property_firm"]
    successor = services.hand_over(
        order=order, to=to, reason="是物业的灯", by=SYSTEM, now=now + HOUR
    )
    assert (successor.due_at, successor.follows_id) == (order.due_at, order.pk)
    assert WorkOrder.objects.get(pk=order.pk).status == Status.HANDED_OVER


def test_a_settled_order_stays_settled(order: WorkOrder, now: datetime) -> None:
    services.finish(order=order, result="好了", by=SYSTEM, now=now + HOUR)
    with pytest.raises(ActNotOpen):
        services.return_order(order=order, reason="不对", by=SYSTEM, now=now + HOUR)


def test_an_order_is_settled_though_the_clock_was_set_back(order: WorkOrder, now: datetime) -> None:
    settled = services.finish(order=order, result="好了", by=SYSTEM, now=now - HOUR)
    assert (settled.status, settled.closed_at) == (Status.DONE, now)


def test_the_sweep_tells_each_level_once(
    town: Neighbourhood, order: WorkOrder, now: datetime
) -> None:
    moments = [now + HOUR, now + 5 * HOUR, now + 5.6 * HOUR, now + timedelta(days=4)]
    told = []
    for moment in moments:
        services.sweep(now=moment)
        order.refresh_from_db()
        told.append((order.level, order.escalated_to))
    street = town.parties["street_office"]
    assert told == [(0, None), (1, None), (2, None), (4, street)]
    assert order.sweep_at is None
    assert services.sweep(now=now + timedelta(days=9)) == 0
    assert order in selectors.inbox(town.users["duty_officer"])


def test_a_paused_order_is_not_late(order: WorkOrder, now: datetime) -> None:
    services.pause(order=order, reason="等配件", by=SYSTEM, now=now + HOUR)
    assert services.sweep(now=now + timedelta(days=3)) == 0


def test_a_new_holiday_moves_open_orders_and_keeps_their_first_due_time(
    order: WorkOrder, now: datetime
) -> None:
    from liren.core.calendar import shipped_days

    for day in shipped_days():
        Holiday.objects.create(date=day.date, kind=day.kind, name=day.name_zh)
    Holiday.objects.create(date=now.date(), kind="holiday", name="停电检修")
    assert services.recompute_due(now=now) == 1
    order.refresh_from_db()
    assert order.due_at > order.original_due_at == now.replace(hour=14, minute=30)


def test_the_database_refuses_an_open_order_that_is_done(order: WorkOrder) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(status=Status.DONE)


def test_the_database_refuses_a_due_time_before_the_first(order: WorkOrder, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(due_at=now)


def test_a_firm_called_outside_its_compound_finds_the_order(
    town: Neighbourhood, now: datetime
) -> None:
    from liren.accounts.models import Grant, Party

    firm = town.parties["property_firm"]
    for row in (firm, Grant.objects.get(user=town.users["property_manager"])):
        row.put_at(town.places["compound"])
        row.save()
    outside = services.NewOrder(
        kind=WorkOrder.Kind.HANDLE,
        subject=town.home,
        title="门口积水",
        place=town.places["next_building"],
        address="清溪里8号楼",
        party=Party.objects.get(pk=firm.pk),
        clock_kind="working_days",
        clock_amount=2,
    )
    order = services.issue(outside, by=SYSTEM, now=now)
    assert list(selectors.inbox(town.users["property_manager"])) == [order]
    assert not selectors.inbox(town.users["grid_worker"]).exists()
