"""Meals: what somebody pays, what the kitchen has to know, and what the day came to."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

FEN_A_YUAN = 100
LONGEST_ALLERGY = 400  # also of two cards that were joined


class Diet(StrEnum):
    """What somebody eats."""

    USUAL = "usual"
    SOFT = "soft"
    LOW_SALT = "low_salt"
    LOW_SUGAR = "low_sugar"
    HALAL = "halal"
    VEGETARIAN = "vegetarian"


class Outcome(StrEnum):
    """What became of a meal at the door."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True)
class Share:
    """What the public pays of a meal, and by which label; none pays all of it."""

    fen: int
    why: str = ""


@dataclass(frozen=True)
class Ordered:
    """An order as the counting needs it."""

    outcome: str
    price: int
    subsidy: int
    is_cancelled: bool = False


@dataclass(frozen=True)
class Count:
    """What a day or a month came to; nobody writes these numbers down."""

    ordered: int = 0
    taken: int = 0
    not_taken: int = 0
    cancelled: int = 0
    paid: int = 0  # fen, by those who eat, for what was not cancelled
    subsidy: int = 0

    @property
    def waiting(self) -> int:
        """Not yet at a door."""
        return self.ordered - self.taken - self.not_taken


def subsidy(labels: Collection[str], rules: Mapping[str, int], price: int) -> Share:
    """The largest share that one label gives; never more than the meal costs."""
    fitting = [(fen, label) for label, fen in rules.items() if label in labels and fen > 0]
    if not fitting:
        return Share(0)
    fen, label = max(fitting)
    return Share(min(fen, price), label)


def count(orders: Iterable[Ordered]) -> Count:
    """The numbers of some orders."""
    rows = list(orders)
    kept = [row for row in rows if not row.is_cancelled]
    outcomes = Counter(row.outcome for row in kept)
    return Count(
        ordered=len(kept),
        taken=outcomes[Outcome.TAKEN],
        not_taken=outcomes[Outcome.NOT_TAKEN],
        cancelled=len(rows) - len(kept),
        paid=sum(row.price - row.subsidy for row in kept),
        subsidy=sum(row.subsidy for row in kept),
    )
