"""A rule at work: one reading, or one beat of the clock, at a time.

Both give the new state and what changed; the state is small and can be written down as JSON, so
that whoever is stopped goes on where it was. A reading given twice changes nothing.
"""

from datetime import datetime

from .conditions import Event, Offline
from .findings import Change, Finding
from .judging import Verdict, judge
from .memory import RuleState, remembered, remembered_late
from .quiet import waits_until
from .readings import Reading, amount_in_base_unit
from .rules import Rule
from .timing import Timing, counted_at, timing_of

__all__ = ["RuleState", "heard", "said_again", "set_away", "settled", "step", "tick"]

Outcome = tuple[RuleState, tuple[Finding, ...]]


def step(rule: Rule, state: RuleState, reading: Reading, now: datetime) -> Outcome:
    """What a reading changes that is received now."""
    seconds = now.timestamp()
    if reading.kind in rule.counts and not isinstance(rule.condition, Offline):
        state = _noted(rule, state, _taken(rule, state, reading, seconds), reading, seconds)
    return _judged(rule, heard(state, seconds), now, seconds)


def said_again(
    rule: Rule, before: RuleState, after: RuleState, reading: Reading, now: datetime
) -> tuple[Finding, ...]:
    """An alarm that comes once more while it is raised, unless it is still the same event."""
    seconds = now.timestamp()
    if before.raised_at is None or not _is_alarm(rule, reading):
        return ()
    if _is_same(rule, before, counted_at(reading.at.timestamp(), seconds)):
        return ()
    return (_finding(Change.RAISED, rule, after, now, judge(rule, after, seconds)),)


def tick(rule: Rule, state: RuleState, now: datetime) -> Outcome:
    """What has come about by the clock alone."""
    return _judged(rule, state, now, now.timestamp())


def heard(state: RuleState, at: float) -> RuleState:
    """The state of a device that was heard at that moment, in seconds."""
    return state if at <= (state.heard_at or 0) else state._replace(heard_at=at)


def set_away(state: RuleState, since: datetime | None, until: datetime | None) -> RuleState:
    """The state of a home that is known to stand empty from then until then."""
    return state._replace(
        away_from=since.timestamp() if since else None,
        away_until=until.timestamp() if until else None,
    )


def settled(rule: Rule, state: RuleState, *, is_true: bool) -> RuleState:
    """The state after people closed the alert: what still lasts is not raised a second time.

    From a silence in which somebody did need help nothing is learned.
    """
    if not isinstance(rule.condition, Event):
        return state._replace(is_true=is_true and state.holds_from is not None)
    return state._replace(value=0, holds_from=None, raised_at=None, level=0)


def _judged(rule: Rule, state: RuleState, now: datetime, seconds: float) -> Outcome:
    verdict = judge(rule, state, seconds)
    if verdict.holds is None:
        return state, ()
    if not verdict.holds:
        return _over(rule, state, now, verdict)
    if state.raised_at is None:
        return _raised(rule, state, now, verdict)
    return _worse(rule, state, now, verdict)


def _taken(rule: Rule, state: RuleState, reading: Reading, now: float) -> RuleState:
    at = reading.at.timestamp()
    timing = timing_of(at, state.newest_at, now)
    if timing is Timing.ON_TIME or timing is Timing.SKEWED:
        return remembered(rule, state, reading, now if timing is Timing.SKEWED else at)
    if timing is Timing.REPEATED:
        return state
    value, condition = amount_in_base_unit(reading), rule.condition
    if isinstance(condition, Event) and value >= condition.at_least:
        return state._replace(value=value, value_at=at)
    return remembered_late(state, reading, at)


def _noted(
    rule: Rule, before: RuleState, after: RuleState, reading: Reading, now: float
) -> RuleState:
    """An alarm leaves its moment; what belongs to an event that people settled rings no more."""
    if not _is_alarm(rule, reading):
        return after
    at = counted_at(reading.at.timestamp(), now)
    after = after._replace(event_at=max(at, before.event_at or at))
    is_settled = before.holds_from is None and _is_same(rule, before, at)
    return after._replace(value=0) if is_settled else after


def _is_alarm(rule: Rule, reading: Reading) -> bool:
    condition = rule.condition
    return isinstance(condition, Event) and amount_in_base_unit(reading) >= condition.at_least


def _is_same(rule: Rule, before: RuleState, at: float) -> bool:
    """Whether an alarm is the event of the last one: an e-bike that still stands in the lift."""
    last = before.event_at
    return last is not None and abs(at - last) < rule.fold_minutes * 60


def _raised(rule: Rule, state: RuleState, now: datetime, verdict: Verdict) -> Outcome:
    seconds = now.timestamp()
    since = seconds if state.holds_from is None else state.holds_from
    state = state._replace(holds_from=since)
    if seconds - since < rule.wait_minutes * 60 or waits_until(rule.quiet, seconds) > seconds:
        return state, ()
    state = state._replace(raised_at=seconds, level=0)
    return state, (_finding(Change.RAISED, rule, state, now, verdict),)


def _worse(rule: Rule, state: RuleState, now: datetime, verdict: Verdict) -> Outcome:
    lasted = now.timestamp() - (state.raised_at or 0)
    level = sum(lasted >= one.after_minutes * 60 for one in rule.steps)
    if level <= state.level:
        return state, ()
    state = state._replace(level=level)
    return state, (_finding(Change.WORSENED, rule, state, now, verdict),)


def _over(rule: Rule, state: RuleState, now: datetime, verdict: Verdict) -> Outcome:
    if state.holds_from is None:
        return state, ()
    after = state._replace(holds_from=None, raised_at=None, level=0)
    if state.raised_at is None:
        return after, ()
    return after, (_finding(Change.CLEARED, rule, state, now, verdict),)


def _finding(
    change: Change, rule: Rule, state: RuleState, now: datetime, verdict: Verdict
) -> Finding:
    severity = rule.steps[state.level - 1].severity if state.level else rule.severity
    return Finding(change, rule.key, state.device, rule.found, severity, now, verdict.reason())
