"""The Method of Equal Shares, completed by raising each voter's share.

Peters, Pierczyński and Skowron, "Proportional participatory budgeting with additive utilities",
NeurIPS 2021; a ticked project is worth its cost to whoever ticked it. Every voter has the same
share of the budget. Again and again that project is paid for whose supporters pay the least for
each unit of its cost: all pay the same price p, and who has less gives what is left. With balances
b, p is the least number with Σ min(b, p) = cost, over the supporters; ρ = p / cost, and 1 / ρ is
the number of votes it is as good as. A project whose supporters have less than its cost together
is out. Then every share is raised by one unit and all begins anew, until the budget would be
overrun; the last outcome before that stands (completion "add1", stopped on the first overrun).

**Exact.** Prices are fractions. Floating point only says which projects need no second look. A
balance is the share less at most a thousand exact prices, each rounded once, so it is off by less
than `MARGIN` shares (a thousand times 2⁻⁵³ is a ninth of it). That moves F(p) = Σ min(b, p) by less
than n · `MARGIN` shares over n supporters, and p by as much divided by r, the number of those who
can pay p and a little more (`NEAR`), because F rises by at least r there. Where two ρ are nearer
than that, where r is too small, or where it is not clear whether the money suffices, fractions
decide. So rounding cannot change a winner, nor a tie.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import lcm
from operator import mul

import numpy as np
import numpy.typing as npt

from .budget import Award, Loss, Precedence, Rule, Tie, WhyNot, hopeless, settle
from .projects import BallotsUnfit, Instance
from .raising import unchanged_below

MARGIN = 1e-12
NEAR = 1e-9
MOST_PROJECTS = 1000
CALM = 8  # raises that changed nothing, before it is worth asking how many more will not
Voters = npt.NDArray[np.intp]


def equal_shares(instance: Instance, *, lot: Sequence[str] = ()) -> Award:
    """Share the budget equally among voters; raises `BallotsUnfit` for ballots with points."""
    if instance.has_points:
        raise BallotsUnfit
    if len(instance.projects) > MOST_PROJECTS:
        raise ValueError(f"{MOST_PROJECTS} projects are the most")
    return settle(_completed, instance, lot)


def _completed(instance: Instance, precedence: Precedence) -> Award:
    """Raise the shares one by one; the last outcome that the budget bears stands."""
    lost = {p.key: why for p in instance.projects if (why := hopeless(instance, p))}
    voters_of = _voters_of(instance, lost)
    if not voters_of:
        return Award(Rule.EQUAL_SHARES, (), 0, lost, share=0)
    share = max(instance.budget // len(instance.ballots), _harmless(instance, voters_of))
    run = _raised(_Run(instance, voters_of, share, precedence).finish())
    for key in voters_of.keys() - set(run.bought):
        votes, cost = instance.votes[key], instance.by_key[key].cost
        lost[key] = Loss(WhyNot.NOT_CARRIED, votes, cost, run.held_by(key))
    cost = instance.cost_of(run.bought)
    ties = tuple(run.ties)
    return Award(Rule.EQUAL_SHARES, tuple(run.bought), cost, lost, ties, share=run.share)


def _raised(run: "_Run") -> "_Run":
    """The last run before the first that overruns the budget, or that buys everything.

    Where nothing has changed for a while, raises that cannot change anything are passed over.
    """
    calm, patience = 0, CALM
    while len(run.bought) < len(run.voters_of):
        step = run.unchanged_below() if calm >= patience else 1
        if calm >= patience and step == 1:  # it was not worth looking
            calm, patience = 0, min(2 * patience, 8 * CALM)
        raised = run.with_share(run.share + step)
        if run.instance.cost_of(raised.bought) > run.instance.budget:
            return run if step == 1 else run.with_share(raised.share - 1)
        calm = calm + 1 if raised.bought == run.bought else 0
        run = raised
    return run


def _voters_of(instance: Instance, lost: dict[str, Loss]) -> dict[str, Voters]:
    found: dict[str, list[int]] = {p.key: [] for p in instance.projects if p.key not in lost}
    for voter, ballot in enumerate(instance.ballots):
        for key in ballot.projects:
            if key in found:
                found[key].append(voter)
    return {key: np.array(voters, dtype=np.intp) for key, voters in found.items()}


def _harmless(instance: Instance, voters_of: dict[str, Voters]) -> int:
    """The largest share that cannot overrun the budget whatever is bought.

    A project is bought only if its supporters have its cost together. While all that could be
    bought costs no more than the budget, the runs need not be made: none of them is the last.
    """
    least = sorted((-(-instance.by_key[key].cost // len(v)), key) for key, v in voters_of.items())
    total = 0
    for share, key in least:
        total += instance.by_key[key].cost
        if total > instance.budget:
            return share - 1
    return least[-1][0]


@dataclass(frozen=True)
class _Price:
    """What supporters would pay: about this much, within `error`; exact where it is known."""

    about: float
    error: float
    exact: Fraction | None = None


@dataclass
class _Run:
    """One run with a fixed share for everybody."""

    instance: Instance
    voters_of: dict[str, Voters]
    share: int
    precedence: Precedence
    bought: list[str] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    prices: list[int] = field(default_factory=list)  # over `unit`, so that sums are of integers
    unit: int = 1

    def __post_init__(self) -> None:
        count = len(self.instance.ballots)
        self.balances = np.full(count, float(self.share))
        self.has_money = np.ones(count, dtype=np.int64)
        # Which purchases each voter paid in full: an exact balance is the share less their prices.
        self.paid = np.zeros((count, len(self.voters_of)), dtype=bool)

    def with_share(self, share: int) -> "_Run":
        """The same with another share for everybody."""
        return _Run(self.instance, self.voters_of, share, self.precedence).finish()

    def unchanged_below(self) -> int:
        """The least raise that could change anything."""
        costs = {key: project.cost for key, project in self.instance.by_key.items()}
        paid = [price / self.unit for price in self.prices]
        bought = list(zip(self.bought, paid, strict=True))
        return unchanged_below(self.share, self.voters_of, costs, bought)

    def finish(self) -> "_Run":
        """Buy until nothing can be paid for."""
        # A price never falls while money is spent, so the last ρ known is a lower bound.
        waiting = [(1 / len(voters), key) for key, voters in self.voters_of.items()]
        heapify(waiting)
        while waiting:
            fresh = self._nearest(waiting)
            if not fresh:
                break
            key = self._cheapest(fresh)
            for other, price in fresh.items():
                if other != key:
                    heappush(waiting, (self._bound(other, price), other))
            self._buy(key, fresh[key])
        return self

    def held_by(self, key: str) -> Fraction:
        """What the supporters of a project have left together, exactly."""
        return self._sum(self.voters_of[key])

    def _nearest(self, waiting: list[tuple[float, str]]) -> dict[str, _Price]:
        """Price those at the front, until no other could be as cheap; out with the unaffordable."""
        fresh: dict[str, _Price] = {}
        best = np.inf
        while waiting and waiting[0][0] <= best:
            _, key = heappop(waiting)
            if (price := self._price(key)) is not None:
                fresh[key] = price
                cost = self.instance.by_key[key].cost
                best = min(best, (price.about + price.error) / cost * (1 + MARGIN))
        return fresh

    def _bound(self, key: str, price: _Price) -> float:
        return (price.about - price.error) / self.instance.by_key[key].cost * (1 - MARGIN)

    def _cheapest(self, fresh: dict[str, _Price]) -> str:
        """The one with the least ρ; exact fractions decide between those that are too near."""
        if len(fresh) == 1:
            return next(iter(fresh))
        costs = self.instance.by_key
        most = min((p.about + p.error) / costs[key].cost for key, p in fresh.items())
        near = [key for key, p in fresh.items() if self._bound(key, p) <= most]
        if len(near) == 1:
            return near[0]
        ratios = {key: self._exact(key, fresh[key]) / costs[key].cost for key in near}
        least = min(ratios.values())
        equal = [key for key in near if ratios[key] == least]
        if len(equal) == 1:
            return equal[0]
        self.ties.append(tie := self.precedence.choose(equal))
        return tie.taken

    def _price(self, key: str) -> _Price | None:
        """What supporters would pay; None when they have less than the cost together."""
        voters, cost = self.voters_of[key], self.instance.by_key[key].cost
        held, count, margin = self.balances[voters], len(voters), MARGIN * self.share
        price = cost / count
        if held.min() > price + margin:  # nobody is short, so balances do not matter
            return _Price(price, price * MARGIN, Fraction(cost, count))
        total = float(held.sum())
        if total < cost - count * margin:
            return None
        if total <= cost + count * margin and self._sum(voters) < cost:
            return None
        able = count
        while True:
            is_short = held < price
            short = int(is_short.sum())
            # Only more can be short of a higher price; that fewer are is rounding, and no news.
            if count - short >= able or short == count:
                break
            able = count - short
            price = (cost - float(held[is_short].sum())) / able
        able = int((held > price + NEAR * self.share).sum())
        if able and count * margin / able < NEAR * self.share / 2:
            return _Price(price, count * margin / able)
        exact = self._exact_price(voters, cost, price)
        return _Price(float(exact), float(exact) * MARGIN, exact)

    def _exact(self, key: str, price: _Price) -> Fraction:
        if price.exact is not None:
            return price.exact
        return self._exact_price(self.voters_of[key], self.instance.by_key[key].cost, price.about)

    def _exact_price(self, voters: Voters, cost: int, about: float) -> Fraction:
        """The least p with Σ min(b, p) = cost.

        From below: while all who are held to be short are so, the price that follows is too low or
        right, and whoever has less than that is short as well.
        """
        is_short = self.balances[voters] < about - 1000 * NEAR * self.share
        while True:
            price = (cost - self._sum(voters[is_short])) / int((~is_short).sum())
            more = ~is_short & self._is_less(voters, price)
            if not more.any():
                return price
            is_short |= more

    def _is_less(self, voters: Voters, price: Fraction) -> npt.NDArray[np.bool_]:
        """Who has less than a price; fractions decide where floating point cannot."""
        gap = self.balances[voters] - float(price)
        found: npt.NDArray[np.bool_] = gap < 0
        for at in np.flatnonzero(np.abs(gap) <= MARGIN * self.share):
            found[at] = self._sum(voters[at : at + 1]) < price
        return found

    def _buy(self, key: str, price: _Price) -> None:
        voters = self.voters_of[key]
        exact = self._exact(key, price)
        left = self.balances[voters] - float(exact)
        is_out = left < 0
        for at in np.flatnonzero(np.abs(left) <= MARGIN * self.share):
            is_out[at] = self._sum(voters[at : at + 1]) <= exact
        self.paid[voters[~is_out], len(self.bought)] = True
        self.paid[voters[is_out]] = False
        self.has_money[voters[is_out]] = 0
        self.balances[voters] = np.where(is_out, 0.0, left)
        self.bought.append(key)
        self._note(exact)

    def _note(self, price: Fraction) -> None:
        """Keep an exact price beside the others, all over one denominator."""
        unit = lcm(self.unit, price.denominator)
        factor, self.unit = unit // self.unit, unit
        self.prices = [known * factor for known in self.prices]
        self.prices.append(price.numerator * (unit // price.denominator))

    def _sum(self, voters: Voters) -> Fraction:
        """The exact balances of these voters together."""
        shares = int(self.has_money[voters].sum()) * self.share
        counts = self.paid[voters, : len(self.prices)].sum(axis=0).tolist()
        return Fraction(shares * self.unit - sum(map(mul, counts, self.prices)), self.unit)
