"""每月一题: which repeated matters deserve a plan, and whether a plan helped.

Counts are compared with the window just before, of the same length. Whether a difference is more
than chance is asked of the exact binomial test for two Poisson counts: when n reports fall on two
equal windows by chance alone, each falls on either with one half (Przyborowski and Wilenski, 1940).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import comb

WINDOW = timedelta(days=60)
FEWEST_CASES = 3
FEWEST_PEOPLE = 2
MOST_OF_THE_WHOLE = 0.7  # one compound with more than that is the matter itself
SURE = 0.05
FEWEST_TO_JUDGE = 10  # below this no test of two counts can say much


@dataclass(frozen=True)
class Reported:
    """One case as far as repetition is concerned."""

    category: int
    area: str  # the path of the compound, else of the grid or community
    community: str
    home: str  # the path of building, unit or home that it is about
    at: datetime
    voices: int
    reporters: frozenset[str]  # who said it, as far as that is known; indexes, never numbers


class Trend(StrEnum):
    """What two counts allow us to say."""

    NOTHING_BEFORE = "nothing_before"
    TOO_FEW = "too_few"
    CHANCE = "chance"
    MORE = "more"
    FEWER = "fewer"


@dataclass(frozen=True)
class Comparison:
    """A count, the count of the window before, and what may honestly be said of them.

    Where the records do not reach back over that window there is no count of it.
    """

    count: int
    before: int | None

    @property
    def chance(self) -> float:
        """How often chance alone would make a difference at least as large."""
        return 1.0 if self.before is None else two_sided(self.count, self.before)

    @property
    def trend(self) -> Trend:
        """More, fewer, perhaps chance, too few to say, or nothing to compare with."""
        if self.before is None:
            return Trend.NOTHING_BEFORE
        if self.count + self.before < FEWEST_TO_JUDGE:
            return Trend.TOO_FEW
        if self.chance > SURE:
            return Trend.CHANCE
        return Trend.MORE if self.count > self.before else Trend.FEWER


def two_sided(first: int, second: int) -> float:
    """The exact two-sided p of an even split of first + second."""
    total, least = first + second, min(first, second)
    tail: float = sum(comb(total, k) for k in range(least + 1)) / 2**total if total else 1.0
    return min(1.0, 2 * tail)


class Reason(StrEnum):
    """Why a matter is proposed."""

    REPEATED = "repeated"
    MORE_THAN_BEFORE = "more_than_before"
    MANY_HOMES = "many_homes"
    STAYED = "stayed"  # as many as before: it does not go away by itself
    SPREAD = "spread"  # in several compounds


@dataclass(frozen=True)
class Proposal:
    """A class at a place that comes back, with its counts and why it is proposed."""

    category: int
    area: str
    compared: Comparison
    voices: int
    homes: int
    people: int  # known by account or number
    unnamed: int  # cases of whose reporter nothing is known; they may be one and the same
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def weight(self) -> tuple[int, int, int]:
        """What stands first: many different people, then many cases, then growth."""
        return (
            self.people + self.unnamed,
            self.compared.count,
            self.compared.count - (self.compared.before or 0),
        )


def propose(
    cases: Iterable[Reported], *, until: datetime, since: Mapping[str, datetime]
) -> list[Proposal]:
    """Classes that come back at one compound, or all over a community; the weightiest first.

    `since` says from when on each community has records.
    """
    groups: dict[tuple[int, str], list[Reported]] = defaultdict(list)
    for case in cases:
        if until - 2 * WINDOW <= case.at < until:
            groups[case.category, case.area].append(case)
            if case.area != case.community:
                groups[case.category, case.community].append(case)
    found = [
        _proposal(key, rows, until, reaches_back(since.get(rows[0].community), until - 2 * WINDOW))
        for key, rows in groups.items()
        if not _is_one_area(key, rows)
    ]
    worth = [
        p
        for p in found
        if p.compared.count >= FEWEST_CASES and p.people + p.unnamed >= FEWEST_PEOPLE
    ]
    return sorted(worth, key=lambda one: (one.weight, one.area, one.category), reverse=True)


def reaches_back(since: datetime | None, start: datetime) -> bool:
    """Whether records that begin then can be counted from a moment on."""
    return since is not None and since <= start


def _is_one_area(key: tuple[int, str], rows: Sequence[Reported]) -> bool:
    """A community's matter that is really one compound's stands there and not twice."""
    if key[1] != rows[0].community:
        return False
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.area] += 1
    inside = {area: count for area, count in counts.items() if area != key[1]}
    return bool(inside) and max(inside.values()) >= MOST_OF_THE_WHOLE * len(rows)


def _proposal(
    key: tuple[int, str], rows: Sequence[Reported], until: datetime, is_known_before: bool
) -> Proposal:
    now = [row for row in rows if row.at >= until - WINDOW]
    compared = Comparison(len(now), len(rows) - len(now) if is_known_before else None)
    homes = {row.home for row in now}
    known = {reporter for row in now for reporter in row.reporters}
    proposal = Proposal(
        category=key[0],
        area=key[1],
        compared=compared,
        voices=sum(row.voices for row in now),
        homes=len(homes),
        people=len(known),
        unnamed=sum(not row.reporters for row in now),
    )
    return replace(proposal, reasons=tuple(_reasons(proposal, len({row.area for row in now}))))


def _reasons(proposal: Proposal, areas: int) -> Iterator[Reason]:
    yield Reason.REPEATED
    if proposal.compared.trend is Trend.MORE:
        yield Reason.MORE_THAN_BEFORE
    elif (proposal.compared.before or 0) >= FEWEST_CASES:
        yield Reason.STAYED
    if proposal.homes >= FEWEST_CASES:
        yield Reason.MANY_HOMES
    if areas > 1:
        yield Reason.SPREAD


@dataclass(frozen=True)
class Effect:
    """As many days after the plan as before it, compared; `days` is how many have passed."""

    compared: Comparison
    days: int
    is_final: bool


def effect(
    times: Iterable[datetime],
    *,
    chosen_at: datetime,
    done_at: datetime,
    now: datetime,
    since: datetime | None,
) -> Effect | None:
    """What changed: the days after the last measure against as many before the choice.

    What came while the plan was carried out belongs to neither side. Nothing can be said on the
    first day, nor compared with days before the records begin (`since`).
    """
    days = min(WINDOW, now - done_at) // timedelta(days=1)
    if days < 1:
        return None
    length = timedelta(days=days)
    moments = list(times)
    before = sum(chosen_at - length <= at < chosen_at for at in moments)
    after = sum(done_at <= at < done_at + length for at in moments)
    known = before if reaches_back(since, chosen_at - length) else None
    return Effect(Comparison(after, known), days, is_final=length >= WINDOW)
