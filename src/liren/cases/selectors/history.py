"""Who decided what, when and why: every line of a case or an order, held against the log.

A line of the time line holds when nothing in it was changed since, and when the log's own line of
the same moment and the same person is what was written. What the log alone knows (a look at a
telephone number, a new due time) is a line too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liren.cases.models import Case, CaseStep
from liren.cases.selectors.cases import SUBJECT, time_line
from liren.cases.selectors.steps import is_as_written
from liren.core import audit
from liren.core.models import AuditEvent
from liren.workorders import selectors as workorders
from liren.workorders.models import Instruction, WorkOrder

Moment = tuple[datetime, str]


class Proof(StrEnum):
    """How a line stands against the log."""

    HOLDS = "holds"
    BROKEN = "broken"  # the line, or the log's, was changed
    UNLOGGED = "unlogged"  # the log has no line of that moment and person
    OLDER = "older"  # from before lines carried a hash


@dataclass(frozen=True)
class Entry:
    """One line: a step of the case, or what only the log knows."""

    at: datetime
    who: str
    proof: Proof
    step: CaseStep | None = None
    event: AuditEvent | None = None


@dataclass(frozen=True)
class OrderLine:
    """An order with its times, and how they stand against the log."""

    order: WorkOrder
    proof: Proof


@dataclass(frozen=True)
class History:
    """Everything about one case or order."""

    entries: list[Entry]
    orders: list[OrderLine]
    is_log_whole: bool = True  # or lines were taken out of it, perhaps of this very case

    @property
    def lines(self) -> int:
        """How many lines are printed."""
        return len(self._proofs)

    @property
    def holding(self) -> int:
        """How many of them hold."""
        return self._proofs.count(Proof.HOLDS)

    @property
    def broken(self) -> int:
        """How many were changed behind everybody's back."""
        return self._proofs.count(Proof.BROKEN)

    @property
    def _proofs(self) -> list[Proof]:
        return [*(line.proof for line in self.orders), *(line.proof for line in self.entries)]


def history_of_case(case: Case) -> History:
    """A case with all that were joined into it, their orders, and the log of both."""
    steps = list(reversed(time_line(case)))
    cases = sorted({case.pk, *(step.case_id for step in steps)})
    orders = WorkOrder.objects.filter(subject_type=SUBJECT, subject_id__in=cases)
    rows = list(orders.select_related("party", "escalated_to").order_by("id"))
    reports = case.reports.values_list("pk", flat=True)
    subjects = [f"{SUBJECT}:{pk}" for pk in cases]
    subjects += [f"cases.report:{pk}" for pk in reports]
    return _history(steps, rows, _events([*subjects, *_of_orders(rows)]))


def history_of_order(order: WorkOrder) -> History:
    """An order with those it follows from or that follow it, and the log of all."""
    rows = list(workorders.of_subject(order.subject_type, order.subject_id))
    rows = [row for row in rows if row.pk == order.pk or order.subject_type != SUBJECT]
    subjects = _of_orders(rows)
    if order.subject_type == Instruction._meta.label_lower:
        subjects.append(f"{order.subject_type}:{order.subject_id}")
    steps = CaseStep.objects.filter(order_id=order.pk).select_related("party").order_by("at", "id")
    kept = steps if order.subject_type == SUBJECT else steps.none()
    # What was done with the order may be logged at its case; of the case nothing else is told.
    witnesses = [f"{order.subject_type}:{order.subject_id}", *subjects]
    return _history(list(kept), rows, _events(witnesses), own=frozenset(subjects))


def _of_orders(orders: Iterable[WorkOrder]) -> list[str]:
    return [audit.subject_of(order) for order in orders]


def _events(subjects: Sequence[str]) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(subject__in=subjects).order_by("at", "id"))


def _history(
    steps: Sequence[CaseStep],
    orders: Sequence[WorkOrder],
    events: Sequence[AuditEvent],
    *,
    own: frozenset[str] | None = None,
) -> History:
    holding = audit.holding(events)
    lines: dict[str, list[AuditEvent]] = {}
    for event in sorted(events, key=lambda event: event.pk):
        lines.setdefault(event.subject, []).append(event)
    printed = [_of_order(row, lines.get(audit.subject_of(row), []), holding) for row in orders]
    return History(_entries(steps, events, holding, own), printed, audit.is_whole())


def _of_order(order: WorkOrder, events: Sequence[AuditEvent], holding: set[int]) -> OrderLine:
    if any(event.pk not in holding for event in events):
        return OrderLine(order, Proof.BROKEN)
    is_so = workorders.is_as_logged(order, ((event.action, event.data) for event in events))
    if is_so is None:
        return OrderLine(order, Proof.OLDER)
    return OrderLine(order, Proof.HOLDS if is_so else Proof.BROKEN)


def _entries(
    steps: Sequence[CaseStep],
    events: Sequence[AuditEvent],
    holding: set[int],
    own: frozenset[str] | None,
) -> list[Entry]:
    logged: dict[Moment, list[AuditEvent]] = {}
    for event in events:
        logged.setdefault((event.at, event.actor), []).append(event)
    found = [_of_step(step, logged.get((step.at, step.by), []), holding) for step in steps]
    told = {(step.at, step.by) for step in steps}
    alone = (event for event in events if (event.at, event.actor) not in told)
    found += [
        Entry(
            event.at,
            event.actor,
            Proof.HOLDS if event.pk in holding else Proof.BROKEN,
            event=event,
        )
        for event in alone
        if own is None or event.subject in own
    ]
    return sorted(found, key=lambda entry: entry.at)


def _of_step(step: CaseStep, events: Sequence[AuditEvent], holding: set[int]) -> Entry:
    who = step.by_name or step.by
    if not bytes(step.mac):
        return Entry(step.at, who, Proof.BROKEN if _had_a_hash(step) else Proof.OLDER, step)
    if not is_as_written(step) or any(event.pk not in holding for event in events):
        return Entry(step.at, who, Proof.BROKEN, step)
    return Entry(step.at, who, Proof.HOLDS if events else Proof.UNLOGGED, step)


def _had_a_hash(step: CaseStep) -> bool:
    """Lines carry hashes from one day on: one without, written later, was robbed of it."""
    return CaseStep.objects.filter(pk__lt=step.pk).exclude(mac=b"").exists()
