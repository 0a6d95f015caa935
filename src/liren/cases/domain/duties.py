"""权责清单, the duty list: which party answers for a class at a place, since when, by what source.

The nearest place wins, and at one place the finest class. Where two parties are left, the list
overlaps: nobody is chosen without asking. Where none is left, it has a gap.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Duty:
    """One entry of the list; without a class it is for all classes."""

    id: int
    category: int | None
    place_path: str
    party: int
    from_date: date | None = None
    until_date: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether it has begun and not ended."""
        has_begun = self.from_date is None or self.from_date <= day
        return has_begun and (self.until_date is None or self.until_date >= day)


@dataclass(frozen=True)
class Overlap:
    """Several parties for one class at one place."""

    category: int | None
    place_path: str
    duties: tuple[Duty, ...]


def named(duties: Iterable[Duty], *, line: Sequence[int], place_path: str) -> list[Duty]:
    """All that cover a class (its line from the finest up) at a place, the surest first."""
    fitting = [
        duty
        for duty in duties
        if place_path.startswith(duty.place_path)
        and (duty.category is None or duty.category in line)
    ]
    return sorted(fitting, key=lambda duty: (*_distance(duty, line), duty.id))


def answering(duties: Iterable[Duty], *, line: Sequence[int], place_path: str) -> list[Duty]:
    """Who answers: one party, several where the list overlaps, none where it has a gap."""
    fitting = named(duties, line=line, place_path=place_path)
    return [duty for duty in fitting if _distance(duty, line) == _distance(fitting[0], line)]


def overlaps(duties: Iterable[Duty]) -> list[Overlap]:
    """Where the same class at the same place is given to more than one party."""
    grouped: dict[tuple[str, int], list[Duty]] = defaultdict(list)
    for duty in duties:
        grouped[(duty.place_path, duty.category or 0)].append(duty)
    return [
        Overlap(category or None, path, tuple(sorted(alike, key=lambda duty: duty.id)))
        for (path, category), alike in sorted(grouped.items())
        if len({duty.party for duty in alike}) > 1
    ]


def gaps(
    duties: Iterable[Duty], *, lines: Iterable[Sequence[int]], place_path: str
) -> list[Sequence[int]]:
    """The classes for which nobody stands in the list at a place, each with its line."""
    covering = [duty for duty in duties if place_path.startswith(duty.place_path)]
    return [line for line in lines if not named(covering, line=line, place_path=place_path)]


def _distance(duty: Duty, line: Sequence[int]) -> tuple[int, int]:
    coarseness = line.index(duty.category) if duty.category in line else len(line)
    return (-len(duty.place_path), coarseness)
