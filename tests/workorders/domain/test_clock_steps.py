"""What is done to a clock: paused, extended, told upwards."""

from fractions import Fraction

import pytest

from liren.workorders.domain import clock_steps as steps
from liren.workorders.domain.clock import (
    ClockState,
    EscalationStep,
    Extension,
    due,
    escalation_steps,
    original_due,
    progress,
    state,
)
from tests.workorders.domain.clocks import (
    CALENDAR,
    DAYS,
    HOURS,
    MORE,
    URGENT,
    at,
    due_of,
    extended,
    paused,
    started,
)


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
