"""When the clock alone could change something, so that nobody need look before."""

from collections.abc import Iterator

from .conditions import Absent, Learned, Offline, Repeated
from .memory import ONE_HOUR, RuleState, known_from
from .online import silence_allowed
from .quiet import waits_until
from .readings import REPORTED
from .rhythm import Rhythm, allowed_hours
from .rules import Rule

INSTANT = 0.001  # seconds after the last moment at which a device is online


def due_at(rule: Rule, state: RuleState) -> float | None:
    """The next moment for a `tick`, in seconds; None: only a reading can change anything."""
    if state.raised_at is None and state.holds_from is None:
        return _begins_at(rule, state)
    return min(_changes_at(rule, state), default=None)


def _begins_at(rule: Rule, state: RuleState) -> float | None:
    condition = rule.condition
    if isinstance(condition, Offline):
        allowed = silence_allowed(state.expected, condition.intervals, condition.minutes * 60)
        return None if state.heard_at is None else state.heard_at + allowed + INSTANT
    if rule.measure in REPORTED or state.acted_at is None:
        return None
    begin = max(state.acted_at, known_from(rule, state))
    if isinstance(condition, Absent):
        return begin + condition.hours * ONE_HOUR
    if isinstance(condition, Learned):
        return begin + allowed_hours(state.rhythm or Rhythm(), condition, begin) * ONE_HOUR
    return None


def _changes_at(rule: Rule, state: RuleState) -> Iterator[float]:
    if state.raised_at is None:
        yield waits_until(rule.quiet, (state.holds_from or 0) + rule.wait_minutes * 60)
        return
    if isinstance(rule.condition, Repeated) and state.newest_at is not None:
        yield state.newest_at + rule.condition.window_minutes * 60
    for step in rule.steps[state.level :]:
        yield state.raised_at + step.after_minutes * 60
