"""What is kept of the past of one device for one rule: little, and all of it plain numbers."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from .conditions import Custom as OwnCondition
from .conditions import High, Low, Repeated, Sudden
from .meters import used
from .readings import Measure, Reading, amount_in_base_unit
from .rules import Rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
SLOTS = 100  # a window is kept in so many pieces at most
PAST_WINDOWS = 28
ONE_HOUR = 3600.0
WINDOWED = (Low, High, Sudden, OwnCondition)


@dataclass(frozen=True, slots=True)
class RuleState:
    """All that a rule remembers of a device; moments are seconds since 1970."""

    device: str
    expected: float = ONE_HOUR  # seconds from one reading to the next
    heard_at: float | None = None  # by our clock; all others by the device's
    first_at: float | None = None
    newest_at: float | None = None
    value: float = 0
    used: float = 0
    total: float | None = None
    acted_at: float | None = None  # the last use, opening or movement
    flows_from: float | None = None
    window: tuple[tuple[float, float, int], ...] = ()  # moment, amount, readings with any
    past: tuple[float, ...] = ()  # what earlier windows held
    holds_from: float | None = None
    raised_at: float | None = None
    level: int = 0  # steps of severity taken
    away_from: float | None = None
    away_until: float | None = None

    def dump(self) -> dict[str, Any]:
        """The state as a JSON object."""
        return asdict(self)

    @classmethod
    def load(cls, data: dict[str, Any]) -> Self:
        """The state of a JSON object."""
        window = tuple((at, amount, count) for at, amount, count in data.get("window", ()))
        return cls(**{**data, "window": window, "past": tuple(data.get("past", ()))})


def moment(seconds: float) -> datetime:
    """Seconds as a moment in the time of the neighbourhood."""
    return datetime.fromtimestamp(seconds, SHANGHAI)


def span_of(rule: Rule) -> float:
    """Seconds that a rule looks back on for sums and counts."""
    condition = rule.condition
    if isinstance(condition, WINDOWED):
        return condition.window_hours * ONE_HOUR
    return condition.window_minutes * 60 if isinstance(condition, Repeated) else 0


def is_about(rule: Rule, reading: Reading) -> bool:
    """Whether the rule counts the reading; what is used can be had from a counter."""
    pair = (rule.measure, reading.kind)
    return pair[0] is pair[1] or pair == (Measure.WATER_USED, Measure.WATER_TOTAL)


def remembered(rule: Rule, state: RuleState, reading: Reading, at: float) -> RuleState:
    """The state after a reading that is newer than all before."""
    value = amount_in_base_unit(reading)
    amount, total = value, state.total
    if reading.kind is Measure.WATER_TOTAL:
        use = used(total, value, (at - (state.newest_at or at)) / ONE_HOUR)
        amount, total = use.litres, use.total
    flows_from = state.flows_from
    if flows_from is None:
        flows_from = at
    return replace(
        _returned(state, amount, at),
        first_at=at if state.first_at is None else state.first_at,
        newest_at=at,
        value=value,
        used=amount,
        total=total,
        acted_at=at if amount > 0 or state.acted_at is None else state.acted_at,
        flows_from=flows_from if amount > 0 else None,
        past=_past(rule, state, at),
        window=_window(state.window, at, amount, span_of(rule)),
    )


def remembered_late(state: RuleState, reading: Reading, at: float) -> RuleState:
    """The state after a reading that came late: it can show that there was life."""
    shows = reading.kind is not Measure.WATER_TOTAL and amount_in_base_unit(reading) > 0
    return replace(state, acted_at=max(at, state.acted_at or at)) if shows else state


BACK_AFTER = 12 * ONE_HOUR


def _returned(state: RuleState, amount: float, at: float) -> RuleState:
    """Who was away and uses water half a day later is back: the watch goes on."""
    is_back = amount > 0 and state.away_from is not None and at >= state.away_from + BACK_AFTER
    is_over = state.away_until is not None and at >= state.away_until
    if is_back and not is_over:
        return replace(state, away_until=at)
    return state


def _window(
    window: tuple[tuple[float, float, int], ...], at: float, amount: float, span: float
) -> tuple[tuple[float, float, int], ...]:
    if not span:
        return ()
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
