"""The count: one pure function from roll, ballots, matter and profile to an explained result.

Areas are integers of 0.01 m², shares are compared by multiplication, so nothing is rounded
anywhere. The result does not depend on the order in which ballots are handed over, only on their
numbers of receipt.

Owners who do not take part: the Civil Code is silent. A clause of the owners' own rules (`Clause`)
is off by default; where one is set and its conditions are proven, the result is given twice, with
and without the silent heads, and says whether it depends on them. Silence is never a ballot.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .ballots import Accepted, Ballot, Choice, Rejected, admit
from .matters import Bar, Basis, Matter
from .profiles import Clause, Profile, SilenceEffect
from .roll import Head, Heads, Roll, heads_of


@dataclass(frozen=True)
class Weight:
    """Heads, and area in 0.01 m²; the area of residents' votes is 0."""

    heads: int = 0
    area: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.heads + other.heads, self.area + other.area)


class Measure(StrEnum):
    """What is put against its whole."""

    HEADS = "heads"
    AREA = "area"


@dataclass(frozen=True)
class Trial:
    """One test with all that is needed to check it by hand: part of whole against the bar."""

    measure: Measure
    part: int
    whole: int
    bar: Bar

    @property
    def is_met(self) -> bool:
        """Whether the part is enough."""
        return self.bar.is_met(self.part, self.whole)

    @property
    def needed(self) -> int:
        """The least part that would have been enough."""
        return self.bar.needed(self.whole)


@dataclass(frozen=True)
class Verdict:
    """Both quorums and both majorities; residents' votes have one of each."""

    quorum: tuple[Trial, ...]
    approval: tuple[Trial, ...]

    @property
    def is_quorate(self) -> bool:
        """Whether enough took part."""
        return all(trial.is_met for trial in self.quorum)

    @property
    def is_passed(self) -> bool:
        """Whether it is decided; without a quorum nothing is."""
        return self.is_quorate and all(trial.is_met for trial in self.approval)


@dataclass(frozen=True)
class Totals:
    """What is judged: everybody, those who took part, and what was chosen (choice or name)."""

    everybody: Weight
    taking_part: Weight
    chosen: Mapping[str, Weight]

    def of(self, choice: str) -> Weight:
        """The weight behind a choice or a candidate."""
        return self.chosen.get(choice, Weight())


@dataclass(frozen=True)
class Standing:
    """How a candidate did: rank 1 is the first; those equal by heads and area share a rank."""

    candidate: str
    votes: Weight
    approval: tuple[Trial, ...]
    rank: int
    is_elected: bool = False
    is_tied: bool = False  # as many equals as seats left: a run-off or the lot decides

    @property
    def is_approved(self) -> bool:
        """Whether enough of those taking part ticked the name."""
        return all(trial.is_met for trial in self.approval)


@dataclass(frozen=True)
class Outcome:
    """What totals come to: for a question its verdict, for an election also the standings."""

    totals: Totals
    verdict: Verdict
    standings: tuple[Standing, ...] = ()

    @property
    def elected(self) -> tuple[str, ...]:
        """The elected, first the first."""
        return tuple(s.candidate for s in self.standings if s.is_elected)

    @property
    def has_passed(self) -> bool:
        """Whether the question is decided, or at least one seat filled."""
        return bool(self.elected) if self.standings else self.verdict.is_passed

    @property
    def decision(self) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
        """What two outcomes must share to be the same decision."""
        tied = tuple(s.candidate for s in self.standings if s.is_tied)
        return self.has_passed, self.elected, tied


@dataclass(frozen=True)
class Silence:
    """The heads that a "not returned" clause adds, and what comes of it."""

    clause: Clause
    heads: tuple[Head, ...]
    joined: Choice | None  # the majority they were put to; None: they only take part
    outcome: Outcome
    is_decisive: bool


@dataclass(frozen=True)
class Result:
    """The explained result. `outcome` is of ballots alone; `silence` only where a clause holds."""

    matter: Matter
    heads: Heads
    outcome: Outcome
    accepted: tuple[Accepted, ...]
    rejected: tuple[Rejected, ...]
    silence: Silence | None = None

    @property
    def totals(self) -> Totals:
        """The totals of the ballots."""
        return self.outcome.totals

    @property
    def has_passed(self) -> bool:
        """What is decided, with the silent where the owners' rules say so."""
        return (self.silence.outcome if self.silence else self.outcome).has_passed


def count(roll: Roll, ballots: Iterable[Ballot], matter: Matter, profile: Profile) -> Result:
    """Count the ballots of one matter.

    Pure: the same values give the same result on every machine. Exact: integers only.
    """
    heads = heads_of(roll, matter.basis, profile)
    accepted: list[Accepted] = []
    rejected: list[Rejected] = []
    for judged in admit(ballots, heads, matter, profile):
        if isinstance(judged, Accepted):
            accepted.append(judged)
        else:
            rejected.append(judged)
    totals = _totals(heads, accepted)
    outcome = judge(totals, matter)
    silent = _silent(heads, accepted, rejected, roll.delivered)
    return Result(
        matter=matter,
        heads=heads,
        outcome=outcome,
        accepted=tuple(accepted),
        rejected=tuple(rejected),
        silence=hear_silence(outcome, silent, matter, profile.clause),
    )


