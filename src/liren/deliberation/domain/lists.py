"""打钩: a list in an order of everybody's own, and what most homes ticked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from liren.core.errors import Invalid, sentence


class TooManyTicks(Invalid):
    """More than was agreed."""

    code: ClassVar[str] = "deliberation.too_many_ticks"
    sentence: ClassVar[str] = sentence("{ticked} are ticked, and {most} at most are possible.")


class NothingTicked(Invalid):
    """A ballot says something."""

    code: ClassVar[str] = "deliberation.nothing_ticked"
    sentence: ClassVar[str] = sentence("Please tick at least one.")


class OverBudget(Invalid):
    """More than there is money for."""

    code: ClassVar[str] = "deliberation.over_budget"
    sentence: ClassVar[str] = sentence(
        "What you ticked costs {cost} yuan together, and there are {budget}. Leave something out."
    )


class UnknownTick(Invalid):
    """Something that does not stand on the list."""

    code: ClassVar[str] = "deliberation.unknown_tick"
    sentence: ClassVar[str] = sentence("One of these is not on the list. Please look at it again.")


@dataclass(frozen=True)
class Paper:
    """What can be ticked, and how much of it: up to `most`, or within a budget."""

    keys: Collection[str]
    most: int = 0
    budget: int = 0
    costs: Mapping[str, int] | None = None


def check_ticks(ticks: Sequence[str], paper: Paper) -> None:
    """Refuse what a person can still mend while they hold the pen."""
    if not ticks:
        raise NothingTicked
    if set(ticks) - set(paper.keys) or len(set(ticks)) != len(ticks):
        raise UnknownTick
    if paper.most and len(ticks) > paper.most:
        raise TooManyTicks(ticked=len(ticks), most=paper.most)
    cost = sum((paper.costs or {}).get(key, 0) for key in ticks)
    if paper.budget and cost > paper.budget:
        raise OverBudget(cost=cost, budget=paper.budget)


def shuffled(keys: Iterable[str], *, topic: int, person: int) -> list[str]:
    """The order in which one person sees a list: always the same, and for nobody else."""
    return sorted(keys, key=lambda key: sha256(f"{topic}:{person}:{key}".encode()).digest())


@dataclass(frozen=True)
class Ranked:
    """One entry with the homes that ticked it; those with as many share a rank."""

    key: str
    homes: int
    rank: int


def ranked(ticks: Iterable[tuple[int, Collection[str]]], keys: Sequence[str]) -> list[Ranked]:
    """Entries by homes: several members of a home who tick the same thing count once."""
    homes: dict[str, set[int]] = {key: set() for key in keys}
    for home, chosen in ticks:
        for key in chosen:
            homes[key].add(home)
    counts = {key: len(found) for key, found in homes.items()}
    return [
        Ranked(key, counts[key], 1 + sum(other > counts[key] for other in counts.values()))
        for key in sorted(keys, key=lambda key: (-counts[key], list(keys).index(key)))
    ]
