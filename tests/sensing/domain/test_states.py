"""Rules at work, one reading at a time."""

import json
from datetime import datetime, timedelta
from importlib import resources

from liren.sensing.domain.findings import Change, Finding
from liren.sensing.domain.memory import SHANGHAI
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.rules import Rule, read_rule
from liren.sensing.domain.states import RuleState, step

MORNING = datetime(2026, 11, 2, 8, tzinfo=SHANGHAI)


def preset(key: str) -> Rule:
    file = resources.files("liren.sensing").joinpath("presets", f"{key}.toml")
    return read_rule(file.read_text("utf-8"))


def hourly(*litres: float) -> list[Reading]:
    return [
        Reading("meter", Measure.WATER_USED, MORNING + timedelta(hours=n), used, "l")
        for n, used in enumerate(litres)
    ]


def replayed(rule: Rule, readings: list[Reading]) -> list[Finding]:
    """What a rule finds when every state is written down and read again."""
    state = RuleState("meter")
    found: list[Finding] = []
    for reading in readings:
        state, findings = step(rule, state, reading, reading.at)
        state = RuleState.load(json.loads(json.dumps(state.dump())))
        found += findings
    return found


def test_half_a_day_without_water_is_raised_and_cleared() -> None:
    found = replayed(preset("water-changning"), hourly(20, *[0] * 12, 0, 30))
    assert [(one.change, one.at.hour) for one in found] == [
        (Change.RAISED, 20),
        (Change.CLEARED, 22),
    ]
    assert str(found[0].reason) == "0 in 12 hours, less than 10."
