"""Rules on the past: replayed in order, tried, and learned from."""

import gzip
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from liren.core.errors import Invalid
from liren.sensing.domain.conditions import Absent, Custom, Learned
from liren.sensing.domain.findings import Change, Finding, Found
from liren.sensing.domain.presets import preset
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.replay import replayed
from liren.sensing.domain.rhythm import Rhythm, allowed_hours, longest
from liren.sensing.domain.states import RuleState, set_away, settled, step
from liren.sensing.domain.trial import tried
from liren.sensing.domain.water_file import read_water
from tests.sensing.domain.scenes import HOUR, MONDAY, at, changes, hourly, rule, run

# From 8 in the morning on: water by day, none from 23 until 7, and on Sunday none before 9.
WEEKDAY = [20, 5, 0, 0, 9, 0, 0, 0, 0, 12, 30, 8, 5, 3, 10, 0, 0, 0, 0, 0, 0, 0, 0, 15]
SATURDAY = [*WEEKDAY[:22], 0, 0]
SUNDAY = [0, 6, *WEEKDAY[2:]]
WEEK = [*WEEKDAY * 5, *SATURDAY, *SUNDAY]
LEARNED = preset("water-learned")


def test_an_unusual_morning_is_explained_by_the_usual_one() -> None:
    _, found = run(LEARNED, hourly(*WEEK * 3, *[0] * 24))
    assert changes(found)[0] == (Change.RAISED, 21 * 24 + 11)
    assert str(found[0].reason) == (
        "Usually water by 09:00 on weekdays; none by 19:00, the last on 11-23 07:00."
    )


def test_a_habit_is_learned_and_forgotten() -> None:
    out = [*WEEKDAY[:2], *[0] * 13, *WEEKDAY[15:]]  # on Tuesdays they are out until midnight
    state, found = run(LEARNED, hourly(*WEEK * 2, *WEEKDAY, *out, *WEEKDAY * 4))
    assert [one.change for one in found] == [Change.RAISED, Change.WORSENED, Change.CLEARED]
    assert state.rhythm is not None
    begin = (MONDAY + 22 * 24 * HOUR + HOUR).timestamp()
    condition = Learned()
    assert longest(state.rhythm, condition, begin) == pytest.approx(22)
    assert allowed_hours(state.rhythm, condition, begin) == condition.longest_hours
    assert longest(state.rhythm, condition, begin + 30 * 24 * 3600) is None
    assert longest(state.rhythm, condition, begin + 10 * 3600) == pytest.approx(11)  # by night


def test_nothing_is_learned_from_being_away_or_from_an_alert_that_was_true() -> None:
    state, _ = run(LEARNED, hourly(*WEEK * 2))
    end = MONDAY + 14 * 24 * HOUR
    away = set_away(state, end - HOUR, end + 47 * HOUR)
    fallen, _ = run(LEARNED, hourly(*[0] * 47, begin=14 * 24), state)
    fallen = settled(LEARNED, fallen, is_true=True)
    for silent in (run(LEARNED, hourly(*[0] * 47, begin=14 * 24), away)[0], fallen):
        after, _ = step(LEARNED, silent, at(14 * 24 + 47, 20), end + 47 * HOUR)
        assert after.rhythm is not None
        assert state.rhythm is not None
        assert after.rhythm.silences == state.rhythm.silences


def test_silence_of_the_meter_teaches_nothing() -> None:
    state, _ = run(LEARNED, [*hourly(*WEEKDAY * 5), at(5 * 24 + 40, 30)])
    assert state.rhythm is not None
    assert not state.rhythm.silences


def test_the_rhythm_of_a_door_is_learned_while_it_is_awake() -> None:
    door = LEARNED.model_copy(update={"measure": Measure.DOOR})
    for beats, silences in ((range(1, 14), 1), (range(1, 6), 0)):
        state, _ = step(door, RuleState("device"), at(0, 1, Measure.DOOR, ""), MONDAY)
        for hour in beats:
            state, _ = step(door, state, at(hour, 1, Measure.ALIVE, ""), MONDAY + hour * HOUR)
        state, _ = step(door, state, at(14, 1, Measure.DOOR, ""), MONDAY + 14 * HOUR)
        assert state.rhythm is not None
        assert len(state.rhythm.silences) == silences


def test_a_new_home_is_given_the_shortest_time() -> None:
    assert allowed_hours(Rhythm(), Learned(), MONDAY.timestamp()) == Learned().shortest_hours


def test_a_replay_tells_a_silent_meter_from_a_silent_home() -> None:
    rules = [rule(Absent(hours=12)), preset("water-meter-silent")]
    readings = [*hourly(*WEEKDAY), at(70, 0), at(71, 20)]
    found = replayed(rules, readings)
    assert [one.found for one in found] == [Found.OFFLINE]
    last_heard = MONDAY + 23 * HOUR
    assert found[0].raised_at - last_heard - timedelta(hours=6) < timedelta(seconds=1)
    assert found[0].cleared_at == MONDAY + 70 * HOUR


