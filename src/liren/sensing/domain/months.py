"""The months by which readings are divided, and how many of them are kept."""

from datetime import date

AHEAD = 2  # months that are ready before they begin


def following(month: date, count: int = 1) -> date:
    """The first day of the month that comes so many after this one; before it when negative."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def to_have(today: date) -> list[date]:
    """The months that must be ready today: this one and those ahead."""
    return [following(today, n) for n in range(AHEAD + 1)]


def first_kept(today: date, kept: int) -> date:
    """The earliest month of which readings are kept: so many whole ones, and the present one."""
    return following(today, -kept)
