"""The clock of a work order: how long is allowed, what stopped it, and what follows.

A clock is a value. Every rule here looks at it through a calendar, so a changed holiday table
gives a new due time by asking again; whoever stored the first one keeps it.

The one idea: *running time*, which is wall time for urgent clocks and working time for the
others, less the pauses. A clock is due at the earliest moment its running time reaches the
allowance. Hence a pause counts once however many pauses overlap, costs a working clock only
the working minutes it covers, and gains nothing when it begins after the due time.

While a pause is open the due time moves with `now`; without `now` the answer is the earliest
it can be.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from liren.core.calendar import ONE_MINUTE, Reckoned, WorkCalendar

Amount = int | Decimal | Fraction

NOTHING = timedelta()
# Due soon is the last fifth of the allowance, but a five-day order need not worry anybody a
# whole day ahead, nor a day-long urgent one through the night.
WARNING_SHARE = 5
LONGEST_URGENT_WARNING = timedelta(hours=4)


class ClockKind(StrEnum):
    """The three clocks of GB/T 30428: 紧急工作时, 工作时, 工作日."""

    URGENT_HOURS = "urgent_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


class ClockState(StrEnum):
    """How a clock stands at a moment."""

    RUNNING = "running"
    PAUSED = "paused"
    DUE_SOON = "due_soon"
    LATE = "late"
    STOPPED_IN_TIME = "stopped_in_time"
    STOPPED_LATE = "stopped_late"


@dataclass(frozen=True)
class Allowance:
    """How much a clock allows: hours for the two clocks of hours, days for the clock of days."""

    kind: ClockKind
    amount: Amount

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("an allowance cannot be negative")
        if self.kind is ClockKind.WORKING_DAYS and self.amount != int(self.amount):
            raise ValueError("working days are whole")

    @classmethod
    def of_minutes(cls, kind: ClockKind, minutes: int) -> "Allowance":
        """Return an allowance for one of the clocks of hours, given in minutes."""
        if kind is ClockKind.WORKING_DAYS:
            raise ValueError("working days are not counted in minutes")
        return cls(kind, Fraction(minutes, 60))


@dataclass(frozen=True)
class Pause:
    """A stretch in which the clock stood still; open while it has no end."""

    started_at: datetime
    ended_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Extension:
    """More of the clock's own unit, granted once, with the code of the reason."""

    amount: Amount
    granted_at: datetime
    reason: str


@dataclass(frozen=True)
class Clock:
    """One run of a deadline, from its start to its stop."""

    allowance: Allowance
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None

    @property
    def is_paused(self) -> bool:
        """Whether it stands still now."""
        return any(pause.ended_at is None for pause in self.pauses)


@dataclass(frozen=True)
class Progress:
    """Minutes of running time, and the filled part of the bar from 0 to 1."""

    used: int
    remaining: int
    total: int
    fraction: float


@dataclass(frozen=True)
class TimeLeft:
    """What is left, or by how much it is late, in parts for a page to word.

    A day is 24 hours of an urgent clock, and one working day of the others.
    """

    days: int
    hours: int
    minutes: int
    is_late: bool


@dataclass(frozen=True)
class Rung:
    """A level of the ladder, told when this share of the allowance has passed since due."""

    level: int
    share: Fraction


@dataclass(frozen=True)
class EscalationStep:
    """When a level is told."""

    level: int
    at: datetime


# Level 1 the party itself and its head, level 2 the street's duty officer, level 3 the
# supervisor. A custom, not a rule of law: callers may pass a ladder of their own.
LADDER = (Rung(1, Fraction(0)), Rung(2, Fraction(1, 2)), Rung(3, Fraction(1)))
# A whistle that nobody answered stands before the street the moment its half hour ends.
LADDER_AT_ONCE = (Rung(1, Fraction(0)), Rung(2, Fraction(0)))


def original_due(clock: Clock, calendar: WorkCalendar) -> Reckoned:
    """Return when the first allowance ends, as if nothing had happened since."""
    return due(replace(clock, pauses=(), extensions=()), calendar)


def due(clock: Clock, calendar: WorkCalendar, *, now: datetime | None = None) -> Reckoned:
    """Return when it is due, with pauses and extensions, and the warnings of the calendar."""
    at = _moment(clock, calendar, _total(clock, calendar), now)
    if clock.allowance.kind is ClockKind.URGENT_HOURS:
        return Reckoned(at)
    return calendar.reckoned(clock.started_at, at)


def warn_at(clock: Clock, calendar: WorkCalendar, *, now: datetime | None = None) -> datetime:
    """Return from when it is due soon.

    The last fifth of the allowance, at most 4 hours of an urgent clock and one working day of
    the others; of a clock of working time it falls into working hours, never at midnight.
    """
    total = _total(clock, calendar)
    urgent = clock.allowance.kind is ClockKind.URGENT_HOURS
    longest = LONGEST_URGENT_WARNING if urgent else calendar.day_length
    return _moment(clock, calendar, total - min(total / WARNING_SHARE, longest), now)


