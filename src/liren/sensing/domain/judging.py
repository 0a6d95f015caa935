"""Whether a condition holds, judged on what is remembered, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from types import MappingProxyType
from typing import Any

from liren.core.errors import sentence

from . import conditions as asked
from . import custom
from .findings import Reason
from .memory import ONE_HOUR, RuleState, moment
from .online import is_offline
from .readings import REPORTED
from .rules import Rule

ENOUGH_WINDOWS = 7
NOTHING = Reason(sentence("Over."), {})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds; None: it cannot be said, so nothing changes."""

    holds: bool | None
    reason: Reason = NOTHING


UNKNOWN = Verdict(None)


def judge(rule: Rule, state: RuleState, now: float) -> Verdict:
    """What the rule's condition says of the state."""
    if state.newest_at is None and not isinstance(rule.condition, asked.Offline):
        return UNKNOWN
    return _JUDGES[type(rule.condition)](rule, rule.condition, state, now)


def clock(seconds: float) -> str:
    """Day and time of a moment, as people here write them."""
    return f"{moment(seconds):%m-%d %H:%M}"


def known_from(rule: Rule, state: RuleState) -> float:
    """From when on the home's readings count: since it is watched and nobody is away."""
    away = state.away_until if rule.minds_away else None
    return max(state.first_at or 0, away or 0)


def is_silent(state: RuleState, now: float) -> bool:
    """Whether the device itself has fallen silent."""
    heard, expected = moment(state.heard_at or 0), timedelta(seconds=state.expected)
    return is_offline(heard, expected, moment(now))


def _event(rule: Rule, condition: asked.Event, state: RuleState, now: float) -> Verdict:
    if state.value >= condition.at_least:
        says = sentence("{value} at {time}.")
        return Verdict(True, _reason(says, value=f"{state.value:g}", time=clock(now)))
    return Verdict(False if condition.clears else None)


def _low(rule: Rule, condition: asked.Low, state: RuleState, now: float) -> Verdict:
    newest, hours = state.newest_at or 0, condition.window_hours
    amount = _sum(state)
    if amount >= condition.below:
        return Verdict(False, _again(state))
    if newest - known_from(rule, state) < hours * ONE_HOUR:
        return UNKNOWN
    says = sentence("{amount} in {hours} hours, less than {bound}.")
    return Verdict(True, _amounts(says, amount, hours, condition.below))


def _high(rule: Rule, condition: asked.High, state: RuleState, now: float) -> Verdict:
    amount = _sum(state)
    says = sentence("{amount} in {hours} hours, more than {bound}.")
    reason = _amounts(says, amount, condition.window_hours, condition.above)
    return Verdict(amount > condition.above, reason)


def _continuous(rule: Rule, condition: asked.Continuous, state: RuleState, now: float) -> Verdict:
    if state.flows_from is None:
        return Verdict(False)
    hours = ((state.newest_at or 0) - state.flows_from) / ONE_HOUR
    says = sentence("Water in every reading since {since}, for {hours} hours.")
    reason = _reason(says, since=clock(state.flows_from), hours=f"{hours:.0f}")
    return Verdict(hours >= condition.window_hours, reason)


def _sudden(rule: Rule, condition: asked.Sudden, state: RuleState, now: float) -> Verdict:
    if len(state.past) < ENOUGH_WINDOWS:
        return UNKNOWN
    amount, usual = _sum(state), median(state.past)
    bound = max(condition.at_least, condition.times * usual)
    says = sentence("{amount} in {hours} hours; usually {usual}.")
    reason = _reason(
        says, amount=f"{amount:g}", hours=f"{condition.window_hours:g}", usual=f"{usual:g}"
    )
    return Verdict(amount >= bound, reason)


def _absent(rule: Rule, condition: asked.Absent, state: RuleState, now: float) -> Verdict:
    if rule.measure not in REPORTED and is_silent(state, now):
        return UNKNOWN
    until = (state.newest_at or now) if rule.measure in REPORTED else now
    since = max(state.acted_at or 0, known_from(rule, state))
    hours = (until - since) / ONE_HOUR
    if hours < condition.hours:
        return Verdict(False, _again(state))
    says = sentence("Nothing since {since}, for {hours} hours.")
    return Verdict(True, _reason(says, since=clock(since), hours=f"{hours:.0f}"))


def _repeated(rule: Rule, condition: asked.Repeated, state: RuleState, now: float) -> Verdict:
    begin = now - condition.window_minutes * 60
    count = sum(slot[2] for slot in state.window if slot[0] > begin)
    says = sentence("{count} times in {minutes} minutes.")
    reason = _reason(says, count=count, minutes=f"{condition.window_minutes:g}")
    return Verdict(count >= condition.count, reason)


def _offline(rule: Rule, condition: asked.Offline, state: RuleState, now: float) -> Verdict:
    if state.heard_at is None:
        return UNKNOWN
    heard, expected = moment(state.heard_at), timedelta(seconds=state.expected)
    least = timedelta(minutes=condition.minutes)
    says = sentence("Not heard since {since}.")
    return Verdict(
        is_offline(heard, expected, moment(now), condition.intervals, least),
        _reason(says, since=clock(state.heard_at)),
    )


def _custom(rule: Rule, condition: asked.Custom, state: RuleState, now: float) -> Verdict:
    at = moment(now)
    values = {
        "value": state.value,
        "used": state.used,
        "sum": _sum(state),
        "count": sum(slot[2] for slot in state.window),
        "silent_hours": (state.newest_at or now) - (state.acted_at or now),
        "hour": at.hour,
        "weekday": at.isoweekday(),
    }
    values["silent_hours"] /= ONE_HOUR
    holds = custom.holds(condition.when, {name: float(value) for name, value in values.items()})
    return Verdict(holds, _reason(sentence("{when}"), when=condition.when))


def _learned(rule: Rule, condition: asked.Learned, state: RuleState, now: float) -> Verdict:
    return UNKNOWN


def _sum(state: RuleState) -> float:
    return sum(slot[1] for slot in state.window)


def _again(state: RuleState) -> Reason:
    says = sentence("Something again at {time}.")
    return _reason(says, time=clock(state.acted_at or state.newest_at or 0))


def _amounts(says: str, amount: float, hours: float, bound: float) -> Reason:
    return _reason(says, amount=f"{amount:g}", hours=f"{hours:g}", bound=f"{bound:g}")


def _reason(says: str, **data: Any) -> Reason:
    return Reason(says, data)


Judge = Callable[[Rule, Any, RuleState, float], Verdict]
_JUDGES: Mapping[type, Judge] = MappingProxyType(
    {
        asked.Event: _event,
        asked.Low: _low,
        asked.High: _high,
        asked.Continuous: _continuous,
        asked.Sudden: _sudden,
        asked.Absent: _absent,
        asked.Repeated: _repeated,
        asked.Offline: _offline,
        asked.Custom: _custom,
        asked.Learned: _learned,
    }
)
