"""What may be done to an order's clock: pause, resume, more time."""

from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.office import forget_calendar, work_calendar
from liren.core.permissions import SYSTEM, Actor
from liren.workorders.domain import clock_steps, workflow
from liren.workorders.domain.clock import Clock, ClockKind
from liren.workorders.domain.workflow import Act
from liren.workorders.events import OrderRescheduled
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import REDATED, sealed
from liren.workorders.services.orders import ReasonMissing, locked
from liren.workorders.services.timing import clock_of, extension_of, store

MOST_DAYS = 60
MINUTES_A_DAY = 24 * 60


class NothingAsked(Conflict):
    """Nobody asked for more time, or it was answered already."""

    code = "workorders.nothing_asked"
    sentence = sentence("There is no request for more time to answer.")


class ExtensionTooLarge(Invalid):
    """More than anybody can promise."""

    code = "workorders.extension_too_large"
    sentence = sentence("At most {days} days at once. If it takes longer, keep it open for later.")


@transaction.atomic
def pause(*, order: WorkOrder, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Let the clock stand still, for a reason that can be read."""
    order = locked(order)
    order.status = workflow.after(order.status, Act.PAUSE)
    return _step(order, clock_steps.pause(clock_of(order), at=now, reason=reason), by, now)


@transaction.atomic
def resume(*, order: WorkOrder, by: Actor, now: datetime) -> WorkOrder:
    """Let the clock run on."""
    order = locked(order)
    order.status = workflow.after(order.status, Act.RESUME)
    return _step(order, clock_steps.resume(clock_of(order), at=now), by, now)


@transaction.atomic
def ask_extension(
    *, order: WorkOrder, amount: int, reason: str, by: Actor, now: datetime
) -> WorkOrder:
    """Ask for more of the clock's own unit; the time runs on until somebody agrees."""
    if not reason.strip():
        raise ReasonMissing()
    order = locked(order)
    workflow.after(order.status, Act.EXTEND)
    if amount <= 0:
        raise clock_steps.ExtensionTooSmall(amount=amount)
    if amount > MOST_DAYS * (1 if order.clock_kind == ClockKind.WORKING_DAYS else MINUTES_A_DAY):
        raise ExtensionTooLarge(days=MOST_DAYS)
    more = extension_of(order.clock_kind, amount, at=now, reason=reason)
    clock_steps.extend(clock_of(order), work_calendar(), more)
    order.extension_asked = {
        "amount": amount,
        "reason": reason.strip(),
        "by": by.audit_name,
        "at": now.isoformat(),
    }
    order.changed_at = now
    order.save(update_fields=["extension_asked", "changed_at"])
    audit.record("workorders.extension_asked", order, by=by, at=now, amount=amount)
    return order


@transaction.atomic
def grant_extension(*, order: WorkOrder, by: Actor, now: datetime) -> WorkOrder:
    """Give the time that was asked for; what was asked in time is not refused for waiting."""
    order = locked(order)
    if order.extension_asked is None:
        raise NothingAsked()
    asked, order.extension_asked = order.extension_asked, None
    asked_at = datetime.fromisoformat(asked["at"])
    more = extension_of(order.clock_kind, asked["amount"], at=asked_at, reason=asked["reason"])
    order.level, order.escalated_to = 0, None
    return _step(order, clock_steps.extend(clock_of(order), work_calendar(), more), by, now)


@transaction.atomic
def refuse_extension(*, order: WorkOrder, by: Actor, now: datetime) -> WorkOrder:
    """Leave the time as it is."""
    order = locked(order)
    if order.extension_asked is None:
        raise NothingAsked()
    order.extension_asked = None
    order.changed_at = now
    order.save(update_fields=["extension_asked", "changed_at"])
    audit.record("workorders.extension_refused", order, by=by, at=now)
    return order


def _step(order: WorkOrder, clock: Clock, by: Actor, now: datetime) -> WorkOrder:
    store(order, clock, work_calendar(), now=now)
    order.changed_at = now
    order.save()
    audit.record("workorders.clock_changed", order, by=by, at=now, **sealed(order, REDATED))
    return order


def recompute_due(*, now: datetime) -> int:
    """After the calendar changed, give every open order its new due time; the first one stays."""
    forget_calendar()
    calendar, changed = work_calendar(), 0
    for pk in WorkOrder.objects.open().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            order = WorkOrder.objects.select_for_update(of=("self",)).get(pk=pk)
            before = order.due_at
            if order.closed_at is None:
                store(order, clock_of(order), calendar, now=now)
            if order.due_at != before:
                order.changed_at = now
                order.save(update_fields=["due_at", "sweep_at", "changed_at"])
                publish(OrderRescheduled(order_id=order.pk))
                due = sealed(order, REDATED)
                audit.record("workorders.recomputed", order, by=SYSTEM, at=now, **due)
                changed += 1
    return changed
