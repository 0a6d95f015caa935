"""Clocks for tests, written as they are read aloud."""

from dataclasses import replace
from datetime import datetime

from liren.core.calendar import SHANGHAI, shipped_calendar
from liren.workorders.domain import clock_steps as steps
from liren.workorders.domain.clock import (
    Allowance,
    Clock,
    ClockKind,
    Extension,
    Pause,
    due,
)

CALENDAR = shipped_calendar()
URGENT, HOURS, DAYS = ClockKind.URGENT_HOURS, ClockKind.WORKING_HOURS, ClockKind.WORKING_DAYS
MORE = "waiting_for_parts"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def started(kind: ClockKind, amount: int, start: str) -> Clock:
    return Clock(Allowance(kind, amount), at(start))


def paused(clock: Clock, start: str, end: str | None = None) -> Clock:
    stop = at(end) if end else None
    return replace(clock, pauses=(*clock.pauses, Pause(at(start), stop)))


def extended(clock: Clock, amount: int, granted: str, *, while_late: bool = False) -> Clock:
    extension = Extension(amount, at(granted), MORE)
    return steps.extend(clock, CALENDAR, extension, while_late=while_late)


def due_of(clock: Clock) -> datetime:
    return due(clock, CALENDAR).at
