"""Who may be told now: off hours are off, and an emergency goes to whoever is on duty.

A member of staff is told while the office is open. Outside its hours nobody is told but those on
duty, and they only of emergencies; everything else waits for the next opening.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liren.core.calendar import WorkCalendar


class Why(StrEnum):
    """The reason, for the log and for whoever asks."""

    OFFICE_OPEN = "office_open"
    ON_DUTY = "on_duty"
    OFF_HOURS = "off_hours"  # waits for the opening
    OTHERS_ON_DUTY = "others_on_duty"  # an emergency, and somebody else has it
    NOBODY_ON_DUTY = "nobody_on_duty"  # an emergency, and nobody has it: all are told


@dataclass(frozen=True)
class Shift:
    """Somebody is on duty from one moment to another, which no longer belongs to it."""

    person: int
    from_at: datetime
    until_at: datetime

    def covers(self, at: datetime) -> bool:
        """Whether the moment lies inside."""
        return self.from_at <= at < self.until_at


@dataclass(frozen=True)
class Telling:
    """Whether somebody is told, when, and why."""

    person: int
    at: datetime | None
    why: Why

    def is_now(self, now: datetime) -> bool:
        """Whether it is at once."""
        return self.at is not None and self.at <= now


def who_may_be_told(
    people: Iterable[int],
    shifts: Iterable[Shift],
    *,
    now: datetime,
    calendar: WorkCalendar,
    is_emergency: bool,
) -> list[Telling]:
    """For each of some staff when they may be told; for those on duty too, in an emergency."""
    staff = list(dict.fromkeys(people))
    on_duty = list(dict.fromkeys(shift.person for shift in shifts if shift.covers(now)))
    if not is_emergency:
        opens = calendar.next_opening(now)
        why = Why.OFFICE_OPEN if calendar.is_open(now) else Why.OFF_HOURS
        return [Telling(person, opens, why) for person in staff]
    told = [Telling(person, now, Why.ON_DUTY) for person in on_duty]
    others = [person for person in staff if person not in on_duty]
    if calendar.is_open(now):
        return told + [Telling(person, now, Why.OFFICE_OPEN) for person in others]
    if on_duty:
        return told + [Telling(person, None, Why.OTHERS_ON_DUTY) for person in others]
    return [Telling(person, now, Why.NOBODY_ON_DUTY) for person in others]
