"""What holds of every clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liren.workorders.domain.clock import (
    Allowance,
    Clock,
    ClockKind,
    ClockState,
    Pause,
    escalation_steps,
    progress,
    state,
    warn_at,
)
from tests.workorders.domain.clocks import (
    CALENDAR,
    URGENT,
    due_of,
)

moments = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2026-12-31"),
    timezones=st.just(UTC),
)
kinds = st.sampled_from(ClockKind)
amounts = st.integers(min_value=0, max_value=40)
some = st.integers(min_value=1, max_value=40)  # of nothing nothing remains, before the start too


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    starts = draw(st.lists(moments, max_size=4))
    spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=20))
    return tuple(Pause(start, start + draw(spans)) for start in starts)


@given(kind=kinds, amount=amounts, start=moments, stops=pauses())
def test_a_pause_never_makes_due_earlier(
    kind: ClockKind, amount: int, start: datetime, stops: tuple[Pause, ...]
) -> None:
    clock = Clock(Allowance(kind, amount), start)
    ends = [due_of(replace(clock, pauses=stops[:n])) for n in range(len(stops) + 1)]
    assert ends == sorted(ends)


@given(kind=kinds, amount=amounts, start=moments, stops=pauses())
def test_all_pauses_together_cost_at_most_the_wall_time_they_cover(
    kind: ClockKind, amount: int, start: datetime, stops: tuple[Pause, ...]
) -> None:
    clock = Clock(Allowance(kind, amount), start)
    end = due_of(replace(clock, pauses=stops))
    total = sum((p.ended_at - p.started_at for p in stops if p.ended_at), timedelta())
    if kind is URGENT:
        assert end - due_of(clock) <= total
    else:
        assert CALENDAR.working_time_between(due_of(clock), end) <= total


@given(kind=kinds, amount=some, start=moments, stops=pauses(), now=moments)
def test_late_exactly_when_nothing_remains(
    kind: ClockKind, amount: int, start: datetime, stops: tuple[Pause, ...], now: datetime
) -> None:
    clock = Clock(Allowance(kind, amount), start, stops)
    bar = progress(clock, now, CALENDAR)
    assert 0.0 <= bar.fraction <= 1.0
    assert bar.used >= 0
    if now < due_of(clock):
        assert bar.remaining > 0
        assert state(clock, now, CALENDAR) is not ClockState.LATE
    else:
        assert bar.remaining == 0


@given(kind=kinds, amount=amounts, more=amounts, a=moments, b=moments)
def test_due_follows_start_and_amount(
    kind: ClockKind, amount: int, more: int, a: datetime, b: datetime
) -> None:
    first, second = sorted((a, b))
    end = due_of(Clock(Allowance(kind, amount), first))
    assert end <= due_of(Clock(Allowance(kind, amount), second))
    assert end <= due_of(Clock(Allowance(kind, amount + more), first))


@given(kind=kinds, amount=amounts, start=moments, stops=pauses())
def test_warning_due_and_ladder_come_in_this_order(
    kind: ClockKind, amount: int, start: datetime, stops: tuple[Pause, ...]
) -> None:
    clock = Clock(Allowance(kind, amount), start, stops)
    told = [step.at for step in escalation_steps(clock, CALENDAR)]
    assert start <= warn_at(clock, CALENDAR) <= due_of(clock) == told[0]
    assert told == sorted(told)
