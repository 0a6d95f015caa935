"""What may be done to a clock: pause, resume, stop, extend, reopen.

Every step gives a new clock or refuses with the reason; nothing is ever taken out of one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from liren.core.calendar import WorkCalendar
from liren.core.errors import Conflict, sentence
from liren.workorders.domain.clock import Allowance, Clock, Extension, Pause, due


class ClockRefusal(Conflict):
    """The clock does not allow this step; the subclass says why."""


class ClockStopped(ClockRefusal):
    """A stopped clock stays as it is."""

    code = "workorders.clock_stopped"
    sentence = sentence("This clock has stopped already.")


class ClockRunning(ClockRefusal):
    """A second run begins only after the first one ended."""

    code = "workorders.clock_running"
    sentence = sentence("The clock is still running.")


class AlreadyPaused(ClockRefusal):
    """One pause at a time."""

    code = "workorders.already_paused"
    sentence = sentence("The clock is paused already.")


class NotPaused(ClockRefusal):
    """There is nothing to resume."""

    code = "workorders.not_paused"
    sentence = sentence("The clock is not paused.")


class OutOfOrder(ClockRefusal):
    """The step would lie before the one it follows."""

    code = "workorders.out_of_order"
    sentence = sentence("This cannot be earlier than what came before it.")


class TooLateToExtend(ClockRefusal):
    """An extension is asked for in time, or lateness could be wished away."""

    code = "workorders.too_late_to_extend"
    sentence = sentence("It is late already, so it cannot be extended.")


class ExtensionTooSmall(ClockRefusal):
    """An extension never shrinks a deadline."""

    code = "workorders.extension_too_small"
    sentence = sentence("An extension has to give more time.")


def pause(clock: Clock, *, at: datetime, reason: str = "") -> Clock:
    """Let the clock stand still from this moment."""
    _running_since(clock, clock.started_at, at)
    if clock.is_paused:
        raise AlreadyPaused
    return replace(clock, pauses=(*clock.pauses, Pause(at, None, reason)))


def resume(clock: Clock, *, at: datetime) -> Clock:
    """End the open pause."""
    opened = next((p.started_at for p in clock.pauses if p.ended_at is None), None)
    _running_since(clock, opened or clock.started_at, at)
    if opened is None:
        raise NotPaused
    return replace(clock, pauses=_closed(clock.pauses, at))


def stop(clock: Clock, *, at: datetime) -> Clock:
    """Stop the clock for good, and with it an open pause."""
    _running_since(clock, clock.started_at, at)
    return replace(clock, pauses=_closed(clock.pauses, at), stopped_at=at)


def extend(
    clock: Clock, calendar: WorkCalendar, extension: Extension, *, while_late: bool = False
) -> Clock:
    """Grant more time; while late only where the place's setting allows it."""
    _running_since(clock, clock.started_at, extension.granted_at)
    if extension.amount <= 0:
        raise ExtensionTooSmall(amount=extension.amount)
    due_at = due(clock, calendar, now=extension.granted_at).at
    if extension.granted_at > due_at and not while_late:
        raise TooLateToExtend(due_at=due_at)
    # Refused here rather than when somebody next looks at the clock.
    Allowance(clock.allowance.kind, extension.amount)
    return replace(clock, extensions=(*clock.extensions, extension))


def reopen(clocks: Sequence[Clock], *, at: datetime, allowance: Allowance) -> tuple[Clock, ...]:
    """Start a new run beside the earlier ones, which stay as they ended."""
    last = clocks[-1]
    if last.stopped_at is None:
        raise ClockRunning
    if at < last.stopped_at:
        raise OutOfOrder(since=last.stopped_at)
    return (*clocks, Clock(allowance, at))


def _closed(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    return tuple(p if p.ended_at else replace(p, ended_at=at) for p in pauses)


def _running_since(clock: Clock, since: datetime, at: datetime) -> None:
    if clock.stopped_at is not None:
        raise ClockStopped(stopped_at=clock.stopped_at)
    if at < since:
        raise OutOfOrder(since=since)
