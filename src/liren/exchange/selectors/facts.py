"""Which facts can be told to others.

Those about a case, an order or a report that was sent, which lie at a place; and the digest of the
log, which concerns all.
"""

import dataclasses
from dataclasses import dataclass

from liren.cases.models import Case
from liren.core.events import Event, events
from liren.exchange.models import Subscription
from liren.ledgers.models import Report
from liren.workorders.models import WorkOrder

CASE = Case._meta.label_lower
DIGEST = "digest"
ABOUT = ("case_id", "order_id", "sent_id", DIGEST)
EVERYWHERE = ""


@dataclass(frozen=True)
class Where:
    """At which place a fact happened, or everywhere, and in which case."""

    path: str
    request: str = ""


def offered() -> list[str]:
    """The names of the facts that can be told."""
    return sorted(
        name
        for name, fact in events.items()
        if any(field.name in ABOUT for field in dataclasses.fields(fact))
    )


def is_anybody_listening() -> bool:
    """Whether there is a subscription at all."""
    return Subscription.objects.filter(active=True).exists()


def where_of(event: Event) -> Where | None:
    """The place of a fact; none when its rows are gone or it lies nowhere."""
    if hasattr(event, DIGEST):
        return Where(EVERYWHERE)
    if (sent := getattr(event, "sent_id", None)) is not None:
        report = Report.objects.filter(pk=sent).first()
        return Where(report.place_path) if report else None
    case_id = getattr(event, "case_id", None)
    if case_id is None and (order_id := getattr(event, "order_id", None)) is not None:
        order = WorkOrder.objects.filter(pk=order_id).first()
        if order is None or order.subject_type != CASE:
            return Where(order.place_path) if order else None
        case_id = order.subject_id
    case = Case.objects.filter(pk=case_id).first() if case_id is not None else None
    return Where(case.place_path, case.number) if case else None
