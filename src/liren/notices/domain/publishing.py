"""三务公开: what has to be published when, and what is missing.

A column is due once a month or once a quarter: the account of a period is due by a day of the
month after it. A month without that day ends with its last one.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS_A_YEAR = 12


class Rhythm(StrEnum):
    """How often a column is due."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def months(self) -> int:
        """How many months one period has."""
        return 1 if self is Rhythm.MONTHLY else 3


class State(StrEnum):
    """How the account of a period stands."""

    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    DUE = "due"
    MISSING = "missing"


@dataclass(frozen=True)
class Rule:
    """When the accounts of a column are due, from which day on."""

    rhythm: Rhythm
    day: int
    since: date


@dataclass(frozen=True, order=True)
class Period:
    """One month or quarter, by its first day; `key` is `2026-10` or `2026-Q4`."""

    first: date
    months: int

    @property
    def key(self) -> str:
        """The stable name that rows hold."""
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{(self.first.month - 1) // 3 + 1}"

    @property
    def after(self) -> date:
        """The first day that no longer belongs to it."""
        return _later(self.first, self.months)

    def due_by(self, rule: Rule) -> date:
        """The last day on which its account is on time."""
        month = self.after
        return month.replace(day=min(rule.day, monthrange(month.year, month.month)[1]))


@dataclass(frozen=True)
class Standing:
    """A period with its last day and how its account stands."""

    period: Period
    due_by: date
    state: State
    days_late: int = 0


def period_of(day: date, rhythm: Rhythm) -> Period:
    """The period a day lies in."""
    month = (day.month - 1) // rhythm.months * rhythm.months + 1
    return Period(date(day.year, month, 1), rhythm.months)


def periods(rule: Rule, until: date) -> Iterator[Period]:
    """The periods that have ended by a day, the latest first."""
    found = period_of(until, rule.rhythm)
    while (found := _before(found)).first >= rule.since:
        yield found


def standings(rule: Rule, published: dict[str, date], today: date, most: int) -> list[Standing]:
    """How the last periods stand, the latest first."""
    found: list[Standing] = []
    for period in periods(rule, today):
        if len(found) == most:
            break
        found.append(_standing(period, rule, published.get(period.key), today))
    return found


def _standing(period: Period, rule: Rule, on: date | None, today: date) -> Standing:
    due_by = period.due_by(rule)
    late = ((on or today) - due_by).days
    if on is not None:
        state = State.PUBLISHED_LATE if late > 0 else State.PUBLISHED
    else:
        state = State.MISSING if late > 0 else State.DUE
    return Standing(period, due_by, state, max(0, late))


def missing(found: Collection[Standing]) -> list[Standing]:
    """Those that are overdue."""
    return [one for one in found if one.state is State.MISSING]


def _later(day: date, months: int) -> date:
    count = day.year * MONTHS_A_YEAR + day.month - 1 + months
    return date(count // MONTHS_A_YEAR, count % MONTHS_A_YEAR + 1, 1)


def _before(period: Period) -> Period:
    rhythm = Rhythm.MONTHLY if period.months == 1 else Rhythm.QUARTERLY
    return period_of(period.first - timedelta(days=1), rhythm)
