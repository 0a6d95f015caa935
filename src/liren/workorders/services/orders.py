"""Issuing and settling work orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from liren.accounts import selectors as accounts
from liren.accounts.models import Party, User
from liren.core import audit
from liren.core.calendar import WorkCalendar
from liren.core.errors import Invalid, sentence
from liren.core.events import Event, publish
from liren.core.office import work_calendar
from liren.core.permissions import Actor
from liren.core.prepared import blanks, insert
from liren.places.models import Place
from liren.workorders.domain import workflow
from liren.workorders.domain.clock import Clock, original_due
from liren.workorders.domain.workflow import Act
from liren.workorders.events import OrderClosed, OrderIssued
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import GIVEN, SETTLED, sealed
from liren.workorders.services.timing import allowance_of, next_sweep

_blank = blanks(WorkOrder)


class ReasonMissing(Invalid):
    """Whoever gives work back says why."""

    code = "workorders.reason_missing"
    sentence = sentence("Please say why in a few words.")


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """What is asked of whom, about what, and how long it may take.

    `clock_amount` is in minutes for the two clocks of hours, in days for the clock of days.
    """

    kind: str
    subject: models.Model
    title: str
    place: Place
    address: str
    party: Party
    clock_kind: str
    clock_amount: int
    assignee: User | None = None
    urgent: bool = False
    instruction: str = ""
    follows: WorkOrder | None = None


def issue(new: NewOrder, *, by: Actor, now: datetime) -> WorkOrder:
    """Give one instruction to one party and start its clock."""
    return issue_all([new], by=by, now=now)[0]


@transaction.atomic(savepoint=False)
def issue_all(
    new: Sequence[NewOrder],
    *,
    by: Actor,
    now: datetime,
    told: Sequence[Event] = (),
    noted: Sequence[audit.Line] = (),
) -> list[WorkOrder]:
    """Give many instructions at once; the caller's permission is the caller's matter.

    Nobody is asked who has ended. Only a report goes to the office that was read for it, and
    held, a moment ago: one statement less for the busiest door. `told` are facts and `noted`
    lines of the log of the same moment: told together, they ask once who listens, and noted
    together they wait once for the chain.
    """
    accounts.require_active(o.party for o in new if o.kind != WorkOrder.Kind.REGISTER)
    starts = _Starts(work_calendar(), now)
    orders = [_row(order, by.audit_name, now) for order in new]
    for row in orders:
        row.original_due_at, row.sweep_at = starts.of(row)
        row.due_at = row.original_due_at
    insert(orders)
    publish(*(OrderIssued(order_id=order.pk) for order in orders), *told)
    audit.record_all([*noted, *map(_given, orders)], by=by, at=now)
    return orders


class _Starts:
    """When orders of one moment are due and first swept: alike for all of one clock."""

    def __init__(self, calendar: WorkCalendar, now: datetime) -> None:
        self._calendar, self._now = calendar, now
        self._known: dict[tuple[str, int], tuple[datetime, datetime | None]] = {}

    def of(self, row: WorkOrder) -> tuple[datetime, datetime | None]:
        """Due, and swept."""
        key = (row.clock_kind, row.clock_amount)
        if key not in self._known:
            clock = Clock(allowance_of(*key), self._now)
            due = original_due(clock, self._calendar).at
            self._known[key] = due, next_sweep(row, clock, self._calendar)
        return self._known[key]


def _given(order: WorkOrder) -> audit.Line:
    """When it was given and is due stands in the log too: a printed history holds it against it."""
    return audit.Line("workorders.issued", audit.subject_of(order), dict(sealed(order, GIVEN)))


def _row(new: NewOrder, by: str, now: datetime) -> WorkOrder:
    row = _blank()
    row.kind, row.status, row.urgent = new.kind, workflow.Status.ISSUED, new.urgent
    row.subject_type, row.subject_id = new.subject._meta.label_lower, new.subject.pk
    row.title, row.address = new.title[:200], new.address[:200]
    row.instruction, row.issued_by = new.instruction, by
    row.party, row.assignee, row.follows = new.party, new.assignee, new.follows
    row.issued_at = row.changed_at = now
    row.clock_kind, row.clock_amount = new.clock_kind, new.clock_amount
    row.put_at(new.place)
    return row


def locked(order: WorkOrder) -> WorkOrder:
    """The row as it is now, held until the end of the transaction: two clerks press at once."""
    return WorkOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)


@transaction.atomic
def describe_anew(
    *, order: WorkOrder, like: NewOrder, assignee: User | None, now: datetime
) -> WorkOrder:
    """What an open order is about was corrected: title, place, urgency; its clock stays."""
    order = locked(order)
    order.title, order.address, order.urgent = like.title[:200], like.address[:200], like.urgent
    order.put_at(like.place)
    order.assignee = assignee
    order.changed_at = now
    order.save()
    return order


@transaction.atomic
def accept(
    *, order: WorkOrder, by: Actor, now: datetime, done_at: datetime | None = None
) -> WorkOrder:
    """Say that it will be done; a person who accepts becomes the one in charge."""
    order = locked(order)
    order.status = workflow.after(order.status, Act.ACCEPT)
    order.accepted_at, order.changed_at = done_at or now, now
    if isinstance(by, User):
        order.assignee = by
    order.save(update_fields=["status", "accepted_at", "changed_at", "assignee"])
    audit.record("workorders.accepted", order, by=by, at=order.accepted_at)
    return order


@transaction.atomic
def finish(
    *, order: WorkOrder, result: str, by: Actor, now: datetime, done_at: datetime | None = None
) -> WorkOrder:
    """Settle an order as done, with what came of it; `done_at` where we hear of it only now."""
    order = locked(order)
    order.result = result
    return _close(order, Act.FINISH, by=by, now=now, done_at=done_at)


@transaction.atomic
def return_order(*, order: WorkOrder, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Give an order back to where it came from, with the reason."""
    order = locked(order)
    order.reason = _reason(reason)
    return _close(order, Act.RETURN, by=by, now=now)


