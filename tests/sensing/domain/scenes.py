"""Readings and rules for the tests of the rules."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from liren.sensing.domain.conditions import Condition
from liren.sensing.domain.findings import Change, Finding, Found, Severity
from liren.sensing.domain.readings import Measure, Reading
from liren.sensing.domain.rhythm import SHANGHAI
from liren.sensing.domain.rules import Quiet, Rule, Step
from liren.sensing.domain.states import RuleState, step

MONDAY = datetime(2026, 11, 2, 8, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def rule(
    condition: Condition,
    measure: Measure = Measure.WATER_USED,
    *,
    quiet: Quiet | None = None,
    wait_minutes: int = 0,
    steps: tuple[Step, ...] = (),
) -> Rule:
    """A rule for one test."""
    return Rule(
        key="of-a-test",
        name="试",
        name_en="A test",
        measure=measure,
        found=Found.OTHER,
        condition=condition,
        quiet=quiet,
        wait_minutes=wait_minutes,
        severity=Severity.NOTICE,
        steps=steps,
    )


def at(hours: float, value: float, kind: Measure = Measure.WATER_USED, unit: str = "l") -> Reading:
    """A reading so many hours after Monday morning."""
    return Reading("device", kind, MONDAY + hours * HOUR, value, unit)


def hourly(*litres: float, begin: float = 0) -> list[Reading]:
    """One reading an hour."""
    return [at(begin + n, used) for n, used in enumerate(litres)]


def run(
    given: Rule, readings: Iterable[Reading], state: RuleState | None = None
) -> tuple[RuleState, list[Finding]]:
    """The last state, and all that was found; every state is written down and read again."""
    state = state or RuleState("device")
    found: list[Finding] = []
    for reading in readings:
        state, findings = step(given, state, reading, reading.at)
        state = RuleState.load(json.loads(json.dumps(state.dump())))
        found += findings
    return state, found


def changes(found: Iterable[Finding]) -> list[tuple[Change, float]]:
    """What changed, and how many hours after Monday morning."""
    return [(one.change, (one.at - MONDAY) / HOUR) for one in found]
