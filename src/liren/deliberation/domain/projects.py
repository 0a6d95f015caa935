"""A budget to be shared: projects with their costs, and ballots. Money is in whole units."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from liren.core.errors import Invalid, sentence


class BallotsUnfit(Invalid):
    """The rule needs other ballots than these."""

    code = "deliberation.ballots_unfit"
    sentence = sentence("This rule needs ballots that tick projects; these give them points.")


@dataclass(frozen=True)
class Project:
    """One proposal that may be paid for; `cost` as staff have checked it."""

    key: str
    cost: int
    name: str = ""
    is_announced: bool | None = None  # whether somebody else announced it as a winner


@dataclass(frozen=True)
class Ballot:
    """What one voter ticked; with `points`, the points for each of them."""

    voter: str
    projects: tuple[str, ...]
    points: tuple[int, ...] = ()
    channel: str = ""


@dataclass(frozen=True)
class Instance:
    """Everything a rule needs. Raises `ValueError` where it contradicts itself."""

    budget: int
    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]

    def __post_init__(self) -> None:
        if self.budget <= 0:
            raise ValueError("a budget is more than nothing")
        if len(self.by_key) != len(self.projects):
            raise ValueError("a project stands twice")
        if any(project.cost <= 0 for project in self.projects):
            raise ValueError("a project costs more than nothing")
        for ballot in self.ballots:
            if len(set(ballot.projects)) != len(ballot.projects):
                raise ValueError(f"ballot {ballot.voter} ticks a project twice")
            if unknown := set(ballot.projects) - self.by_key.keys():
                raise ValueError(f"ballot {ballot.voter} ticks {', '.join(sorted(unknown))}")

    @cached_property
    def by_key(self) -> dict[str, Project]:
        """The projects by their keys."""
        return {project.key: project for project in self.projects}

    @cached_property
    def votes(self) -> dict[str, int]:
        """How many voters ticked each project."""
        found = dict.fromkeys(self.by_key, 0)
        for ballot in self.ballots:
            for key in ballot.projects:
                found[key] += 1
        return found

    @cached_property
    def points(self) -> dict[str, int]:
        """Points of each project; a tick is one point."""
        found = dict.fromkeys(self.by_key, 0)
        for ballot in self.ballots:
            points = ballot.points or (1,) * len(ballot.projects)
            for key, value in zip(ballot.projects, points, strict=True):
                found[key] += value
        return found

    @property
    def has_points(self) -> bool:
        """Whether any ballot ranks or weighs its projects."""
        return any(ballot.points for ballot in self.ballots)

    def cost_of(self, keys: Iterable[str]) -> int:
        """What these cost together."""
        return sum(self.by_key[key].cost for key in keys)

    def share_with(self, keys: Iterable[str]) -> float:
        """The share of voters who ticked at least one of these, 0 to 1."""
        won = set(keys)
        served = sum(not won.isdisjoint(ballot.projects) for ballot in self.ballots)
        return served / len(self.ballots) if self.ballots else 0.0
