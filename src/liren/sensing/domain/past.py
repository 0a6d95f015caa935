"""A rule tried on the past: what it would have raised, had it been on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from liren.sensing.domain.findings import Change, Finding
from liren.sensing.domain.readings import Reading
from liren.sensing.domain.rules import Rule
from liren.sensing.domain.states import RuleState, step, tick

BEAT = timedelta(minutes=30)


def raised_in(
    rule: Rule, state: RuleState, readings: Iterable[Reading], until: datetime
) -> list[Finding]:
    """The alerts of one device, its readings in the order of their time and heard at once."""
    found: list[Finding] = []
    now: datetime | None = None
    for reading in readings:
        while now is not None and now + BEAT < reading.at:
            now += BEAT
            state, findings = tick(rule, state, now)
            found += findings
        now = reading.at
        state, findings = step(rule, state, reading, now)
        found += findings
    while now is not None and now + BEAT <= until:
        now += BEAT
        state, findings = tick(rule, state, now)
        found += findings
    return [one for one in found if one.change is Change.RAISED]
