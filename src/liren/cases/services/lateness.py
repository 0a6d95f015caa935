"""The time of a case's order: when it moves, and when it is over, said openly once a level."""

from django.db import transaction

from liren.cases.models import CaseStep
from liren.cases.services import orders, telling
from liren.cases.services.steps import Said, locked, note_step
from liren.core.errors import sentence
from liren.core.permissions import SYSTEM
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import BESIDE

LATE = sentence("About {title}: {party} is late. We are pressing them.")


@transaction.atomic
def follow_due(*, order: WorkOrder) -> None:
    """Let a case be due when the order in hand is; an order that was settled since says nothing."""
    case = locked(orders.case_of(order))
    if order.kind == WorkOrder.Kind.HANDLE and orders.current(case) == order:
        case.due_at = order.due_at
        case.save(update_fields=["due_at"])


@transaction.atomic
def note_lateness(*, order: WorkOrder, step: str) -> CaseStep | None:
    """Note it and tell the reporters; the second call for the same level changes nothing."""
    case = locked(orders.case_of(order))
    if order.kind in BESIDE:
        step = f"{order.kind}_{step}"  # between colleagues: the case itself is not late
    if CaseStep.objects.filter(case=case, step=step, order_id=order.pk).exists():
        return None
    said = Said(order=order, data={"to": order.escalated_to.name if order.escalated_to else ""})
    at = order.changed_at
    row = note_step(case, step, by=SYSTEM, now=at, said=said)
    if step == "late" and order.kind == WorkOrder.Kind.HANDLE:
        telling.tell(case, LATE, now=at, party=order.party.name)
    return row
