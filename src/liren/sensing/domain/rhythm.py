"""A home's own rhythm: how long it is silent from which hour on, and when it usually wakes.

Only long silences are kept, and which hours of a day had any use; both for a few weeks. A silence
is unusual when it outlasts, by a margin, every silence that began at about this hour in those
weeks. So a home that is often out by day is given its day, and a false alarm is not repeated the
next morning. How this was chosen, with figures: docs/adr/0030-learned-rhythm.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .conditions import Learned

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_HOUR, ONE_DAY = 3600.0, 86400.0
USUALLY = 0.8  # of the days
ENOUGH_DAYS = 5


class Rhythm(NamedTuple):
    """What is remembered: long silences (from, to), and days (number, hours with use as bits)."""

    silences: tuple[tuple[float, float], ...] = ()
    days: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    """By which hour there was use on most such days; an hour past 24 is one of the next day."""

    hour: int
    is_weekend: bool


def with_use(rhythm: Rhythm, condition: Learned, at: float) -> Rhythm:
    """The rhythm after a reading that showed use."""
    local = datetime.fromtimestamp(at, SHANGHAI)
    day, bit = local.toordinal(), 1 << local.hour
    if rhythm.days and rhythm.days[-1][0] == day:
        if rhythm.days[-1][1] & bit:
            return rhythm
        return rhythm._replace(days=(*rhythm.days[:-1], (day, rhythm.days[-1][1] | bit)))
    kept = tuple(one for one in rhythm.days if one[0] > day - condition.days)
    return rhythm._replace(days=(*kept, (day, bit)))


def with_silence(rhythm: Rhythm, condition: Learned, begin: float, end: float) -> Rhythm:
    """The rhythm after a silence that ended; a short one teaches nothing."""
    if end - begin < condition.near_hours * ONE_HOUR:
        return rhythm
    kept = (one for one in rhythm.silences if one[1] > end - condition.days * ONE_DAY)
    return rhythm._replace(silences=(*kept, (begin, end)))


def longest(rhythm: Rhythm, condition: Learned, begin: float) -> float | None:
    """Hours of the longest silence that began at about this hour; None when none was long."""
    oldest = begin - condition.days * ONE_DAY
    found = [
        (to - since) / ONE_HOUR
        for since, to in rhythm.silences
        if to > oldest and _apart(since, begin) <= condition.around_hours
    ]
    return max(found, default=None)


def allowed_hours(rhythm: Rhythm, condition: Learned, begin: float) -> float:
    """How many hours of silence this home is given from that moment on."""
    known = longest(rhythm, condition, begin)
    wanted = 0 if known is None else known + condition.margin_hours
    return min(condition.longest_hours, max(condition.shortest_hours, wanted))


def usual(rhythm: Rhythm, begin: float, now: float) -> Usual | None:
    """By when there usually was use after this hour, on days like today; None: too few days."""
    first, today = (datetime.fromtimestamp(at, SHANGHAI) for at in (begin, now))
    ago, is_weekend = (today.date() - first.date()).days, today.weekday() >= 5
    hours = dict(rhythm.days)
    waits = sorted(_waits(hours, first.hour, ago, today.toordinal(), is_weekend))
    if len(waits) < ENOUGH_DAYS:
        return None
    return Usual(waits[int(USUALLY * (len(waits) - 1))] - 24 * ago, is_weekend)


def _waits(
    hours: dict[int, int], hour: int, ago: int, today: int, is_weekend: bool
) -> Iterator[int]:
    for day in range(min(hours, default=today) + ago, today):
        if (datetime.fromordinal(day).weekday() >= 5) is is_weekend:
            bits = sum(hours.get(day - ago + n, 0) << 24 * n for n in range(ago + 2))
            later = bits >> (hour + 1)
            if later:
                yield hour + 2 + (later & -later).bit_length() - 1


def _apart(one: float, other: float) -> float:
    """Hours between two times of day."""
    apart = abs(one - other) % ONE_DAY
    return min(apart, ONE_DAY - apart) / ONE_HOUR