def test_a_rule_is_tried_on_the_past() -> None:
    readings = hourly(*WEEKDAY, *[0] * 24 * 3, *WEEKDAY, *[0] * 14, 5)
    trial = tried(rule(Absent(hours=12)), readings)
    assert (trial.alerts, trial.devices, trial.heard) == (2, 1, 1)
    assert trial.at_empty == 0  # the rule of a test is about nothing in particular
    assert tried(preset("water-zhuhai"), readings).at_empty == 1
    assert tried(preset("water-zhuhai"), readings, empty={"device"}).at_empty == 2
    assert str(trial.examples[0].reason).startswith("Nothing since 11-03 07:00")
    assert tried(preset("water-zhuhai"), []).alerts == 0


def test_a_silence_that_lasts_is_no_empty_home() -> None:
    """Who has not come back may lie there; the same silence ended a day later was an absence."""
    zhuhai = preset("water-zhuhai")
    lasting = hourly(*WEEKDAY, *[0] * 24 * 3)
    trial = tried(zhuhai, lasting)
    assert (trial.alerts, trial.at_empty) == (1, 0)
    assert tried(zhuhai, [*lasting, at(24 * 4, 30)]).at_empty == 1
    assert tried(zhuhai, lasting, empty={"device"}).at_empty == 1


def test_the_hour_of_a_condition_is_that_of_the_neighbourhood() -> None:
    own = rule(Custom(window_hours=6, when="hour == 12.0"))
    noon = MONDAY.replace(hour=12, minute=30)
    for zone in (noon.tzinfo, UTC):
        found = tried(own, [Reading("device", Measure.WATER_USED, noon.astimezone(zone), 1, "")])
        assert found.alerts == 1, "on the past"
        reading = Reading("device", Measure.WATER_USED, noon.astimezone(zone), 1, "")
        _state, now = step(own, RuleState("device"), reading, reading.at)
        assert [one.change for one in now] == [Change.RAISED], "and as it happens"


def test_a_door_is_tried_with_its_heartbeats_and_its_own_interval() -> None:
    door = preset("door-not-opened")
    beats = [at(n, 1, Measure.ALIVE, "") for n in range(1, 48)]
    opened = at(0, 1, Measure.DOOR, "")
    assert door.minds_heartbeats
    assert not LEARNED.minds_heartbeats
    assert not tried(door, [opened, at(47, 1, Measure.DOOR, "")]).alerts
    assert tried(door, [opened, *beats]).alerts == 1
    assert tried(door, [opened, *beats[::6]], expected={"device": 6 * 3600}).alerts == 1


HEAD = "household,time,reading_l,used_l\n"


def test_a_file_is_read_and_the_counter_fills_its_gaps(tmp_path: Path) -> None:
    text = HEAD + (
        "B,2026-03-01T05:00:00,100,0\nA,2026-03-01T04:00:00,10,0\n"
        "A,2026-03-01T05:00:00,12,2\nA,2026-03-01T15:00:00,80,1\n"
    )
    plain, packed = tmp_path / "water.csv", tmp_path / "water.csv.gz"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    read = read_water(plain)
    assert [one.value for one in read if one.device == "A"] == [0, 2, 68]
    assert [one.at.hour for one in read] == [4, 5, 5, 15]
    assert read == read_water(packed)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("household,time\n", 1),
        (HEAD + "A,2026-03-01T04:00:00,10,0\nA,yesterday,10,0\n", 3),
        (HEAD + "A,2026-03-01T04:00:00,ten,0\n", 2),
        (HEAD + "A,2026-03-01T04:00:00\n", 2),
        (HEAD + "A,2026-03-01T04:00:00,nan,0\n", 2),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "water.csv"
    file.write_text(text)
    with pytest.raises(Invalid, match=f"water.csv, line {line}: "):
        read_water(file)


def test_a_file_that_is_not_there_or_not_packed_is_named(tmp_path: Path) -> None:
    (tmp_path / "water.csv.gz").write_text("not packed")
    for name in ("none.csv", "water.csv.gz"):
        with pytest.raises(Invalid, match=name):
            read_water(tmp_path / name)


def test_a_state_of_today_goes_on_tomorrow() -> None:
    readings = hourly(*WEEK * 2, *[0] * 30, 9)
    whole, found = run(LEARNED, readings)
    state = RuleState("device")
    later: list[Finding] = []
    for reading in readings:
        state, findings = step(LEARNED, RuleState.load(state.dump()), reading, reading.at)
        later += findings
    assert state == whole
    assert later == found
