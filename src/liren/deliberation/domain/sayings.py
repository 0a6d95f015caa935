"""What each group says, and what unites all of them.

After Polis (see `groups`). For a statement and a group with n votes on it, s of them agreeing:

- p = (s + 1) / (n + 2), the share who agree, pulled towards one half where few have voted;
- z = 2 √(n + 1) ((s + 1) / (n + 1) − 1/2), whether that is more than half (one proportion);
- r = p / p of all others, and z₂ of the two proportions, whether the group says it more than they.

The same for disagreeing. Both z must pass 1.2816 (90 %, one-sided). The strength p · z · r · z₂
ranks. What *most* say is of all participants together, ranked by p · z (Polis calls it consensus).
What *unites* is only what more than half say in every group: a large group alone unites nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from .groups import Grouping
from .opinions import AGREE, DISAGREE, UNSEEN, Opinions

CERTAIN = 1.2816
MOST_SAYINGS = 5
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Saying:
    """A statement with how it is answered: share (0 to 1) of how many votes, and its strength."""

    statement: int
    is_agreed: bool
    share: float
    votes: int
    strength: float


@dataclass(frozen=True)
class Sayings:
    """What each group says, by its number; what unites all of them; what most say."""

    groups: tuple[tuple[Saying, ...], ...] = ()
    consensus: tuple[Saying, ...] = ()
    most: tuple[Saying, ...] = ()


@dataclass(frozen=True)
class _Counts:
    """How many said one thing of a statement, of how many votes."""

    said: int
    votes: int

    @property
    def share(self) -> float:
        return (self.said + 1) / (self.votes + 2)

    @property
    def z(self) -> float:
        return 2 * sqrt(self.votes + 1) * ((self.said + 1) / (self.votes + 1) - 0.5)

    def z_against(self, other: "_Counts") -> float:
        """Two proportions with one added to each count (Polis); 0 where nothing differs."""
        said, votes = self.said + 1, self.votes + 1
        other_said, other_votes = other.said + 1, other.votes + 1
        pooled = (said + other_said) / (votes + other_votes)
        spread = pooled * (1 - pooled) * (1 / votes + 1 / other_votes)
        return 0.0 if spread <= 0 else (said / votes - other_said / other_votes) / sqrt(spread)


def sayings_of(opinions: Opinions, grouping: Grouping) -> Sayings:
    """Return what each group says more than the others, what unites all, and what most say."""
    members = [_rows(opinions, grouping, group) for group in range(grouping.k)]
    if not members:
        return Sayings()
    most = list(_said_by_most(opinions, members))
    return Sayings(
        groups=tuple(_of_group(opinions, rows, members) for rows in members),
        consensus=_both_ways([saying for saying, least in most if least > 0.5]),
        most=_both_ways([saying for saying, _ in most]),
    )


def _rows(opinions: Opinions, grouping: Grouping, group: int) -> Rows:
    return np.array([grouping.groups.get(person) == group for person in opinions.participants])


def _count(opinions: Opinions, rows: Rows, column: int, answer: int) -> _Counts:
    votes = opinions.table[rows, column]
    return _Counts(int((votes == answer).sum()), int((votes != UNSEEN).sum()))


def _of_group(opinions: Opinions, rows: Rows, members: list[Rows]) -> tuple[Saying, ...]:
    others = np.logical_or.reduce(members) & ~rows
    found = []
    for column, statement in enumerate(opinions.statements):
        for answer in (AGREE, DISAGREE):
            own = _count(opinions, rows, column, answer)
            other = _count(opinions, others, column, answer)
            more = own.z_against(other)
            if own.z > CERTAIN and more > CERTAIN:
                strength = own.share * own.z * (own.share / other.share) * more
                is_agreed = answer == AGREE
                found.append(Saying(statement, is_agreed, own.share, own.votes, strength))
    return _strongest(found)


def _said_by_most(opinions: Opinions, members: list[Rows]) -> Iterator[tuple[Saying, float]]:
    """What more than half say, each with the least share in any group."""
    everybody = np.logical_or.reduce(members)
    for column, statement in enumerate(opinions.statements):
        for answer in (AGREE, DISAGREE):
            own = _count(opinions, everybody, column, answer)
            if own.z > CERTAIN:
                shares = [_count(opinions, rows, column, answer).share for rows in members]
                strength = own.share * own.z
                saying = Saying(statement, answer == AGREE, own.share, own.votes, strength)
                yield saying, min(shares)


def _both_ways(found: list[Saying]) -> tuple[Saying, ...]:
    """The strongest that are agreed with, then the strongest that are not."""
    agreed = [saying for saying in found if saying.is_agreed]
    return _strongest(agreed) + _strongest([saying for saying in found if not saying.is_agreed])


def _strongest(found: list[Saying]) -> tuple[Saying, ...]:
    ranked = sorted(found, key=lambda saying: (-saying.strength, saying.statement))
    return tuple(ranked[:MOST_SAYINGS])
