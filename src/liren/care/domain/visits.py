"""Whom to visit next, and why; and the order of the doors on the way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SEGMENT = 8
# Days between two visits, by label; the strictest counts.
EVERY: Mapping[str, int] = {"elder_alone": 14, "aged": 30, "empty_nest": 30, "lives_alone": 60}
AGED_AND_ALONE = 7
LATEST_TALE = timedelta(days=7)  # what waited longer on a telephone than this counts as of now


@dataclass(frozen=True)
class Known:
    """What a plan rests on."""

    labels: frozenset[str]
    last: date | None = None  # the last visit
    alerts: int = 0  # calls for help and missed contacts since then
    is_sinking: bool = False


@dataclass(frozen=True)
class Need:
    """When somebody should be visited, and the reasons in their order."""

    due: date
    reasons: tuple[str, ...]

    def days_late(self, on: date) -> int:
        """How long it is due; negative when it is still to come."""
        return (on - self.due).days


def need_of(known: Known, on: date) -> Need | None:
    """Whether and when somebody should be visited; none where nothing asks for it."""
    reasons = [name for name in EVERY if name in known.labels]
    every = min((EVERY[name] for name in reasons), default=None)
    if {"aged", "elder_alone"} <= known.labels:
        every = AGED_AND_ALONE
    urgent = [
        name for name, yes in (("alerts", known.alerts), ("sinking", known.is_sinking)) if yes
    ]
    if urgent:
        return Need(on, (*urgent, *reasons))
    if every is None:
        return None
    if known.last is None:
        return Need(on, ("never", *reasons))
    return Need(known.last + timedelta(days=every), tuple(reasons))


def door_key(path: str, name: str) -> tuple[str, tuple[int, ...], str]:
    """Doors as one walks: stairs by stairs, then floor by floor, then along the floor."""
    numbers = [int(digits) for digits in re.findall(r"\d+", name)]
    floors = ((numbers[0] // 100, numbers[0] % 100) if numbers else ()) + tuple(numbers[1:])
    return path[:-SEGMENT], floors, name


def most_needed(needs: Iterable[tuple[int, Need]], on: date, count: int) -> list[tuple[int, Need]]:
    """The people to be visited by today, the longest due and the most reasons first."""
    due = [(pk, need) for pk, need in needs if need.due <= on]
    return sorted(due, key=lambda one: (one[1].due, -len(one[1].reasons), one[0]))[:count]


def done_at(made: datetime, sent: datetime, now: datetime) -> datetime:
    """When something was noted, by our clock: another may be wrong, its spans are not."""
    ago = sent - made
    return now - ago if timedelta() <= ago <= LATEST_TALE else now