def judge(totals: Totals, matter: Matter) -> Outcome:
    """Put totals to the test, and rank the candidates of an election."""
    verdict = Verdict(
        _trials(totals.taking_part, totals.everybody, matter, matter.quorum),
        _trials(totals.of(Choice.AGREE), totals.taking_part, matter, matter.approval),
    )
    if not matter.is_election:
        return Outcome(totals, verdict)
    verdict = Verdict(verdict.quorum, ())
    return Outcome(totals, verdict, _standings(totals, matter, verdict.is_quorate))


def hear_silence(
    outcome: Outcome, silent: Sequence[Head], matter: Matter, clause: Clause | None
) -> Silence | None:
    """The result with the silent heads; None unless the clause and its warning are both there."""
    if clause is None or not _holds(clause, matter):
        return None
    totals, added = outcome.totals, sum(map(weight_of, silent), Weight())
    joined = _majority(totals) if clause.effect is SilenceEffect.WITH_MAJORITY else None
    chosen = dict(totals.chosen)
    if joined is not None:
        chosen[joined] = chosen[joined] + added
    heard = judge(Totals(totals.everybody, totals.taking_part + added, chosen), matter)
    is_decisive = heard.decision != outcome.decision
    return Silence(clause, tuple(silent), joined, heard, is_decisive)


def weight_of(head: Head) -> Weight:
    """One head, with its area."""
    return Weight(1, head.area)


def _holds(clause: Clause, matter: Matter) -> bool:
    return bool(clause.text.strip() and clause.adopted_date and matter.is_silence_explained)


def _totals(heads: Heads, accepted: Iterable[Accepted]) -> Totals:
    taking_part = Weight()
    chosen: dict[str, Weight] = defaultdict(Weight)
    for vote in accepted:
        own = weight_of(vote.head)
        taking_part += own
        for name in vote.ballot.picks or {vote.ballot.choice}:
            chosen[name] += own
    return Totals(Weight(len(heads.all), heads.area), taking_part, dict(chosen))


def _trials(part: Weight, whole: Weight, matter: Matter, bar: Bar) -> tuple[Trial, ...]:
    heads = Trial(Measure.HEADS, part.heads, whole.heads, bar)
    if matter.basis is not Basis.OWNERS:
        return (heads,)
    return Trial(Measure.AREA, part.area, whole.area, bar), heads


def _standings(totals: Totals, matter: Matter, is_quorate: bool) -> tuple[Standing, ...]:
    """Rank by heads, then by area; those equal in both share a rank, and the last seats wait."""

    def order(name: str) -> tuple[int, int]:
        votes = totals.of(name)
        return -votes.heads, -votes.area

    ranked = sorted(matter.candidates, key=order)
    found = [
        Standing(
            name,
            totals.of(name),
            _trials(totals.of(name), totals.taking_part, matter, matter.approval),
            rank=1 + sum(order(other) < order(name) for other in ranked),
        )
        for name in ranked
    ]
    if not is_quorate:
        return tuple(found)
    approved = [s for s in found if s.is_approved]
    return tuple(_seated(s, approved, matter.seats) for s in found)


def _seated(standing: Standing, approved: list[Standing], seats: int) -> Standing:
    if not standing.is_approved:
        return standing
    before = sum(s.rank < standing.rank for s in approved)
    equals = sum(s.rank == standing.rank for s in approved)
    has_seat = before + equals <= seats
    return Standing(
        standing.candidate,
        standing.votes,
        standing.approval,
        standing.rank,
        is_elected=has_seat,
        is_tied=not has_seat and before < seats,
    )


def _silent(
    heads: Heads,
    accepted: Iterable[Accepted],
    rejected: Iterable[Rejected],
    delivered: frozenset[str],
) -> list[Head]:
    """Heads of which nothing came back although delivery to each owner is proven."""
    heard = {vote.head.key for vote in accepted}
    # A ballot that was voided came back too: two officers cannot make a yes of somebody's no.
    heard |= {r.head.key for r in rejected if r.head is not None}
    return [
        head
        for head in heads.all
        if head.key not in heard and head.owners and head.owners | head.others <= delivered
    ]


def _majority(totals: Totals) -> Choice | None:
    """What most of the returned ballots say by heads and by area both; else there is none."""
    for choice in (Choice.AGREE, Choice.OPPOSE, Choice.ABSTAIN):
        own = totals.of(choice)
        rest = [w for name, w in totals.chosen.items() if name != choice]
        has_area = totals.everybody.area > 0
        if own.heads and all(
            own.heads > w.heads and (own.area > w.area or not has_area) for w in rest
        ):
            return choice
    return None
