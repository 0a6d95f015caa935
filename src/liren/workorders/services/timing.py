"""Between the clock's columns and the clock as a value."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from liren.core.calendar import WorkCalendar
from liren.workorders.domain.clock import (
    LADDER,
    LADDER_AT_ONCE,
    Allowance,
    Clock,
    ClockKind,
    Extension,
    Pause,
    due,
    escalation_steps,
    warn_at,
)
from liren.workorders.models import WorkOrder

MINUTES_AN_HOUR = 60
AT_ONCE = (WorkOrder.Kind.WHISTLE, WorkOrder.Kind.HELP)  # late is late: to the street in one step


def allowance_of(kind: str, amount: int) -> Allowance:
    """The allowance of a stored clock: minutes for the clocks of hours, days for the other."""
    clock = ClockKind(kind)
    if clock is ClockKind.WORKING_DAYS:
        return Allowance(clock, amount)
    return Allowance.of_minutes(clock, amount)


def extension_of(kind: str, amount: int, *, at: datetime, reason: str) -> Extension:
    """More of a stored clock's unit, which is the unit of its amount."""
    return Extension(allowance_of(kind, amount).amount, at, reason)


def clock_of(order: WorkOrder) -> Clock:
    """The order's clock as a value."""
    return Clock(
        allowance=allowance_of(order.clock_kind, order.clock_amount),
        started_at=order.issued_at,
        pauses=tuple(
            Pause(_at(start), _at(end) if end else None, reason)
            for start, end, reason in order.pauses
        ),
        extensions=tuple(
            extension_of(order.clock_kind, amount, at=_at(granted), reason=reason)
            for amount, granted, reason in order.extensions
        ),
        stopped_at=order.closed_at,
    )


def store(order: WorkOrder, clock: Clock, calendar: WorkCalendar, *, now: datetime) -> None:
    """Write a clock into the order's columns, with what follows from it."""
    order.pauses = [
        [p.started_at.isoformat(), p.ended_at.isoformat() if p.ended_at else None, p.reason]
        for p in clock.pauses
    ]
    unit = 1 if order.clock_kind == ClockKind.WORKING_DAYS else MINUTES_AN_HOUR
    order.extensions = [
        [int(e.amount * unit), e.granted_at.isoformat(), e.reason] for e in clock.extensions
    ]
    order.due_at = max(due(clock, calendar, now=now).at, order.original_due_at)
    order.sweep_at = next_sweep(order, clock, calendar)


def next_sweep(order: WorkOrder, clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """When something has to be told next: due soon first, then each level of the ladder.

    `order.level` counts what was told: 0 nothing, 1 due soon, 2 late, 3 and 4 the levels above.
    """
    if clock.is_paused or clock.stopped_at is not None:
        return None
    if order.level == 0:
        return warn_at(clock, calendar)
    return next(islice(_ladder(order, clock, calendar), order.level - 1, None), None)


def _ladder(order: WorkOrder, clock: Clock, calendar: WorkCalendar) -> Iterable[datetime]:
    """Never before the stored due time: a changed calendar does not make an order late."""
    ladder = LADDER_AT_ONCE if order.kind in AT_ONCE else LADDER
    steps = escalation_steps(clock, calendar, ladder=ladder)
    return (max(step.at, order.due_at) for step in steps)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
