"""When a clock is due, how it stands, and what its calendar and its zone do to it."""

from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction

import pytest

from liren.core.calendar import DayEntry, DayKind, WorkCalendar
from liren.workorders.domain import clock_steps as steps
from liren.workorders.domain.clock import (
    Allowance,
    Clock,
    ClockKind,
    ClockState,
    TimeLeft,
    due,
    original_due,
    progress,
    state,
    time_left,
    warn_at,
)
from tests.workorders.domain.clocks import (
    CALENDAR,
    DAYS,
    HOURS,
    URGENT,
    at,
    due_of,
    started,
)


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
