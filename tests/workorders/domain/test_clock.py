"""The bugs every deadline engine had: pause, calendar, rule, reopening, time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.calendar import SHANGHAI, DayEntry, DayKind, WorkCalendar, shipped_calendar
from liren.workorders.domain import clock_steps as steps
from liren.workorders.domain.clock import (
    Allowance,
    Clock,
    ClockKind,
    ClockState,
    EscalationStep,
    Extension,
    Pause,
    TimeLeft,
    due,
    escalation_steps,
    original_due,
    progress,
    state,
    time_left,
    warn_at,
)

CALENDAR = shipped_calendar()
URGENT, HOURS, DAYS = ClockKind.URGENT_HOURS, ClockKind.WORKING_HOURS, ClockKind.WORKING_DAYS
MORE = "waiting_for_parts"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def started(kind: ClockKind, amount: int, start: str) -> Clock:
    return Clock(Allowance(kind, amount), at(start))


def paused(clock: Clock, start: str, end: str | None = None) -> Clock:
    stop = at(end) if end else None
    return replace(clock, pauses=(*clock.pauses, Pause(at(start), stop)))


def extended(clock: Clock, amount: int, granted: str, *, while_late: bool = False) -> Clock:
    extension = Extension(amount, at(granted), MORE)
    return steps.extend(clock, CALENDAR, extension, while_late=while_late)


def due_of(clock: Clock) -> datetime:
    return due(clock, CALENDAR).at


@pytest.mark.parametrize(
    ("kind", "amount", "start", "end"),
    [
        (URGENT, 2, "2026-02-16 23:00", "2026-02-17 01:00"),  # through New Year's Eve
        (URGENT, 0, "2026-11-20 17:29", "2026-11-20 17:29"),
        (HOURS, 1, "2026-11-20 17:29", "2026-11-23 09:29"),
        (HOURS, 2, "2026-11-20 11:00", "2026-11-20 14:30"),  # over lunch
        (HOURS, 8, "2026-09-30 16:30", "2026-10-08 17:00"),
        (DAYS, 1, "2026-02-13 10:00", "2026-02-14 17:30"),  # a swapped Saturday
        (DAYS, 1, "2026-02-17 10:00", "2026-02-24 17:30"),  # begun on a holiday
        (DAYS, 0, "2026-02-17 10:00", "2026-02-17 10:00"),
        (DAYS, 5, "2026-09-30 18:00", "2026-10-13 17:30"),
    ],
)
def test_when_the_first_allowance_ends(kind: ClockKind, amount: int, start: str, end: str) -> None:
    clock = started(kind, amount, start)
    assert original_due(clock, CALENDAR).at == due_of(clock) == at(end)


def test_half_hours_and_minutes_fit_too() -> None:
    whistle = Clock(Allowance.of_minutes(URGENT, 20), at("2026-11-20 17:29"))
    assert due_of(whistle) == at("2026-11-20 17:49")
    half_past = Clock(Allowance(HOURS, Decimal("1.5")), at("2026-11-20 09:00"))
    assert due_of(half_past) == at("2026-11-20 10:30")


@pytest.mark.parametrize(
    ("kind", "amount"), [(HOURS, -1), (DAYS, Fraction(1, 2)), (DAYS, Decimal("1.5"))]
)
def test_impossible_allowances_are_refused(kind: ClockKind, amount: int) -> None:
    with pytest.raises(ValueError, match=r"negative|whole"):
        Allowance(kind, amount)


def test_days_are_not_counted_in_minutes() -> None:
    with pytest.raises(ValueError, match="minutes"):
        Allowance.of_minutes(DAYS, 20)


# Pauses.


@pytest.mark.parametrize(
    ("start", "end", "due_at"),
    [
        ("2026-11-19 10:00", "2026-11-19 11:00", "2026-11-20 10:00"),
        ("2026-11-19 12:00", "2026-11-19 13:30", "2026-11-20 09:00"),  # lunch costs nothing
        ("2026-11-19 18:00", "2026-11-20 08:00", "2026-11-20 09:00"),  # nor does the night
        ("2026-11-19 11:30", "2026-11-19 14:00", "2026-11-20 10:00"),
        ("2026-11-20 08:45", "2026-11-23 08:45", "2026-11-23 09:00"),  # over a week-end
        ("2026-11-20 09:00", "2026-11-20 12:00", "2026-11-20 09:00"),  # begun at due: too late
    ],
)
def test_a_pause_costs_the_working_minutes_it_covers(start: str, end: str, due_at: str) -> None:
    clock = started(HOURS, 8, "2026-11-19 08:30")
    assert due_of(clock) == at("2026-11-20 09:00")
    assert due_of(paused(clock, start, end)) == at(due_at)


def test_an_urgent_pause_costs_the_wall_time() -> None:
    clock = paused(started(URGENT, 4, "2026-11-20 20:00"), "2026-11-20 22:00", "2026-11-21 06:00")
    assert due_of(clock) == at("2026-11-21 08:00")


def test_a_clock_of_days_is_paused_by_the_minute() -> None:
    clock = paused(started(DAYS, 1, "2026-11-16 10:00"), "2026-11-16 14:00", "2026-11-16 15:00")
    assert due_of(clock) == at("2026-11-18 09:30")


def test_overlapping_pauses_count_once() -> None:
    clock = started(HOURS, 8, "2026-11-19 08:30")
    once = paused(clock, "2026-11-19 09:00", "2026-11-19 11:00")
    twice = paused(once, "2026-11-19 10:00", "2026-11-19 11:00")
    inside_out = paused(
        paused(clock, "2026-11-19 10:00", "2026-11-19 11:00"),
        "2026-11-19 09:00",
        "2026-11-19 10:30",
    )
    assert due_of(once) == due_of(twice) == due_of(inside_out) == at("2026-11-20 11:00")


def test_a_later_pause_counts_when_an_earlier_one_made_room_for_it() -> None:
    clock = paused(started(URGENT, 2, "2026-11-20 08:00"), "2026-11-20 09:00", "2026-11-20 11:00")
    both = paused(clock, "2026-11-20 11:30", "2026-11-20 12:30")
    assert due_of(both) == at("2026-11-20 13:00")


def test_a_pause_before_the_start_counts_from_the_start() -> None:
    clock = paused(started(URGENT, 2, "2026-11-20 08:00"), "2026-11-20 06:00", "2026-11-20 09:00")
    assert due_of(clock) == at("2026-11-20 11:00")


def test_an_open_pause_moves_due_with_now() -> None:
    clock = steps.pause(started(URGENT, 2, "2026-11-20 08:00"), at=at("2026-11-20 09:00"))
    assert due_of(clock) == at("2026-11-20 10:00")  # the earliest it can be
    now = at("2026-11-22 09:00")
    assert due(clock, CALENDAR, now=now).at == at("2026-11-22 10:00")
    assert state(clock, now, CALENDAR) is ClockState.PAUSED
    assert progress(clock, now, CALENDAR).remaining == 60
    resumed = steps.resume(clock, at=now)
    assert due_of(resumed) == at("2026-11-22 10:00")


def test_pausing_twice_and_resuming_nothing_are_refused() -> None:
    clock = started(URGENT, 2, "2026-11-20 08:00")
    with pytest.raises(steps.NotPaused):
        steps.resume(clock, at=at("2026-11-20 08:30"))
    still = steps.pause(clock, at=at("2026-11-20 08:30"), reason="hung_up")
    with pytest.raises(steps.AlreadyPaused):
        steps.pause(still, at=at("2026-11-20 08:40"))
    with pytest.raises(steps.OutOfOrder) as refused:
        steps.resume(still, at=at("2026-11-20 08:20"))
    assert refused.value.data == {"since": at("2026-11-20 08:30")}
    with pytest.raises(steps.OutOfOrder):
        steps.pause(clock, at=at("2026-11-20 07:00"))


def test_every_refusal_has_a_code_and_a_sentence_of_its_own() -> None:
    kinds = steps.ClockRefusal.__subclasses__()
    assert len({kind.code for kind in kinds}) == len({kind.sentence for kind in kinds}) == 7


# Extensions.


def test_an_extension_moves_due_and_keeps_the_original() -> None:
    clock = extended(started(DAYS, 5, "2026-11-16 10:00"), 3, "2026-11-20 10:00")
    assert original_due(clock, CALENDAR).at == at("2026-11-23 17:30")
    assert due_of(clock) == at("2026-11-26 17:30")
    assert clock.extensions[0].reason == MORE


def test_an_extension_is_granted_in_time_or_where_the_setting_allows() -> None:
    clock = started(HOURS, 2, "2026-11-20 09:00")
    assert due_of(extended(clock, 1, "2026-11-20 11:00")) == at("2026-11-20 12:00")
    with pytest.raises(steps.TooLateToExtend):
        extended(clock, 1, "2026-11-20 11:01")
    late = extended(clock, 1, "2026-11-20 11:01", while_late=True)
    assert due_of(late) == at("2026-11-20 12:00")


def test_a_long_paused_clock_is_not_late_for_an_extension() -> None:
    clock = steps.pause(started(HOURS, 2, "2026-11-19 09:00"), at=at("2026-11-19 10:00"))
    assert due_of(extended(clock, 1, "2026-11-24 10:00")) == at("2026-11-19 12:00")


@pytest.mark.parametrize("amount", [0, -1])
def test_an_extension_never_shrinks(amount: int) -> None:
    with pytest.raises(steps.ExtensionTooSmall):
        extended(started(DAYS, 5, "2026-11-16 10:00"), amount, "2026-11-17 10:00")


def test_half_a_working_day_cannot_be_granted() -> None:
    extension = Extension(Fraction(1, 2), at("2026-11-17 10:00"), MORE)
    with pytest.raises(ValueError, match="whole"):
        steps.extend(started(DAYS, 5, "2026-11-16 10:00"), CALENDAR, extension)


# State, warning, bar.


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20 08:00", ClockState.RUNNING),  # before its start
        ("2026-11-20 09:00", ClockState.RUNNING),
        ("2026-11-20 16:59", ClockState.RUNNING),
        ("2026-11-20 17:00", ClockState.DUE_SOON),  # last fifth of five hours
        ("2026-11-22 12:00", ClockState.DUE_SOON),
        ("2026-11-23 09:00", ClockState.DUE_SOON),  # due this moment is not late
        ("2026-11-23 09:01", ClockState.LATE),
    ],
)
def test_states_of_a_running_clock(now: str, expected: ClockState) -> None:
    clock = started(HOURS, 5, "2026-11-20 11:30")
    assert due_of(clock) == at("2026-11-23 09:00")
    assert state(clock, at(now), CALENDAR) is expected


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        ("2026-11-20 11:00", ClockState.STOPPED_IN_TIME),
        ("2026-11-20 11:01", ClockState.STOPPED_LATE),
    ],
)
def test_a_stopped_clock_stays_as_it_ended(stopped: str, expected: ClockState) -> None:
    clock = steps.stop(started(HOURS, 2, "2026-11-20 09:00"), at=at(stopped))
    assert state(clock, at("2026-12-20 09:00"), CALENDAR) is expected
    assert state(clock, at("2026-11-20 09:00"), CALENDAR) is expected
    refused: list[type[Exception]] = []
    later = at("2026-12-20 09:00")
    for step in (steps.pause, steps.resume, steps.stop):
        with pytest.raises(steps.ClockStopped) as refusal:
            step(clock, at=later)
        refused.append(refusal.type)
    assert len(refused) == 3


def test_stopping_ends_an_open_pause() -> None:
    clock = steps.pause(started(URGENT, 2, "2026-11-20 08:00"), at=at("2026-11-20 09:00"))
    ended = steps.stop(clock, at=at("2026-11-25 09:00"))
    assert not ended.is_paused
    assert state(ended, at("2026-11-26 09:00"), CALENDAR) is ClockState.STOPPED_IN_TIME


def test_a_pause_begun_late_does_not_hide_lateness() -> None:
    clock = steps.pause(started(URGENT, 2, "2026-11-20 08:00"), at=at("2026-11-20 10:30"))
    assert state(clock, at("2026-11-20 10:40"), CALENDAR) is ClockState.LATE


@pytest.mark.parametrize(
    ("kind", "amount", "start", "warned"),
    [
        (URGENT, 10, "2026-11-20 20:00", "2026-11-21 04:00"),
        (URGENT, 48, "2026-11-20 20:00", "2026-11-22 16:00"),  # at most 4 hours
        (HOURS, 5, "2026-11-20 11:30", "2026-11-20 17:00"),
        (DAYS, 15, "2026-11-02 08:30", "2026-11-20 17:30"),  # at most one working day
    ],
)
def test_due_soon_is_the_last_fifth_with_a_limit(
    kind: ClockKind, amount: int, start: str, warned: str
) -> None:
    assert warn_at(started(kind, amount, start), CALENDAR) == at(warned)


def test_the_warning_of_working_time_falls_into_working_hours() -> None:
    clock = started(HOURS, 6, "2026-11-20 15:00")
    warned = warn_at(clock, CALENDAR)
    assert CALENDAR.is_open(warned)
    assert warned == at("2026-11-23 10:48")


def test_progress_counts_in_the_clocks_own_time() -> None:
    clock = started(HOURS, 5, "2026-11-20 15:00")
    now = at("2026-11-22 12:00")
    half = progress(clock, now, CALENDAR)
    assert (half.used, half.remaining, half.total, half.fraction) == (150, 150, 300, 0.5)
    late = progress(clock, at("2026-11-24 12:00"), CALENDAR)
    assert (late.remaining, late.fraction) == (0, 1.0)
    early = progress(clock, at("2026-11-19 12:00"), CALENDAR)
    assert (early.used, early.remaining, early.fraction) == (0, 300, 0.0)


def test_a_zero_allowance_is_used_up_from_the_start() -> None:
    clock = started(HOURS, 0, "2026-11-20 15:00")
    assert progress(clock, clock.started_at, CALENDAR).fraction == 1.0
    assert state(clock, at("2026-11-20 15:01"), CALENDAR) is ClockState.LATE


@pytest.mark.parametrize(
    ("kind", "amount", "now", "left"),
    [
        (DAYS, 2, "2026-11-16 17:30", TimeLeft(2, 0, 0, is_late=False)),
        (DAYS, 2, "2026-11-17 10:00", TimeLeft(1, 6, 0, is_late=False)),
        (DAYS, 2, "2026-11-19 09:45", TimeLeft(0, 1, 15, is_late=True)),
        (DAYS, 2, "2026-11-18 20:00", TimeLeft(0, 0, 0, is_late=True)),
        (URGENT, 30, "2026-11-16 10:59", TimeLeft(1, 5, 1, is_late=False)),
        (HOURS, 1, "2026-11-16 10:59:30", TimeLeft(0, 0, 1, is_late=False)),
    ],
)
def test_time_left_in_parts(kind: ClockKind, amount: int, now: str, left: TimeLeft) -> None:
    assert time_left(started(kind, amount, "2026-11-16 10:00"), at(now), CALENDAR) == left


def test_time_left_of_a_stopped_clock_is_that_of_its_stop() -> None:
    clock = steps.stop(started(URGENT, 2, "2026-11-20 08:00"), at=at("2026-11-20 09:00"))
    later = time_left(clock, at("2026-12-20 09:00"), CALENDAR)
    assert later == TimeLeft(0, 1, 0, is_late=False)


# Calendar, rule, reopening, time zone.


def test_a_changed_calendar_gives_a_new_due() -> None:
    clock = started(DAYS, 2, "2026-11-16 10:00")
    typhoon = DayEntry(date=date(2026, 11, 17), kind=DayKind.HOLIDAY, name_en="Typhoon")
    changed = WorkCalendar.of([*CALENDAR.days, typhoon])
    assert due_of(clock) == at("2026-11-18 17:30")
    assert due(clock, changed).at == at("2026-11-19 17:30")
    assert due_of(clock) == at("2026-11-18 17:30")


def test_a_changed_rule_leaves_the_running_clock_alone() -> None:
    clock = started(DAYS, 2, "2026-11-16 10:00")
    shorter = replace(clock, allowance=Allowance(DAYS, 1))
    assert (due_of(clock), due_of(shorter)) == (at("2026-11-18 17:30"), at("2026-11-17 17:30"))


def test_reopening_starts_a_new_clock_beside_the_first() -> None:
    first = started(DAYS, 2, "2026-11-16 10:00")
    with pytest.raises(steps.ClockRunning):
        steps.reopen([first], at=at("2026-11-20 10:00"), allowance=first.allowance)
    ended = steps.stop(first, at=at("2026-11-19 10:00"))
    with pytest.raises(steps.OutOfOrder):
        steps.reopen([ended], at=at("2026-11-19 09:00"), allowance=first.allowance)
    runs = steps.reopen([ended], at=at("2026-11-20 10:00"), allowance=Allowance(DAYS, 1))
    assert runs[0] is ended
    assert state(runs[0], at("2026-11-20 11:00"), CALENDAR) is ClockState.STOPPED_LATE
    assert due_of(runs[1]) == at("2026-11-23 17:30")


def test_the_zone_of_the_question_does_not_matter() -> None:
    start = at("2026-11-20 07:30")
    abroad = start.astimezone(UTC)
    assert abroad.date() < start.date()
    for kind in ClockKind:
        here, there = (due(Clock(Allowance(kind, 3), s), CALENDAR).at for s in (start, abroad))
        assert here == there
        assert here.tzinfo is UTC


def test_only_working_clocks_lean_on_the_table() -> None:
    days = started(DAYS, 300, "2026-11-20 10:00")
    warned = due(days, CALENDAR)
    assert (warned.missing_years, warned.expected_years) == ((2028,), (2027,))
    assert due(started(URGENT, 24 * 90, "2026-11-20 10:00"), CALENDAR).is_certain


# The ladder.


def test_the_ladder_counts_in_the_clocks_own_time() -> None:
    clock = started(HOURS, 4, "2026-11-20 13:30")
    assert escalation_steps(clock, CALENDAR) == (
        EscalationStep(1, at("2026-11-20 17:30")),
        EscalationStep(2, at("2026-11-23 10:30")),
        EscalationStep(3, at("2026-11-23 14:00")),
    )


def test_an_extension_puts_the_ladder_off_without_stretching_it() -> None:
    clock = extended(started(URGENT, 4, "2026-11-20 08:00"), 6, "2026-11-20 09:00")
    told = [step.at for step in escalation_steps(clock, CALENDAR)]
    assert told == [at(f"2026-11-20 {hour}:00") for hour in (18, 20, 22)]


def test_a_pause_puts_off_what_has_not_been_told() -> None:
    clock = paused(started(URGENT, 4, "2026-11-20 08:00"), "2026-11-20 13:00", "2026-11-20 18:00")
    told = [step.at for step in escalation_steps(clock, CALENDAR)]
    assert told == [at(f"2026-11-20 {hour}:00") for hour in (12, 19, 21)]


def test_after_the_stop_nobody_is_told() -> None:
    clock = started(URGENT, 4, "2026-11-20 08:00")
    in_time = steps.stop(clock, at=at("2026-11-20 12:00"))
    late = steps.stop(clock, at=at("2026-11-20 15:00"))
    assert escalation_steps(in_time, CALENDAR) == ()
    assert [step.level for step in escalation_steps(late, CALENDAR)] == [1, 2]


# Properties.

moments = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2026-12-31"),
    timezones=st.just(UTC),
)
kinds = st.sampled_from(ClockKind)
amounts = st.integers(min_value=0, max_value=40)


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


@given(kind=kinds, amount=amounts, start=moments, stops=pauses(), now=moments)
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
