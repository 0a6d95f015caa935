"""When was it said? The times of the common clients, read from the moment of pasting.

`昨天 21:03`, `星期三 08:10`, `11月25日 上午9:05`, `2026/11/25 21:03:11`, `Yesterday 9:05 PM`: what
a client leaves out is filled in from the message before, and at last from the pasting moment.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

YEARS = range(1990, 2200)  # outside, a day more or less is no date any more
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join(_MONTHS)
_DAYS_CN = "一二三四五六日"
_DAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:星期|礼拜|周)[一二三四五六日天]"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
)
_DATE = (
    r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?"
    r"|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{4}|[-/.]\d{2}(?!\d|:))?"
    rf"|(?:{_MONTH})[a-z]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}\s(?:{_MONTH})[a-z]*\.?(?:,?\s\d{{4}})?"
    r"|昨天|前天|今天|刚刚|yesterday|today"
)
_CLOCK = (
    r"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|深夜|[ap]\.?m\.?)?\s?"
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?[ap]\.?m\b\.?)?"
)
# Named once in a pattern; what is between date and clock differs by client.
MOMENT = (
    rf"(?P<date>(?:{_DATE})(?:[\s,，]{{0,4}}(?:{_WEEKDAY}))?|{_WEEKDAY})?"
    rf"(?:[\s,，]{{0,4}}|\sat\s)(?P<clock>{_CLOCK})"
)
DATE = rf"(?P<date>(?:{_DATE})(?:[\s,，]{{0,4}}(?:{_WEEKDAY}))?)"
_ROLLOVER = timedelta(hours=3)
_PM = frozenset({"下午", "傍晚", "晚上", "深夜"})
_AM = frozenset({"凌晨", "清晨", "早上", "早晨", "上午"})


@dataclass(frozen=True)
class Said:
    """A moment as far as the words tell it; the day may be missing."""

    day: date | None
    clock: time | None


def read(found: "re.Match[str]", now: datetime) -> Said:
    """What a match of `MOMENT` says, seen from the pasting moment."""
    groups = found.groupdict()
    return Said(
        _day((groups.get("date") or "").lower(), now), _clock((groups.get("clock") or "").lower())
    )


def _day(words: str, now: datetime) -> date | None:
    if not words:
        return None
    today = now.date()
    for word, back in (("昨天", 1), ("yesterday", 1), ("前天", 2), ("今天", 0), ("today", 0)):
        if words.startswith(word):
            return today - timedelta(days=back)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    month = next((at for at, name in enumerate(_MONTHS, 1) if name in words), 0)
    if month and numbers:
        year = numbers[1] if len(numbers) > 1 else 0
        return _latest(month, numbers[0], today) if not year else _date(year, month, numbers[0])
    if len(numbers) >= 3:
        return _of_three(numbers, today)
    if len(numbers) == 2:
        return _latest(numbers[0], numbers[1], today)
    return _weekday(words, today)


def _of_three(numbers: list[int], today: date) -> date | None:
    first, second, third = numbers[:3]
    if first > 99:
        return _date(first, second, third)
    year = third if third > 99 else 2000 + third
    month_first, day_first = _date(year, first, second), _date(year, second, first)
    if month_first is None or day_first is None:
        return month_first or day_first
    return min((month_first, day_first), key=lambda day: (day > today, abs(today - day)))


def _latest(month: int, day: int, today: date) -> date | None:
    """A date without a year is the last one that is not to come."""
    years = (today.year, today.year - 1, today.year - 4)
    found = [day_ for year in years if (day_ := _date(year, month, day))]
    return next((day_ for day_ in found if day_ <= today + timedelta(days=1)), None)


def _weekday(words: str, today: date) -> date | None:
    """The last such weekday before today: a client shows today's messages without a day."""
    number = _DAYS_CN.find(words[-1].replace("天", "日")) if words[-1] > "\u4e00" else -1
    if number < 0:
        number = next((at for at, name in enumerate(_DAYS_EN) if words.startswith(name)), -1)
    if number < 0:
        return None
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _clock(words: str) -> time | None:
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if len(numbers) < 2:
        return None
    hour, half = numbers[0], re.sub(r"[\d:：\s.]", "", words)
    if ((half in _PM or half == "pm") and hour < 12) or (half == "中午" and hour < 6):
        hour += 12
    elif hour == 12 and (half in _AM or half in ("am", "晚上", "深夜")):
        hour = 0
    try:
        return time(hour, numbers[1], numbers[2] if len(numbers) > 2 else 0)
    except ValueError:
        return None


def settle(said: list[Said | None], now: datetime) -> list[datetime | None]:
    """Moments with their days: from the message before, and from the pasting moment at the end.

    Times run forward in a chat; one that is much earlier than the one before is of the next day.
    """
    days, day, before = list[tuple[date | None, int]](), None, None
    turns = 0
    for one in said:
        if one is not None and one.day is not None:
            day, turns, before = one.day, 0, one.clock
        elif one is not None and one.clock is not None:
            turns += before is not None and _is_next_day(before, one.clock)
            before = one.clock
        days.append((day, turns))
    undated = _undated_turns(days, said, now)
    return [_moment(one, at, now, undated) for one, at in zip(said, days, strict=True)]


def _is_next_day(before: time, clock: time) -> bool:
    today = date(2000, 1, 1)
    return datetime.combine(today, before) - datetime.combine(today, clock) > _ROLLOVER


def _undated_turns(
    days: list[tuple[date | None, int]], said: list[Said | None], now: datetime
) -> int:
    """How many days the undated beginning lies before today."""
    undated = [
        (turns, one.clock)
        for (day, turns), one in zip(days, said, strict=True)
        if day is None and one is not None and one.clock is not None
    ]
    if not undated:
        return 0
    last, clock = undated[-1]
    return last + (clock > now.time())


def _moment(
    one: Said | None, at: tuple[date | None, int], now: datetime, undated: int
) -> datetime | None:
    if one is None or one.clock is None:
        return None
    day, turns = at
    start = day if day is not None else now.date() - timedelta(days=undated)
    return datetime.combine(start + timedelta(days=turns), one.clock, tzinfo=now.tzinfo)
