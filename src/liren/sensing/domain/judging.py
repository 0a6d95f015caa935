"""Whether a condition holds, judged on what is remembered, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Any, NamedTuple

from liren.core.errors import sentence

from . import conditions as asked
from . import custom
from .findings import Reason
from .memory import ONE_HOUR, RuleState, known_from, moment
from .online import INTERVALS, silence_allowed
from .readings import REPORTED, SHOWN_UNITS
from .rhythm import Rhythm, allowed_hours, longest, usual
from .rules import Rule

ENOUGH_WINDOWS = 7
LATELY = 600  # seconds on the way at which nobody wonders
ENOUGH_TOLD = 0.5  # of the readings that were expected


def _over() -> Reason:
    return Reason(sentence("Over."), {})


class Verdict(NamedTuple):
    """Whether a condition holds, and how to say why; None: it cannot be said, nothing changes."""

    holds: bool | None
    reason: Callable[[], Reason] = _over


UNKNOWN = Verdict(None)
OVER = Verdict(False)


def judge(rule: Rule, state: RuleState, now: float) -> Verdict:
    """What the rule's condition says of the state."""
    if state.newest_at is None and not isinstance(rule.condition, asked.Offline):
        return UNKNOWN
    return _JUDGES[type(rule.condition)](rule, rule.condition, state, now)


def clock(seconds: float) -> str:
    """Day and time of a moment, as people here write them."""
    return f"{moment(seconds):%m-%d %H:%M}"


def _event(rule: Rule, condition: asked.Event, state: RuleState, now: float) -> Verdict:
    if state.value < condition.at_least:
        return OVER if condition.clears else UNKNOWN
    at = state.value_at or now
    if now - at > LATELY:
        says = sentence("At {time}; the message came only at {now}.")
        return Verdict(True, lambda: _reason(says, time=clock(at), now=clock(now)))
    if condition.at_least == 1:
        return Verdict(True, lambda: _reason(sentence("At {time}."), time=clock(at)))
    says = sentence("{value} at {time}; the bound is {bound}.")
    value, bound = (
        f"{one:g}{SHOWN_UNITS.get(rule.measure, '')}" for one in (state.value, condition.at_least)
    )
    return Verdict(True, lambda: _reason(says, value=value, time=clock(at), bound=bound))


def _low(rule: Rule, condition: asked.Low, state: RuleState, now: float) -> Verdict:
    newest, hours = state.newest_at or 0, condition.window_hours
    amount = _sum(state)
    if amount >= condition.below:
        return Verdict(False, lambda: _again(state))
    if newest - known_from(rule, state) < hours * ONE_HOUR or not _is_told(state):
        return UNKNOWN
    says = sentence("{amount} in {hours} hours, less than {bound}.")
    return Verdict(True, lambda: _amounts(says, rule, amount, hours, condition.below))


def _high(rule: Rule, condition: asked.High, state: RuleState, now: float) -> Verdict:
    amount = _sum(state)
    if amount <= condition.above:
        return OVER
    says = sentence("{amount} in {hours} hours, more than {bound}.")
    return Verdict(
        True, lambda: _amounts(says, rule, amount, condition.window_hours, condition.above)
    )


def _continuous(rule: Rule, condition: asked.Continuous, state: RuleState, now: float) -> Verdict:
    begin, count = state.flows_from, state.flow_count
    if begin is None:
        return OVER
    span, bound = (state.newest_at or 0) - begin, condition.window_hours * ONE_HOUR
    # Meters do not keep the minute, and some readings never come: half of them are enough.
    if span < bound - state.expected / 2 or count * state.expected < ENOUGH_TOLD * bound:
        return OVER
    says = sentence("Water in each of {count} readings since {since}, for {hours} hours.")
    return Verdict(True, lambda: _reason(says, count=count, since=clock(begin), hours=_hours(span)))


