"""The calendar in force: the operators' table of holidays, or the shipped one while it is empty."""

import time

from liren.core.calendar import DayEntry, DayKind, WorkCalendar, shipped_days
from liren.core.models import Holiday

FRESH_SECONDS = 30

_held: dict[str, tuple[float, WorkCalendar]] = {}


def work_calendar() -> WorkCalendar:
    """The calendar, at most half a minute old in other processes."""
    read_at, calendar = _held.get("calendar", (0.0, None))
    if calendar is None or time.monotonic() - read_at > FRESH_SECONDS:
        calendar = WorkCalendar.of(_days())
        _held["calendar"] = (time.monotonic(), calendar)
    return calendar


def forget_calendar() -> None:
    """Read the table anew at the next call."""
    _held.clear()


def _days() -> tuple[DayEntry, ...]:
    rows = tuple(
        DayEntry(
            date=row.date,
            kind=DayKind(row.kind),
            name_zh=row.name,
            name_en=row.name_en,
            expected=row.expected,
        )
        for row in Holiday.objects.all()
    )
    return rows or shipped_days()
