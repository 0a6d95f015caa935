"""When things happen: reports at the hours people report, answers when offices are open."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liren.config.demo.dice import Dice

ZONE = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8, 35), time(17, 20)
SATURDAY, SUNDAY = 5, 6
# Relative weight of each hour of the day for messages people write themselves.
WRITING_HOURS = {7: 4, 8: 7, 9: 6, 10: 6, 11: 5, 12: 6, 13: 4, 14: 4, 15: 4, 16: 4, 17: 6}
WRITING_HOURS |= {6: 2, 18: 9, 19: 12, 20: 12, 21: 10, 22: 6, 23: 2}
OFFICE_WEIGHTS = {8: 2, 9: 6, 10: 6, 11: 3, 13: 2, 14: 5, 15: 5, 16: 4}


def start_of(day: date) -> datetime:
    """Midnight at the beginning of a day."""
    return datetime.combine(day, time(), ZONE)


def report_time(dice: Dice, day: date, by_oneself: bool) -> datetime:
    """A likely moment of the day to be heard."""
    hours = WRITING_HOURS if by_oneself else OFFICE_WEIGHTS
    hour = dice.choices(list(hours), list(hours.values()))[0]
    at = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), ZONE)
    return at if by_oneself else in_the_office(dice, at)


def later(dice: Dice, at: datetime, hours: float, round_the_clock: bool) -> datetime:
    """So many hours later; for what can wait, when the office is open."""
    then = at + timedelta(minutes=max(2, round(hours * 60)), seconds=dice.randrange(60))
    return then if round_the_clock else in_the_office(dice, then)


def awake(dice: Dice, at: datetime, hours: float) -> datetime:
    """So many hours later, but not in the middle of the night."""
    at += timedelta(hours=hours)
    while not 7 <= at.hour < 23:
        at += timedelta(minutes=dice.randrange(20, 90))
    return at.replace(microsecond=0)


def in_the_office(dice: Dice, at: datetime) -> datetime:
    """The moment itself, or a little after the next opening."""
    while at.weekday() == SUNDAY or at.time() > CLOSES or at.time() < OPENS:
        past = at.time() > CLOSES or at.weekday() == SUNDAY
        day = at.date() + timedelta(days=1 if past else 0)
        minutes = dice.randrange(1, 90)
        at = datetime.combine(day, OPENS, ZONE) + timedelta(minutes=minutes)
        if at.weekday() == SATURDAY:
            at += timedelta(minutes=30)
    return at
