"""What family is told of somebody's day: that all is well or what was done, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

MOST_FAMILY = 5
LAST_DAY = date.max - timedelta(days=2)  # there is no day after the last one
LOOKS_FOLDED = timedelta(hours=1)  # opened again within it, it is the same look


class Day(StrEnum):
    """How today is, in one word."""

    HELP = "help"  # somebody called, and nobody was at the door yet
    SEEN_TO = "seen_to"  # something is not as it should be, and somebody goes and sees
    AWAY = "away"
    WELL = "well"  # somebody, or something, has noticed today that all is well
    NO_NEWS = "no_news"  # nothing wrong, and nothing heard yet: not the same as well


@dataclass(frozen=True)
class Known:
    """What is known of the day, without how or where it is known from."""

    has_call: bool = False
    has_task: bool = False
    is_away: bool = False
    last_sign: datetime | None = None


def day_of(known: Known, today: date) -> Day:
    """The word for today; what is open comes before what is well."""
    if known.has_call:
        return Day.HELP
    if known.has_task:
        return Day.SEEN_TO
    if known.is_away:
        return Day.AWAY
    is_heard = known.last_sign is not None and known.last_sign.date() >= today
    return Day.WELL if is_heard else Day.NO_NEWS


def back_at(day: date, zone: tzinfo) -> datetime:
    """Whoever is back on a day is expected by its end, not by its beginning."""
    return datetime.combine(min(day, LAST_DAY) + timedelta(days=1), time(), zone)
