"""E-bikes in lifts, building by building: what was judged, and when something is proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

LOOKED_AT = timedelta(days=30)
ENOUGH = 3  # times that were judged true


@dataclass(frozen=True)
class Sighting:
    """One alert of a lift: how often it came, and how it was judged; no judgement yet: empty."""

    alert: int
    building: str  # its path
    times: int
    result: str


@dataclass(frozen=True)
class Tally:
    """What was seen in one building; what somebody decided on before is not counted again."""

    building: str
    true: int = 0
    false: int = 0
    waiting: int = 0
    last_alert: int = 0  # that counts
    fresh: int = 0  # judged true since the last decision

    @property
    def is_proposed(self) -> bool:
        """Whether it came back often enough to propose something."""
        return self.fresh >= ENOUGH


def tallies(sightings: Iterable[Sighting], decided: Mapping[str, int]) -> list[Tally]:
    """The buildings, those where something is proposed first; `decided`: up to which alert."""
    found: dict[str, Tally] = {}
    for one in sightings:
        before = found.get(one.building, Tally(one.building))
        found[one.building] = _with(before, one, decided.get(one.building, 0))
    return sorted(found.values(), key=lambda one: (-one.fresh, -one.true, one.building))


def _with(tally: Tally, one: Sighting, decided: int) -> Tally:
    if not one.result:
        return replace(tally, waiting=tally.waiting + one.times)
    if not one.result.startswith("true:"):
        return replace(tally, false=tally.false + one.times)
    more = replace(tally, true=tally.true + one.times)
    if one.alert <= decided:
        return more
    return replace(more, fresh=more.fresh + one.times, last_alert=max(more.last_alert, one.alert))
