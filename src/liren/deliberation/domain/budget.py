"""Who gets the money: what every rule answers, its ties, and the rule "most votes first".

A tie is broken by what was announced before the vote: more votes, then the lower cost, then the lot
where one was drawn. Projects alike in all of that are not told apart by the program: each is put
first and last in turn, and whatever wins in one order but not in another is `undecided` until the
lot is drawn.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from liren.core.errors import sentence

from .projects import Instance, Project

MOST_TRIALS = 32


class Rule(StrEnum):
    """The rules that may be chosen before the vote."""

    MOST_VOTES = "most-votes"
    EQUAL_SHARES = "equal-shares"


class BrokenBy(StrEnum):
    """What told tied projects apart; nothing, where only a lot could."""

    VOTES = "votes"
    COST = "cost"
    LOT = "lot"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Tie:
    """Projects that the rule found equal, the one taken first, and by what."""

    projects: tuple[str, ...]
    taken: str
    broken_by: BrokenBy


class WhyNot(StrEnum):
    """Why a project was not paid for."""

    NO_VOTES = "no_votes"
    TOO_DEAR = "too_dear"
    NOT_LEFT = "not_left"
    NOT_CARRIED = "not_carried"
    UNDECIDED = "undecided"


ANSWERS: Mapping[WhyNot, str] = MappingProxyType(
    {
        WhyNot.NO_VOTES: sentence("Nobody ticked it."),
        WhyNot.TOO_DEAR: sentence("It costs {cost}, more than the whole budget of {budget}."),
        WhyNot.NOT_LEFT: sentence(
            "When its turn came, {had} were left, and it costs {cost}: {missing} were missing."
        ),
        WhyNot.NOT_CARRIED: sentence(
            "The {votes} people who ticked it still had {had} of their shares together, and it "
            "costs {cost}: {missing} were missing. Had every share been raised once more, the "
            "budget would have been overrun."
        ),
        WhyNot.UNDECIDED: sentence("It is as good as another one. The lot decides between them."),
    }
)


@dataclass(frozen=True)
class Loss:
    """ "Why not mine" for one project, with the figures of its sentence; `had` is exact."""

    why: WhyNot
    votes: int
    cost: int
    had: Fraction = Fraction(0)

    @property
    def missing(self) -> Fraction:
        """What would have been enough."""
        return self.cost - self.had

    @property
    def answer(self) -> str:
        """The English message id of the sentence."""
        return ANSWERS[self.why]


@dataclass(frozen=True)
class Award:
    """What a rule decides, and why; winners in the order in which they were taken."""

    rule: Rule
    winners: tuple[str, ...]
    cost: int
    lost: Mapping[str, Loss]
    ties: tuple[Tie, ...] = ()
    undecided: tuple[str, ...] = ()
    share: int | None = None  # each voter's in the end, with equal shares


@dataclass(frozen=True)
class Precedence:
    """Tells projects apart that a rule finds equal."""

    instance: Instance
    lot: Sequence[str] = ()
    first: tuple[str, ...] = ()  # an order to be tried out
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        listed = [*self.first, *self.lot, *self.instance.by_key]
        places = {key: place for place, key in reversed(list(enumerate(listed)))}
        object.__setattr__(self, "_places", places)

    def order(self, key: str) -> tuple[int, int, int]:
        """Whichever has the least comes first."""
        return -self.instance.points[key], self.instance.by_key[key].cost, self._places[key]

    def choose(self, keys: Iterable[str]) -> Tie:
        """Take one of several equals, and say by what."""
        tied = tuple(sorted(keys, key=self.order))
        first, second = self.order(tied[0]), self.order(tied[1])
        if first[0] != second[0]:
            return Tie(tied, tied[0], BrokenBy.VOTES)
        if first[1] != second[1]:
            return Tie(tied, tied[0], BrokenBy.COST)
        is_drawn = {tied[0], tied[1]} <= set(self.lot)
        return Tie(tied, tied[0], BrokenBy.LOT if is_drawn else BrokenBy.NOTHING)


def most_votes(instance: Instance, *, lot: Sequence[str] = ()) -> Award:
    """Take the project with most votes (or points) while the money lasts; skip what is too dear."""
    return settle(_most_votes, instance, lot)


def settle(
    rule: Callable[[Instance, Precedence], Award], instance: Instance, lot: Sequence[str]
) -> Award:
    """Apply a rule, and try the other orders where it met equals that nothing told apart."""
    award = rule(instance, Precedence(instance, lot))
    trials = [Precedence(instance, lot, order) for order in _orders(instance, award.ties)]
    outcomes = [set(award.winners)]
    outcomes += [set(rule(instance, trial).winners) for trial in trials[:MOST_TRIALS]]
    sure, possible = set.intersection(*outcomes), set.union(*outcomes)
    if sure == possible:
        return award
    undecided = tuple(key for key in instance.by_key if key in possible - sure)
    winners = tuple(key for key in award.winners if key in sure)
    lost = {k: v for k, v in award.lost.items() if k not in possible} | {
        key: _loss(instance, key, WhyNot.UNDECIDED) for key in undecided
    }
    cost = instance.cost_of(winners)
    return replace(award, winners=winners, cost=cost, lost=lost, undecided=undecided)


def _orders(instance: Instance, ties: Iterable[Tie]) -> list[tuple[str, ...]]:
    """Each of those that nothing told apart, before the others and behind them."""
    found = []
    for tie in ties:
        if tie.broken_by is BrokenBy.NOTHING:
            taken = _worth(instance, tie.taken)
            alike = [key for key in tie.projects if _worth(instance, key) == taken]
            for key in alike:
                found += [(key,), (*(other for other in alike if other != key), key)]
    return list(dict.fromkeys(found))


def _worth(instance: Instance, key: str) -> tuple[int, int]:
    return instance.points[key], instance.by_key[key].cost


def _most_votes(instance: Instance, precedence: Precedence) -> Award:
    left, winners, lost, ties = instance.budget, list[str](), dict[str, Loss](), list[Tie]()
    ranked = sorted(instance.by_key, key=precedence.order)
    for place, key in enumerate(ranked):
        project = instance.by_key[key]
        if why := hopeless(instance, project):
            lost[key] = why
            continue
        equals = [k for k in ranked[place:] if instance.points[k] == instance.points[key]]
        fitting = [k for k in equals if instance.by_key[k].cost <= left]
        if len(fitting) > 1 and instance.cost_of(fitting) > left:
            ties.append(precedence.choose(fitting))
        if project.cost <= left:
            winners.append(key)
            left -= project.cost
        else:
            lost[key] = _loss(instance, key, WhyNot.NOT_LEFT, Fraction(left))
    cost = instance.cost_of(winners)
    return Award(Rule.MOST_VOTES, tuple(winners), cost, lost, tuple(ties))


def hopeless(instance: Instance, project: Project) -> Loss | None:
    """What no rule could pay for."""
    if not instance.points[project.key]:
        return _loss(instance, project.key, WhyNot.NO_VOTES)
    if project.cost > instance.budget:
        return _loss(instance, project.key, WhyNot.TOO_DEAR)
    return None


def _loss(instance: Instance, key: str, why: WhyNot, had: Fraction = Fraction(0)) -> Loss:
    return Loss(why, instance.votes[key], instance.by_key[key].cost, had)
