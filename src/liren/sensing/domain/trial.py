"""A rule tried on the past: how often it would have called somebody, and how often for nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from .findings import Found
from .readings import Reading
from .replay import HOURLY, Episode, replayed
from .rules import Rule

EXAMPLES = 5
NOBODY_THERE = timedelta(hours=24)  # from the alert to the next sign of life
OF_A_HOME = frozenset({Found.NO_USE, Found.NO_DOOR, Found.NO_MOTION})


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have raised: alerts, of these at empty homes, devices, and examples."""

    alerts: int
    at_empty: int
    devices: int
    heard: int  # devices with readings at all
    examples: tuple[Episode, ...]


def tried(
    rule: Rule,
    readings: Iterable[Reading],
    *,
    empty: Collection[str] = (),
    expected: Mapping[str, float] = HOURLY,
) -> Trial:
    """Try a rule on readings in the order of time; `empty`: devices where nobody is registered."""
    past = list(readings)
    episodes = replayed([rule], past, expected)
    return Trial(
        alerts=len(episodes),
        at_empty=sum(is_at_empty(one, empty) for one in episodes),
        devices=len({one.device for one in episodes}),
        heard=len({one.device for one in past}),
        examples=tuple(episodes[:EXAMPLES]),
    )


def is_at_empty(episode: Episode, empty: Collection[str] = ()) -> bool:
    """Whether nobody was there: none is registered, or they came back a whole day later.

    A silence that lasts is no empty home: it is what the rule is there for.
    """
    if episode.device in empty:
        return True
    until = episode.cleared_at
    is_of_a_home = episode.found in OF_A_HOME
    return is_of_a_home and until is not None and until - episode.raised_at >= NOBODY_THERE