def state(clock: Clock, now: datetime, calendar: WorkCalendar) -> ClockState:
    """Say how the clock stands; what is due this very moment is not late yet."""
    due_at = due(clock, calendar, now=now).at
    if clock.stopped_at is not None:
        in_time = clock.stopped_at <= due_at
        return ClockState.STOPPED_IN_TIME if in_time else ClockState.STOPPED_LATE
    # A pause begun too late does not hide lateness, so lateness is asked first.
    if now > due_at:
        return ClockState.LATE
    if clock.is_paused:
        return ClockState.PAUSED
    soon = now >= warn_at(clock, calendar, now=now)
    return ClockState.DUE_SOON if soon else ClockState.RUNNING


def progress(clock: Clock, now: datetime, calendar: WorkCalendar) -> Progress:
    """Return what is used and what remains, in minutes of running time."""
    total = _total(clock, calendar)
    used = _used(clock, now, calendar)
    return Progress(
        used=used // ONE_MINUTE,
        remaining=_minutes_up(max(total - used, NOTHING)),
        total=total // ONE_MINUTE,
        fraction=min(used / total, 1.0) if total else 1.0,
    )


def time_left(clock: Clock, now: datetime, calendar: WorkCalendar) -> TimeLeft:
    """Return what is left at the moment (or at the stop), or by how much it is late.

    A minute begun counts whole, so nothing reads "0 minutes left" while there is time.
    """
    at = min(now, clock.stopped_at or now)
    due_at = due(clock, calendar, now=at).at
    urgent = clock.allowance.kind is ClockKind.URGENT_HOURS
    if at > due_at:
        span = _elapsed(clock.allowance.kind, due_at, at, calendar)
    else:
        span = _total(clock, calendar) - _used(clock, at, calendar)
    day = timedelta(days=1) if urgent else calendar.day_length
    days, rest = divmod(_minutes_up(span), day // ONE_MINUTE)
    return TimeLeft(days, *divmod(rest, 60), is_late=at > due_at)


def escalation_steps(
    clock: Clock,
    calendar: WorkCalendar,
    *,
    ladder: Iterable[Rung] = LADDER,
    now: datetime | None = None,
) -> tuple[EscalationStep, ...]:
    """Return when each level is told: at due, then half and once the first allowance later.

    A later pause puts off what has not been told; after the stop nobody is told any more.
    """
    total = _total(clock, calendar)
    first = _total(replace(clock, extensions=()), calendar)
    steps = (
        EscalationStep(rung.level, _moment(clock, calendar, total + first * float(rung.share), now))
        for rung in ladder
    )
    return tuple(step for step in steps if not clock.stopped_at or step.at < clock.stopped_at)


# Running time.


def _total(clock: Clock, calendar: WorkCalendar) -> timedelta:
    """Return the running time that is allowed, extensions included."""
    amount = Fraction(clock.allowance.amount)
    amount += sum((Fraction(extension.amount) for extension in clock.extensions), Fraction())
    if clock.allowance.kind is not ClockKind.WORKING_DAYS:
        return timedelta(seconds=round(amount * 3600))
    # Days end at closing time, so the rest of the first day comes on top of the whole days.
    end = calendar.add_working_days(clock.started_at, int(amount)).at
    return calendar.working_time_between(clock.started_at, end)


def _used(clock: Clock, now: datetime, calendar: WorkCalendar) -> timedelta:
    kind, end = clock.allowance.kind, min(now, clock.stopped_at or now)
    paused = (
        _elapsed(kind, start, min(stop, end), calendar)
        for start, stop in _merged(clock, end)
        if start < end
    )
    return _elapsed(kind, clock.started_at, end, calendar) - sum(paused, NOTHING)


def _moment(
    clock: Clock, calendar: WorkCalendar, running: timedelta, now: datetime | None
) -> datetime:
    """Return the earliest moment at which the clock has run so long."""
    kind = clock.allowance.kind
    at = _later(kind, clock.started_at, running, calendar)
    for start, end in _merged(clock, now):
        if start >= at:
            break
        at = _later(kind, at, _elapsed(kind, start, end, calendar), calendar)
    return at


def _merged(clock: Clock, now: datetime | None) -> list[tuple[datetime, datetime]]:
    """Return the pauses in order, each moment of them once, none before the start."""
    merged: list[tuple[datetime, datetime]] = []
    for each in sorted(clock.pauses, key=lambda p: p.started_at):
        start = max(each.started_at, clock.started_at)
        end = each.ended_at or now or start
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(merged.pop()[1], end)
        merged.append((start, end))
    return merged


def _elapsed(kind: ClockKind, start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    if kind is ClockKind.URGENT_HOURS:
        return max(end - start, NOTHING)
    return calendar.working_time_between(start, end)


def _later(kind: ClockKind, at: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    if kind is ClockKind.URGENT_HOURS:
        return at.astimezone(UTC) + span
    return calendar.add_working_time(at, span)


def _minutes_up(span: timedelta) -> int:
    return -(-span // ONE_MINUTE)
