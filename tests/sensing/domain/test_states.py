"""Rules at work, one reading at a time."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.sensing.domain.beats import due_at
from liren.sensing.domain.conditions import (
    Absent,
    Condition,
    Continuous,
    Custom,
    Event,
    High,
    Learned,
    Low,
    Offline,
    Repeated,
    Sudden,
)
from liren.sensing.domain.findings import Change, Finding, Severity
from liren.sensing.domain.memory import moment
from liren.sensing.domain.presets import preset
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.rules import Quiet, Rule, Step
from liren.sensing.domain.states import (
    RuleState,
    said_again,
    set_away,
    settled,
    step,
    tick,
)
from tests.sensing.domain.scenes import HOUR, MONDAY, at, changes, hourly, rule, run

R, W, C = Change.RAISED, Change.WORSENED, Change.CLEARED
DAY = [0] * 6 + [20, 5, 0, 0, 3, 10, 0, 0, 0, 0, 2, 30, 12, 8, 0, 15, 0, 0]


def test_half_a_day_without_water_is_raised_and_cleared() -> None:
    _, found = run(preset("water-changning"), hourly(20, *[0] * 12, 0, 30))
    assert changes(found) == [(R, 12), (W, 14), (C, 14)][::2]
    assert str(found[0].reason) == "0 L in 12 hours, less than 10 L."


def test_a_drop_is_not_enough_for_the_local_rule_but_is_a_sign_of_life() -> None:
    drips = hourly(20, *[0.5] * 14)
    assert changes(run(preset("water-changning"), drips)[1]) == [(R, 12), (W, 14)]
    assert not run(preset("water-zhuhai"), drips)[1]


def test_much_water_in_a_day() -> None:
    _, found = run(preset("water-jingan-high"), hourly(*[90] * 24, *[0] * 24))
    assert changes(found) == [(R, 22), (C, 25)]


def test_water_that_never_stops() -> None:
    runs, stops = hourly(0, *[1] * 24), hourly(0, *[1] * 12, 0, *[1] * 12)
    assert changes(run(preset("water-longgang-leak"), runs)[1]) == [(R, 24)]
    assert not run(preset("water-longgang-leak"), stops)[1]


def test_a_few_readings_over_long_gaps_do_not_show_that_water_never_stops() -> None:
    rare = [at(12 * n, 50) for n in range(10)]
    assert not run(preset("water-longgang-leak"), rare)[1]


def test_a_sudden_rise() -> None:
    _, found = run(preset("water-zhuhai-sudden"), hourly(*DAY * 10, *[150] * 5))
    assert len(found) == 1
    assert str(found[0].reason).endswith("in 24 hours; usually 105 L.")


def test_several_times_in_a_few_minutes() -> None:
    often = rule(Repeated(window_minutes=10, count=3), Measure.DOOR)
    opened = [at(n / 20, 1, Measure.DOOR, "") for n in range(3)]
    state, found = run(often, opened)
    assert changes(found) == [(R, 0.1)]
    due = due_at(often, state)
    assert due is not None
    _, later = tick(often, state, moment(due))
    assert [one.change for one in later] == [C]


def test_smoke_is_raised_at_once_and_over_when_the_detector_says_so() -> None:
    says = [at(n, value, Measure.SMOKE, "") for n, value in enumerate((0, 1, 1, 0))]
    assert changes(run(preset("smoke"), says)[1]) == [(R, 1), (C, 3)]


def test_a_call_for_help_is_over_only_when_people_say_so() -> None:
    button = preset("help-button")
    state, found = run(button, [at(0, 1, Measure.HELP, ""), at(1, 0, Measure.HELP, "")])
    assert changes(found) == [(R, 0)]
    state = settled(button, state, is_true=True)
    assert changes(run(button, [at(2, 1, Measure.HELP, "")], state)[1]) == [(R, 2)]


def test_a_call_that_came_late_still_rings_and_says_so() -> None:
    button = preset("help-button")
    state, _ = run(button, [at(0, 0, Measure.HELP, "")])
    _, found = step(button, state, at(-3, 1, Measure.HELP, ""), MONDAY + 30 * HOUR)
    assert [str(one.reason) for one in found] == [
        "At 11-02 05:00; the message came only at 11-03 14:00."
    ]


@pytest.mark.parametrize("hours", [500, -24 * 365 * 26])
def test_a_clock_that_is_ahead_or_lost_does_not_silence_a_button(hours: float) -> None:
    button = preset("help-button")
    state, _ = run(button, [at(-1, 0, Measure.HELP, "")])
    _, found = step(button, state, at(hours, 1, Measure.HELP, ""), MONDAY)
    assert changes(found) == [(R, 0)]
    assert str(found[0].reason) == "At 11-02 08:00."


def test_nothing_is_raised_in_quiet_hours_but_at_their_end() -> None:
    quiet = rule(Absent(hours=12), quiet=Quiet(begin="19:00", end="07:30"))
    assert changes(run(quiet, hourly(20, *[0] * 24))[1]) == [(R, 24)]  # 08:00 on Tuesday
    state, _ = run(quiet, hourly(20, *[0] * 13))
    due = due_at(quiet, state)
    assert due is not None
    assert changes(tick(quiet, state, moment(due))[1]) == [(R, 23.5)]


def test_it_must_last_before_it_is_raised() -> None:
    slow = rule(Absent(hours=6), wait_minutes=120)
    assert changes(run(slow, hourly(20, *[0] * 9))[1]) == [(R, 8)]
    assert not run(slow, hourly(20, *[0] * 7, 5))[1]


def test_it_gets_worse_by_the_clock_alone() -> None:
    steps = (
        Step(after_minutes=30, severity=Severity.URGENT),
        Step(after_minutes=90, severity=Severity.EMERGENCY),
    )
    given = rule(Absent(hours=6), steps=steps)
    state, _ = run(given, hourly(20, *[0] * 6))
    seen = []
    for _ in range(2):
        due = due_at(given, state)
        assert due is not None
        state, found = tick(given, state, moment(due))
        seen += [(one.severity, (one.at - MONDAY) / HOUR) for one in found]
    assert seen == [(Severity.URGENT, 6.5), (Severity.EMERGENCY, 7.5)]
    assert due_at(given, state) is None


def test_a_silent_meter_is_no_silent_home() -> None:
    given = rule(Absent(hours=12))
    state, found = run(given, hourly(20, 0, 0))
    assert not found
    assert not tick(given, state, MONDAY + 40 * HOUR)[1]
    state, found = run(given, [at(40, 0)], state)
    assert not found  # it has only just come back
    assert changes(run(given, [at(41, 0)], state)[1]) == [(R, 41)]


def test_a_door_that_says_nothing_is_judged_by_the_clock_while_it_is_awake() -> None:
    door = preset("door-not-opened")
    state, _ = run(door, [at(0, 1, Measure.DOOR, "")])
    assert not tick(door, state, MONDAY + 25 * HOUR)[1]  # not heard either
    for hour in range(1, 26):
        state, findings = step(door, state, at(hour, 1, Measure.ALIVE, ""), MONDAY + hour * HOUR)
        assert bool(findings) is (hour == 24)


def test_nothing_is_raised_while_a_home_is_known_to_be_empty() -> None:
    given = rule(Absent(hours=12))
    state = set_away(RuleState("device"), MONDAY, MONDAY + 48 * HOUR)
    _, found = run(given, hourly(20, *[0] * 70), state)
    assert changes(found) == [(R, 60)]  # half a day after they wanted to be back


def test_who_is_back_early_is_watched_again() -> None:
    given = rule(Absent(hours=12))
    state = set_away(RuleState("device"), MONDAY, MONDAY + 240 * HOUR)
    _, found = run(given, hourly(20, 5, *[0] * 28, 30, *[0] * 12), state)
    assert changes(found) == [(R, 42)]  # and the 5 l of leaving did not end it


def test_an_alert_ends_when_somebody_says_that_they_are_away() -> None:
    given = rule(Absent(hours=12))
    state, found = run(given, hourly(20, *[0] * 12))
    state = set_away(state, MONDAY, MONDAY + 48 * HOUR)
    assert len(found) == 1
    _, ended = tick(given, state, MONDAY + 13 * HOUR)
    assert [str(one.reason) for one in ended] == ["Away until 11-04 08:00."]


def test_what_people_closed_is_not_raised_a_second_time_while_it_lasts() -> None:
    given = rule(Absent(hours=12))
    state, _ = run(given, hourly(20, *[0] * 12))
    state = settled(given, state, is_true=False)
    assert not run(given, hourly(*[0] * 30, begin=13), state)[1]


def test_offline_at_the_boundary_instant() -> None:
    given = rule(Offline(intervals=3), Measure.ALIVE)
    state, _ = run(given, [at(0, 1, Measure.ALIVE, "")])
    last = MONDAY + 3 * HOUR
    assert not tick(given, state, last)[1]
    after, found = tick(given, state, last + timedelta(microseconds=1))
    assert changes(found) == [(R, 3 + 1 / 3.6e9)]
    due = due_at(given, state)
    assert due is not None
    assert tick(given, state, moment(due))[1]
    # A reading of that same moment ends it: it is not left standing.
    after, found = step(given, after, at(3, 1, Measure.ALIVE, ""), last + timedelta(seconds=1))
    assert [one.change for one in found] == [C]
    assert after.raised_at is None


def test_any_reading_shows_that_a_device_is_awake() -> None:
    given = rule(Offline(intervals=3), Measure.ALIVE)
    state, _ = run(given, [at(0, 1, Measure.ALIVE, ""), at(2, 80, Measure.BATTERY, "%")])
    assert not tick(given, state, MONDAY + 5 * HOUR)[1]
    assert tick(given, state, MONDAY + 6 * HOUR)[1]


def test_a_condition_of_ones_own() -> None:
    own = rule(Custom(window_hours=6, when="sum < 5.0 && hour >= 12.0 && silent_hours > 3.0"))
    assert changes(run(own, hourly(20, *[0] * 8, 5))[1]) == [(R, 6), (C, 9)]


CONDITIONS: list[Condition] = [
    Absent(hours=5), Low(window_hours=5, below=10), High(window_hours=5, above=40),
    Continuous(window_hours=4), Sudden(window_hours=4, times=3, at_least=30), Learned(),
    Custom(window_hours=5, when="sum > 30.0"), Event(at_least=15),
    Repeated(window_minutes=240, count=4),
]  # fmt: skip
litres = st.lists(st.sampled_from([0, 0, 0, 2, 20]), min_size=5, max_size=80)


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.kind)
@given(data=st.data())
def test_what_is_given_twice_or_late_changes_nothing(
    condition: Condition, data: st.DataObject
) -> None:
    """Meter totals: each delivered again at any later moment, in any order."""
    given_rule = rule(condition)
    used = data.draw(litres)
    totals = [
        Reading("device", Measure.WATER_TOTAL, MONDAY + n * HOUR, 1000 + sum(used[: n + 1]), "l")
        for n in range(len(used))
    ]
    clean = _last(given_rule, [(one, one.at) for one in totals])
    noisy: list[Packet] = []
    for n, one in enumerate(totals):
        noisy.append((one, one.at))
        again = data.draw(st.lists(st.integers(0, n), max_size=2))
        # Alarms that come late are for ringing; sums and silences must not move.
        noisy += [(totals[old], one.at) for old in again if not isinstance(condition, Event)]
    assert _last(given_rule, noisy) == clean


Packet = tuple[Reading, datetime]  # and when it came


def _last(given_rule: Rule, packets: list[Packet]) -> tuple[RuleState, list[Finding]]:
    state = RuleState("device")
    found: list[Finding] = []
    for reading, now in packets:
        state, findings = step(given_rule, state, reading, now)
        found += findings
    return state, found


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.kind)
@given(used=litres, cut=st.integers(0, 80))
def test_an_alert_is_raised_once_and_the_state_stays_small(
    condition: Condition, used: list[int], cut: int
) -> None:
    state, found = run(rule(condition), hourly(*used))
    assert [one.change for one in found] == ([R, C] * len(found))[: len(found)]
    assert len(json.dumps(state.dump())) < 6_000


@pytest.mark.parametrize(("minutes", "counted"), [(1, 0), (4.9, 0), (5, 1), (30, 1)])
def test_what_comes_within_five_minutes_is_the_same_event(minutes: float, counted: int) -> None:
    lift = preset("lift-e-bike")
    seen, later = at(0, 1, Measure.EBIKE), at(minutes / 60, 1, Measure.EBIKE)
    state, _findings = step(lift, RuleState("device"), seen, seen.at)
    after, findings = step(lift, state, later, later.at)
    assert not findings, "it is raised already"
    assert len(said_again(lift, state, after, later, later.at)) == counted
    closed = settled(lift, state, is_true=True)
    _state, findings = step(lift, closed, later, later.at)
    assert len(findings) == counted, "after people closed it as well"


def test_an_e_bike_that_stays_is_one_event_however_long() -> None:
    lift = preset("lift-e-bike")
    state, found = run(lift, [at(n / 15, 1, Measure.EBIKE) for n in range(30)])
    assert len(found) == 1 and state.event_at == at(29 / 15, 1).at.timestamp()
