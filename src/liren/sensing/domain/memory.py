"""What is kept of the past of one device for one rule: little, and all of it plain numbers."""

from datetime import datetime
from typing import Any, NamedTuple, Self

from .conditions import Custom as OwnCondition
from .conditions import High, Learned, Low, Repeated, Sudden
from .meters import used
from .online import silence_allowed
from .readings import REPORTED, Measure, Reading, amount_in_base_unit
from .rhythm import SHANGHAI, Rhythm, with_silence, with_use
from .rules import Rule

SLOTS = 100  # a window is kept in so many pieces at most
PAST_WINDOWS = 28
ONE_HOUR = 3600.0
BACK_AFTER = 12 * ONE_HOUR
WINDOWED = (Low, High, Sudden, OwnCondition)


class RuleState(NamedTuple):
    """All that a rule remembers of a device; moments are seconds since 1970."""

    device: str
    expected: float = ONE_HOUR  # seconds from one reading to the next
    heard_at: float | None = None  # by our clock; all others by the device's
    first_at: float | None = None
    newest_at: float | None = None
    gap: float = 0  # seconds between the newest reading and the one before
    value: float = 0
    value_at: float | None = None  # before the newest when an alarm came late
    event_at: float | None = None  # the last alarm, of rules that wait for one
    used: float = 0
    total: float | None = None
    acted_at: float | None = None  # the last use, opening or movement
    flows_from: float | None = None
    flow_count: int = 0
    window: tuple[tuple[float, float, int], ...] = ()  # moment, amount, readings with any
    past: tuple[float, ...] = ()  # what earlier windows held
    rhythm: Rhythm | None = None
    is_true: bool = False  # the alert was true: this silence is no habit
    holds_from: float | None = None
    raised_at: float | None = None
    level: int = 0  # steps of severity taken
    away_from: float | None = None
    away_until: float | None = None

    def dump(self) -> dict[str, Any]:
        """The state as a JSON object, without what is as it was at the beginning."""
        told = {name: value for name, value in self._asdict().items() if value != _BLANK.get(name)}
        return told | ({"rhythm": self.rhythm._asdict()} if self.rhythm else {})

    @classmethod
    def load(cls, data: dict[str, Any]) -> Self:
        """The state of a JSON object."""
        window = tuple((at, amount, count) for at, amount, count in data.get("window", ()))
        rhythm = data.get("rhythm")
        return cls(
            **{
                **data,
                "window": window,
                "past": tuple(data.get("past", ())),
                "rhythm": Rhythm(**{k: tuple(map(tuple, v)) for k, v in rhythm.items()})
                if rhythm
                else None,
            }
        )


_BLANK = RuleState._field_defaults


def moment(seconds: float) -> datetime:
    """Seconds as a moment in the time of the neighbourhood."""
    return datetime.fromtimestamp(seconds, SHANGHAI)


def known_from(rule: Rule, state: RuleState) -> float:
    """From when on the home's readings count: since it is watched and nobody is away."""
    away = state.away_until if rule.minds_away else None
    return max(state.first_at or 0, away or 0)


def span_of(rule: Rule) -> float:
    """Seconds that a rule looks back on for sums and counts."""
    condition = rule.condition
    if isinstance(condition, WINDOWED):
        return condition.window_hours * ONE_HOUR
    return condition.window_minutes * 60 if isinstance(condition, Repeated) else 0


def remembered(rule: Rule, state: RuleState, reading: Reading, at: float) -> RuleState:
    """The state after a reading that is newer than all before."""
    value = amount_in_base_unit(reading)
    amount, total = value, state.total
    gap = at - (at if state.newest_at is None else state.newest_at)
    if reading.kind is Measure.WATER_TOTAL:
        use = used(total, value, gap / ONE_HOUR)
        amount, total = use.litres, use.total
    span, is_use = span_of(rule), amount > 0
    known = state._replace(
        first_at=at if state.first_at is None else state.first_at,
        newest_at=at,
        gap=gap,
        value=value,
        value_at=at,
        used=amount,
        total=total,
        past=_past(rule, state, at),
        window=_window(state.window, at, amount, span) if span else (),
        acted_at=at if state.acted_at is None else state.acted_at,
        flows_from=state.flows_from if is_use else None,
        flow_count=state.flow_count if is_use else 0,
    )
    return _lively(rule, known, at) if is_use else known


def remembered_late(state: RuleState, reading: Reading, at: float) -> RuleState:
    """The state after a reading that came late: it can show that there was life."""
    shows = reading.kind is not Measure.WATER_TOTAL and amount_in_base_unit(reading) > 0
    return state._replace(acted_at=max(at, state.acted_at or at)) if shows else state


def _lively(rule: Rule, state: RuleState, at: float) -> RuleState:
    """After a reading with use: who was away and uses water half a day later is back."""
    away_until = state.away_until
    if away_until and at < away_until and at >= (state.away_from or 0) + BACK_AFTER:
        away_until = at
    flows_from = state.flows_from
    return state._replace(
        acted_at=at,
        flows_from=at - min(state.gap, state.expected) if flows_from is None else flows_from,
        flow_count=state.flow_count + 1,
        away_until=away_until,
        rhythm=_rhythm(rule, state, at),
        is_true=False,
    )


def _rhythm(rule: Rule, state: RuleState, at: float) -> Rhythm | None:
    """What the home taught by using something now; being away and being ill teach nothing."""
    condition = rule.condition
    if not isinstance(condition, Learned):
        return None
    rhythm = with_use(state.rhythm or Rhythm(), condition, at)
    begin = state.acted_at
    if begin is None or state.is_true or begin < (state.away_until or 0):
        return rhythm
    return with_silence(rhythm, condition, begin, _known_until(rule, state, at))


def _known_until(rule: Rule, state: RuleState, at: float) -> float:
    """Until when there was silence for certain: while the device itself is silent nobody knows."""
    if rule.measure in REPORTED:
        return at - state.gap + min(state.gap, state.expected)
    heard_at = at if state.heard_at is None else state.heard_at
    return at if at - heard_at <= silence_allowed(state.expected) else heard_at


def _window(
    window: tuple[tuple[float, float, int], ...], at: float, amount: float, span: float
) -> tuple[tuple[float, float, int], ...]:
    count = int(amount > 0)
    kept = tuple(slot for slot in window if slot[0] > at - span)
    if kept and kept[-1][0] // (span / SLOTS) == at // (span / SLOTS):
        return (*kept[:-1], (at, kept[-1][1] + amount, kept[-1][2] + count))
    return (*kept, (at, amount, count))


def _past(rule: Rule, state: RuleState, at: float) -> tuple[float, ...]:
    if not isinstance(rule.condition, Sudden) or state.newest_at is None:
        return state.past
    span = span_of(rule)
    if at // span == state.newest_at // span:
        return state.past
    return (*state.past, sum(slot[1] for slot in state.window))[-PAST_WINDOWS:]
