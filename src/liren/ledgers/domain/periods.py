"""Months, quarters and years: what a form or a report speaks of."""

from dataclasses import dataclass
from datetime import date

from liren.core.errors import Invalid, sentence

from .forms import Rhythm

MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.YEAR: 12}


class PeriodUnknown(Invalid):
    """No month, quarter or year is called so."""

    code = "ledgers.period_unknown"
    sentence = sentence("“{period}” is no month. Write it as 2026-11.")


@dataclass(frozen=True)
class Period:
    """From its first day up to, but without, the first day after it."""

    key: str
    start: date
    end: date


def period_of(rhythm: Rhythm, day: date) -> Period:
    """The period in which a day lies; what is asked once has the day's year and a fixed key."""
    if rhythm is Rhythm.ONCE:
        return Period("once", date(day.year, 1, 1), date(day.year + 1, 1, 1))
    length = MONTHS[rhythm]
    first = (day.month - 1) // length * length + 1
    start = date(day.year, first, 1)
    key = {
        Rhythm.MONTH: f"{day:%Y-%m}",
        Rhythm.QUARTER: f"{day.year}-Q{(first - 1) // 3 + 1}",
        Rhythm.YEAR: str(day.year),
    }[rhythm]
    return Period(key, start, _later(start, length))


def month(key: str) -> Period:
    """The month of that key."""
    try:
        return period_of(Rhythm.MONTH, date.fromisoformat(f"{key}-01"))
    except ValueError as wrong:
        raise PeriodUnknown(period=key[:20]) from wrong


def month_before(day: date) -> Period:
    """The last month that is over."""
    first = day.replace(day=1)
    return period_of(Rhythm.MONTH, date.fromordinal(first.toordinal() - 1))


def _later(start: date, months: int) -> date:
    count = start.year * 12 + start.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
