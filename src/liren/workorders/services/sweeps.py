"""The timer's round: what became due soon, late, or a matter for the next level."""

from datetime import datetime

from django.db import transaction

from liren.accounts import selectors as accounts
from liren.accounts.models import Party
from liren.core import audit
from liren.core.events import Event, publish
from liren.core.office import work_calendar
from liren.core.permissions import SYSTEM
from liren.workorders.events import OrderDueSoon, OrderEscalated, OrderLate
from liren.workorders.models import WorkOrder
from liren.workorders.services.timing import AT_ONCE, clock_of, next_sweep

BATCH = 200
DUE_SOON, LATE = 1, 2


def sweep(*, now: datetime) -> int:
    """Tell what has come due, one level an order and round; returns how many were told."""
    told = 0
    while batch := _sweep_batch(now):
        told += batch
    return told


@transaction.atomic
def _sweep_batch(now: datetime) -> int:
    waiting = WorkOrder.objects.open().filter(sweep_at__lte=now).order_by("sweep_at")
    orders = list(
        waiting.select_for_update(skip_locked=True, of=("self",)).select_related(
            "party__above", "escalated_to__above", "place"
        )[:BATCH]
    )
    facts = [_tell(order, now) for order in orders]
    fields = ["level", "escalated_to", "sweep_at", "changed_at"]
    WorkOrder.objects.bulk_update(orders, fields)
    publish(*facts)
    audit.record_all([_line(order) for order in orders], by=SYSTEM, at=now)
    return len(orders)


def _tell(order: WorkOrder, now: datetime) -> Event:
    order.level += 1
    order.changed_at = now
    order.sweep_at = next_sweep(order, clock_of(order), work_calendar())
    if order.level == DUE_SOON:
        return OrderDueSoon(order_id=order.pk)
    if order.level == LATE:
        return OrderLate(order_id=order.pk)
    order.escalated_to = _above(order)
    return OrderEscalated(order_id=order.pk, level=order.level - LATE)


def _above(order: WorkOrder) -> Party | None:
    """The next level; a whistle or a call for help goes past all of them to the street."""
    if order.kind in AT_ONCE:
        return accounts.street_party(order.place) or order.party.above
    last = order.escalated_to or order.party
    return last.above or order.escalated_to


def _line(order: WorkOrder) -> audit.Line:
    return audit.Line("workorders.told", audit.subject_of(order), {"level": order.level})
