"""Rules tried on readings of the past, in the order of time, each moment knowing only its past."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from .beats import due_at
from .findings import Change, Finding, Found
from .memory import ONE_HOUR, RuleState, moment
from .readings import Reading
from .rules import Rule
from .states import step, tick

Key = tuple[str, str]  # device, rule
HOURLY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Episode:
    """One alert from its beginning to its end; no end while it lasts."""

    rule: str
    device: str
    found: Found
    raised_at: datetime
    cleared_at: datetime | None
    reason: str


def replayed(
    rules: Sequence[Rule], readings: Iterable[Reading], expected: Mapping[str, float] = HOURLY
) -> list[Episode]:
    """The alerts that the rules would have raised on readings in order, by when they began.

    `expected`: seconds from one reading to the next of a device, where it is not an hour.
    """
    lasting: dict[Key, Episode] = {}
    over: list[Episode] = []
    for finding in _findings(rules, readings, expected):
        key = (finding.device, finding.rule)
        if finding.change is Change.RAISED:
            lasting[key] = _episode(finding)
        elif finding.change is Change.CLEARED:
            over.append(replace(lasting.pop(key), cleared_at=finding.at))
    episodes = [*over, *lasting.values()]
    return sorted(episodes, key=lambda one: (one.raised_at, one.device, one.found))


def _findings(
    rules: Sequence[Rule], readings: Iterable[Reading], expected: Mapping[str, float]
) -> Iterator[Finding]:
    states: dict[Key, RuleState] = {}
    by_key = {rule.key: rule for rule in rules}
    beats: list[tuple[float, Key]] = []
    for reading in readings:
        now = reading.at.timestamp()
        while beats and beats[0][0] < now:
            at, key = heapq.heappop(beats)
            if due_at(by_key[key[1]], states[key]) == at:  # else it has moved on since
                states[key], found = tick(by_key[key[1]], states[key], moment(at))
                yield from found
        for rule in rules:
            key = (reading.device, rule.key)
            state = states.get(key)
            if state is None:
                state = RuleState(reading.device, expected.get(reading.device, ONE_HOUR))
            states[key], found = step(rule, state, reading, reading.at)
            yield from found
            due = due_at(rule, states[key])
            if due is not None and due > now:
                heapq.heappush(beats, (due, key))


def _episode(finding: Finding) -> Episode:
    return Episode(
        finding.rule, finding.device, finding.found, finding.at, None, str(finding.reason)
    )