@transaction.atomic
def cancel(*, order: WorkOrder, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Take an order back: what it asked for is no longer needed."""
    order = locked(order)
    order.reason = reason
    return _close(order, Act.CANCEL, by=by, now=now)


@transaction.atomic
def forget_words(*, orders: Sequence[int], title: str, at: Place, by: Actor, now: datetime) -> None:
    """Take out of some orders whom they were about: words and door go, clock and party stay."""
    rows = list(WorkOrder.objects.select_for_update(of=("self",)).filter(pk__in=orders))
    for order in rows:
        order.title, order.address, order.changed_at = title[:200], "", now
        order.instruction = order.result = order.reason = ""
        order.put_at(at)
        order.save()
    _note_forgotten(rows, by, now)


@transaction.atomic
def forget_remarks(*, orders: Sequence[int], by: Actor, now: datetime) -> None:
    """Take out of orders that are closed what was said; what and where it was stays."""
    rows = WorkOrder.objects.select_for_update(of=("self",)).filter(pk__in=orders)
    held = list(rows.filter(closed_at__isnull=False))
    for order in held:
        order.instruction = order.result = order.reason = ""
        order.changed_at = now
        order.save()
    _note_forgotten(held, by, now)


def _note_forgotten(rows: Sequence[WorkOrder], by: Actor, now: datetime) -> None:
    lines = [
        audit.Line("workorders.forgotten", audit.subject_of(row), dict(sealed(row, ["words"])))
        for row in rows
    ]
    audit.record_all(lines, by=by, at=now)


@transaction.atomic
def hand_over(*, order: WorkOrder, to: Party, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Pass an order to another party; the time already used stays visible and counts on."""
    accounts.require_active([to])
    order = locked(order)
    order.reason = _reason(reason)
    _close(order, Act.HAND_OVER, by=by, now=now)
    successor = WorkOrder.objects.get(pk=order.pk)
    successor.pk = None
    successor.status, successor.party, successor.assignee = workflow.Status.ISSUED, to, None
    successor.follows, successor.closed_at, successor.closed_by = order, None, ""
    successor.accepted_at, successor.reason, successor.extension_asked = None, "", None
    successor.level, successor.escalated_to = 0, None
    successor.sweep_at = successor.due_at if successor.due_at > now else now
    successor.save(force_insert=True)
    publish(OrderIssued(order_id=successor.pk))
    audit.record_all([_given(successor)], by=by, at=now)
    return successor


def _close(
    order: WorkOrder, act: Act, *, by: Actor, now: datetime, done_at: datetime | None = None
) -> WorkOrder:
    order.status = workflow.after(order.status, act)
    # A clerk's moment may lie before the order's, as may a clock that was set back.
    order.changed_at = max(now, order.issued_at)
    order.closed_at = max(done_at or now, order.issued_at)
    order.closed_by = by.audit_name
    order.sweep_at = order.extension_asked = None
    order.save()
    settled = sealed(order, SETTLED)
    audit.record(f"workorders.{order.status}", order, by=by, at=done_at or now, **settled)
    publish(OrderClosed(order_id=order.pk, status=order.status))
    return order


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonMissing()
    return text.strip()
