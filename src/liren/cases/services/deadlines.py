"""How long each kind of order may take: by class, or what the handbook of the house says."""

from dataclasses import dataclass

from liren.cases.models import Category
from liren.workorders.services import ClockKind

MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Limit:
    """A clock's kind and amount as work orders store them."""

    clock_kind: str
    clock_amount: int


REGISTER = Limit(ClockKind.WORKING_HOURS, 2 * MINUTES_AN_HOUR)
ON_THE_SPOT = Limit(ClockKind.WORKING_HOURS, 4 * MINUTES_AN_HOUR)
DISPATCH = Limit(ClockKind.WORKING_HOURS, 2 * MINUTES_AN_HOUR)
HANDLE = Limit(ClockKind.WORKING_DAYS, 5)
AFTER_REOPENING = Limit(ClockKind.WORKING_DAYS, 3)
REVIEW = Limit(ClockKind.WORKING_DAYS, 1)


def for_registering(category: Category | None) -> Limit:
    """Until when somebody has looked at a report."""
    if category is None:
        return REGISTER
    return _limit(category.filing_clock, category.filing_amount)


def for_handling(category: Category | None) -> Limit:
    """Until when the party has done it."""
    if category is None:
        return HANDLE
    return _limit(category.handling_clock, category.handling_amount)


def _limit(kind: str, amount: int) -> Limit:
    if kind == ClockKind.WORKING_DAYS:
        return Limit(kind, amount)
    return Limit(kind, amount * MINUTES_AN_HOUR)
