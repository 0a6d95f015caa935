"""A rule at work: one reading, or one beat of the clock, at a time.

Both give the new state and what changed; the state is small and can be written down as JSON, so
that whoever is stopped goes on where it was. A reading given twice changes nothing.
"""

from dataclasses import replace
from datetime import datetime, time

from .conditions import Event
from .findings import Change, Finding, Reason
from .judging import Verdict, judge
from .memory import RuleState, is_about, moment, remembered, remembered_late
from .readings import Reading, amount_in_base_unit
from .rules import Quiet, Rule
from .timing import Timing, placed

__all__ = ["RuleState", "set_away", "settled", "step", "tick"]

Outcome = tuple[RuleState, tuple[Finding, ...]]


def step(rule: Rule, state: RuleState, reading: Reading, now: datetime) -> Outcome:
    """What a reading changes that is received now."""
    state = replace(state, heard_at=max(now.timestamp(), state.heard_at or 0))
    if is_about(rule, reading):
        state = _taken(rule, state, reading, now)
    return tick(rule, state, now)


def tick(rule: Rule, state: RuleState, now: datetime) -> Outcome:
    """What has come about by the clock alone."""
    verdict = judge(rule, state, now.timestamp())
    if verdict.holds is None:
        return state, ()
    if not verdict.holds:
        return _over(rule, state, now, verdict.reason)
    if state.raised_at is None:
        return _raised(rule, state, now, verdict)
    return _worse(rule, state, now, verdict)


def set_away(state: RuleState, since: datetime | None, until: datetime | None) -> RuleState:
    """The state of a home that is known to stand empty from then until then."""
    return replace(
        state,
        away_from=since.timestamp() if since else None,
        away_until=until.timestamp() if until else None,
    )


def settled(rule: Rule, state: RuleState) -> RuleState:
    """The state after people closed the alert: what still lasts is not raised a second time."""
    if not isinstance(rule.condition, Event):
        return state
    return replace(state, value=0, holds_from=None, raised_at=None, level=0)


def _taken(rule: Rule, state: RuleState, reading: Reading, now: datetime) -> RuleState:
    newest = None if state.newest_at is None else moment(state.newest_at)
    place = placed(reading.at, newest, now)
    at = place.at.timestamp()
    if place.timing in (Timing.ON_TIME, Timing.AHEAD):
        return remembered(rule, state, reading, at)
    if place.timing is not Timing.LATE:
        return state
    value, condition = amount_in_base_unit(reading), rule.condition
    if isinstance(condition, Event) and value >= condition.at_least:
        return replace(state, value=value)
    return remembered_late(state, reading, at)


def _raised(rule: Rule, state: RuleState, now: datetime, verdict: Verdict) -> Outcome:
    seconds = now.timestamp()
    since = seconds if state.holds_from is None else state.holds_from
    state = replace(state, holds_from=since)
    if seconds - since < rule.wait_minutes * 60 or (rule.quiet and _is_quiet(rule.quiet, now)):
        return state, ()
    state = replace(state, raised_at=seconds, level=0)
    return state, (_finding(Change.RAISED, rule, state, now, verdict.reason),)


def _worse(rule: Rule, state: RuleState, now: datetime, verdict: Verdict) -> Outcome:
    lasted = now.timestamp() - (state.raised_at or 0)
    level = sum(lasted >= one.after_minutes * 60 for one in rule.steps)
    if level <= state.level:
        return state, ()
    state = replace(state, level=level)
    return state, (_finding(Change.WORSENED, rule, state, now, verdict.reason),)


def _over(rule: Rule, state: RuleState, now: datetime, reason: Reason) -> Outcome:
    if state.holds_from is None:
        return state, ()
    after = replace(state, holds_from=None, raised_at=None, level=0)
    if state.raised_at is None:
        return after, ()
    return after, (_finding(Change.CLEARED, rule, state, now, reason),)


def _finding(
    change: Change, rule: Rule, state: RuleState, now: datetime, reason: Reason
) -> Finding:
    severity = rule.steps[state.level - 1].severity if state.level else rule.severity
    return Finding(change, rule.key, state.device, rule.found, severity, now, reason)


def _is_quiet(quiet: Quiet, now: datetime) -> bool:
    at, begin, end = moment(now.timestamp()).time(), _time(quiet.begin), _time(quiet.end)
    return begin <= at < end if begin <= end else at >= begin or at < end


def _time(text: str) -> time:
    return time.fromisoformat(text)