def _sudden(rule: Rule, condition: asked.Sudden, state: RuleState, now: float) -> Verdict:
    if len(state.past) < ENOUGH_WINDOWS:
        return UNKNOWN
    amount, usually = _sum(state), median(state.past)
    if amount < max(condition.at_least, condition.times * usually):
        return OVER
    says, hours = sentence("{amount} in {hours} hours; usually {bound}."), condition.window_hours
    return Verdict(True, lambda: _amounts(says, rule, amount, hours, usually))


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nothing is known to have happened; not told: the device itself is silent."""

    begin: float
    seconds: float
    is_told: bool


def _absent(rule: Rule, condition: asked.Absent, state: RuleState, now: float) -> Verdict:
    silence = _silence(rule, state, now)
    if silence.seconds < condition.hours * ONE_HOUR:
        return Verdict(False, lambda: _again(state))
    return Verdict(True, lambda: _for_hours(silence)) if silence.is_told else UNKNOWN


def _learned(rule: Rule, condition: asked.Learned, state: RuleState, now: float) -> Verdict:
    silence = _silence(rule, state, now)
    rhythm = state.rhythm or Rhythm()
    is_short = silence.seconds < condition.shortest_hours * ONE_HOUR
    if is_short or silence.seconds < ONE_HOUR * allowed_hours(rhythm, condition, silence.begin):
        return Verdict(False, lambda: _again(state))
    if not silence.is_told:
        return UNKNOWN
    return Verdict(True, lambda: _out_of_rhythm(rule, rhythm, condition, silence))


def _silence(rule: Rule, state: RuleState, now: float) -> Silence:
    begin = max(state.acted_at or 0, known_from(rule, state))
    if rule.measure in REPORTED:
        return Silence(begin, (state.newest_at or now) - begin, _is_told(state))
    is_online = now - (state.heard_at or 0) <= silence_allowed(state.expected)
    return Silence(begin, now - begin, is_online)


def _is_told(state: RuleState) -> bool:
    """Whether the newest reading came in its turn, not after a silence of the meter itself."""
    return state.gap <= INTERVALS * state.expected


def _for_hours(silence: Silence) -> Reason:
    says = sentence("Nothing since {since}, for {hours} hours.")
    return _reason(says, since=clock(silence.begin), hours=_hours(silence.seconds))


def _out_of_rhythm(
    rule: Rule, rhythm: Rhythm, condition: asked.Learned, silence: Silence
) -> Reason:
    until = silence.begin + silence.seconds
    found, known = usual(rhythm, silence.begin, until), longest(rhythm, condition, silence.begin)
    if found is not None and found.hour <= moment(until).hour:
        return _reason(
            USUALLY[rule.measure in REPORTED, found.is_weekend],
            usual=f"{found.hour % 24:02}:00",
            now=f"{moment(until):%H:%M}",
            since=clock(silence.begin),
        )
    if known is None or known * ONE_HOUR > silence.seconds:
        return _for_hours(silence)
    data = {"since": clock(silence.begin), "longest": f"{known:.0f}", "days": condition.days}
    return Reason(LONGEST, data)


USUALLY: Mapping[tuple[bool, bool], str] = MappingProxyType(
    {
        (True, False): sentence(
            "Usually water by {usual} on weekdays; none by {now}, the last on {since}."
        ),
        (True, True): sentence(
            "Usually water by {usual} at weekends; none by {now}, the last on {since}."
        ),
        (False, False): sentence(
            "Usually a sign of life by {usual} on weekdays; none by {now}, the last on {since}."
        ),
        (False, True): sentence(
            "Usually a sign of life by {usual} at weekends; none by {now}, the last on {since}."
        ),
    }
)
LONGEST = sentence(
    "Nothing since {since}; in {days} days no silence from about this hour on was longer than"
    " {longest} hours."
)


def _repeated(rule: Rule, condition: asked.Repeated, state: RuleState, now: float) -> Verdict:
    begin = now - condition.window_minutes * 60
    count = sum(slot[2] for slot in state.window if slot[0] > begin)
    if count < condition.count:
        return OVER
    says, minutes = sentence("{count} times in {minutes} minutes."), condition.window_minutes
    return Verdict(True, lambda: _reason(says, count=count, minutes=f"{minutes:g}"))


def _offline(rule: Rule, condition: asked.Offline, state: RuleState, now: float) -> Verdict:
    heard_at = state.heard_at
    if heard_at is None:
        return UNKNOWN
    allowed = silence_allowed(state.expected, condition.intervals, condition.minutes * 60)
    if now - heard_at <= allowed:
        return Verdict(False, lambda: _reason(sentence("Heard at {time}."), time=clock(heard_at)))
    says = sentence("Not heard since {since}.")
    return Verdict(True, lambda: _reason(says, since=clock(heard_at)))


def _custom(rule: Rule, condition: asked.Custom, state: RuleState, now: float) -> Verdict:
    at = moment(now)
    values = {
        "value": state.value,
        "used": state.used,
        "sum": _sum(state),
        "count": float(sum(slot[2] for slot in state.window)),
        "silent_hours": _silence(rule, state, now).seconds / ONE_HOUR,
        "hour": float(at.hour),
        "weekday": float(at.isoweekday()),
    }
    if not custom.holds(condition.when, values):
        return OVER
    return Verdict(
        True, lambda: _reason(sentence("It has come about that {when}."), when=condition.when)
    )


def _sum(state: RuleState) -> float:
    return sum(slot[1] for slot in state.window)


def _again(state: RuleState) -> Reason:
    if state.away_until and state.away_until > (state.acted_at or 0):
        return _reason(sentence("Away until {time}."), time=clock(state.away_until))
    says = sentence("Something again at {time}.")
    return _reason(says, time=clock(state.acted_at or state.newest_at or 0))


def _amounts(says: str, rule: Rule, amount: float, hours: float, bound: float) -> Reason:
    unit = SHOWN_UNITS.get(rule.measure, "")
    return _reason(says, amount=f"{amount:g}{unit}", hours=f"{hours:g}", bound=f"{bound:g}{unit}")


def _hours(seconds: float) -> str:
    return f"{seconds / ONE_HOUR:.0f}"


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
