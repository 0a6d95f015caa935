"""What cases make of facts from below."""

from liren.cases.models import Case
from liren.cases.services import calls, lateness
from liren.core.events import subscribe
from liren.workorders.events import OrderEscalated, OrderLate, OrderRescheduled
from liren.workorders.models import WorkOrder


@subscribe(OrderLate)
def note_late(event: OrderLate) -> None:
    """Write into the time line that a party is late, and tell whoever waits."""
    _note(event.order_id, "late")


@subscribe(OrderEscalated)
def note_escalated(event: OrderEscalated) -> None:
    """Write into the time line that it was put before the next level."""
    _note(event.order_id, f"escalated_{event.level}")


@subscribe(OrderEscalated)
def tell_unanswered(event: OrderEscalated) -> None:
    """A whistle that nobody answered is told to the head of the party."""
    order = WorkOrder.objects.get(pk=event.order_id)
    if order.kind == WorkOrder.Kind.WHISTLE:
        calls.note_unanswered(order=order)


@subscribe(OrderRescheduled)
def follow_new_time(event: OrderRescheduled) -> None:
    """A case is due when its order is, also after the calendar changed."""
    order = WorkOrder.objects.get(pk=event.order_id)
    if order.subject_type == Case._meta.label_lower:
        lateness.follow_due(order=order)


def _note(order_id: int, step: str) -> None:
    order = WorkOrder.objects.select_related("party", "escalated_to").get(pk=order_id)
    if order.subject_type == Case._meta.label_lower:
        lateness.note_lateness(order=order, step=step)
