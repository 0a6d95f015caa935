"""Working time: which days and hours count, and arithmetic on them.

Values in, values out: every moment is aware and comes back in UTC; days and hours are meant
in the calendar's own zone.

Two conventions, both of the Civil Code. A period counted in days does not count the day it
starts on (art. 201) and ends on its last day at the close of business (art. 203), so "one
working day" from Monday 10:00 is Tuesday 17:30. A period counted in hours or minutes runs
from the moment itself, inside working hours only.

The shipped table of 2027 is an EXPECTATION: its notice was not to be found when it was
written. `HolidayYear.status` says so, and so does every result that leans on that year.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)

Span = tuple[datetime, datetime]


class DayKind(StrEnum):
    """What the table says of a day: nobody works although, or everybody works although."""

    HOLIDAY = "holiday"
    WORKING = "working"


class YearStatus(StrEnum):
    """How far the table of a year can be trusted."""

    NOTICE = "notice"
    EXPECTED = "expected"


@dataclass(frozen=True, kw_only=True)
class DayEntry:
    """One day that differs from its weekday; `expected` until a notice confirms it."""

    date: date
    kind: DayKind
    name_zh: str = ""
    name_en: str = ""
    expected: bool = False


@dataclass(frozen=True, kw_only=True)
class HolidayYear:
    """The table of one year with its source."""

    year: int
    status: YearStatus
    source: str
    note: str
    days: tuple[DayEntry, ...]


@dataclass(frozen=True)
class Hours:
    """One stretch of a working day; the closing moment itself is no longer open."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Reckoned:
    """A reckoned moment and the years it leans on without a table, or with an expected one."""

    at: datetime
    missing_years: tuple[int, ...] = ()
    expected_years: tuple[int, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether every year it leans on has an announced table."""
        return not (self.missing_years or self.expected_years)


SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS = (Hours(time(8, 30), time(12)), Hours(time(13, 30), time(17, 30)))
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Working hours, weekly working days and the days that differ, in one time zone."""

    days: tuple[DayEntry, ...] = ()
    known_years: frozenset[int] = frozenset()
    zone: ZoneInfo = SHANGHAI
    hours: tuple[Hours, ...] = OFFICE_HOURS
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    _spans: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        edges = [edge for part in self.hours for edge in (part.opens, part.closes)]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("working hours must be in order and must not overlap")
        # Without a weekly working day no deadline would ever arrive.
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("weekdays are numbers from 0 (Monday) to 6, at least one")
        if len(self._kinds) != len(self.days):
            raise ValueError("a day stands in the table twice")

    @classmethod
    def of(cls, days: Iterable[DayEntry]) -> "WorkCalendar":
        """Return the usual office calendar over these days.

        A year is known once its National Day is entered: a notice may reach over the turn of
        the year, and one such day must not pass for a table.
        """
        entries = tuple(days)
        known = {e.date.year for e in entries if (e.date.month, e.date.day) == (10, 1)}
        return cls(days=entries, known_years=frozenset(known))

    @cached_property
    def _kinds(self) -> Mapping[date, DayKind]:
        return {entry.date: entry.kind for entry in self.days}

    @cached_property
    def _expected_years(self) -> frozenset[int]:
        return frozenset(entry.date.year for entry in self.days if entry.expected)

    @cached_property
    def day_length(self) -> timedelta:
        """The working time of one working day."""
        anchor = date(2000, 1, 1)
        return sum(
            (
                datetime.combine(anchor, part.closes) - datetime.combine(anchor, part.opens)
                for part in self.hours
            ),
            timedelta(),
        )

    def is_working_day(self, day: date) -> bool:
        """Say whether people work that day: the table first, else the weekday."""
        kind = self._kinds.get(day)
        return day.weekday() in self.weekdays if kind is None else kind is DayKind.WORKING

    def is_open(self, at: datetime) -> bool:
        """Say whether the moment lies inside working hours."""
        return any(opens <= at < closes for opens, closes in self._spans_of(self.local_date(at)))

    def next_opening(self, at: datetime) -> datetime:
        """Return the moment itself when open, else the next opening."""
        opens, _ = next(self._spans_after(at))
        return max(opens, _utc(at))

    def add_working_time(self, at: datetime, amount: timedelta) -> datetime:
        """Return the earliest moment by which so much working time has passed."""
        if amount < timedelta():
            raise ValueError("working time cannot be taken back")
        left, begin = amount, _utc(at)
        if not left:
            return begin
        for opens, closes in self._spans_after(begin):
            start = max(opens, begin)
            if closes - start >= left:
                return start + left
            left -= closes - start
        raise AssertionError("the spans never end")

    def add_working_minutes(self, at: datetime, minutes: int) -> Reckoned:
        """Return the earliest moment by which so many working minutes have passed."""
        return self.reckoned(at, self.add_working_time(at, minutes * ONE_MINUTE))

    def add_working_days(self, at: datetime, count: int) -> Reckoned:
        """Return the close of the count-th working day after the day of the start.

        Civil Code art. 201 and 203; none at all means at once.
        """
        if count < 0:
            raise ValueError("working days cannot be taken back")
        if count == 0:
            return self.reckoned(at, _utc(at))
        day = self.local_date(at)
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return self.reckoned(at, self._spans_of(day)[-1][1])

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time inside the stretch; none when it ends before it starts."""
        begin, finish = _utc(start), _utc(end)
        total = timedelta()
        if begin >= finish:
            return total
        for opens, closes in self._spans_after(begin):
            if opens >= finish:
                break
            total += min(closes, finish) - max(opens, begin)
        return total

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole working minutes inside the stretch."""
        return self.working_time_between(start, end) // ONE_MINUTE

    def missing_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years from first to last (days or moments) that have no table."""
        return tuple(year for year in self._years(first, last) if year not in self.known_years)

    def expected_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years from first to last whose table waits for its notice."""
        return tuple(year for year in self._years(first, last) if year in self._expected_years)

    def reckoned(self, start: datetime, at: datetime) -> Reckoned:
        """Give a moment reckoned from a start the warnings it deserves."""
        return Reckoned(at, self.missing_years(start, at), self.expected_years(start, at))

    def local_date(self, at: date) -> date:
        """Return the day in the calendar's zone; a plain day is returned as it is."""
        return _utc(at).astimezone(self.zone).date() if isinstance(at, datetime) else at

    def _years(self, first: date, last: date) -> range:
        return range(self.local_date(first).year, self.local_date(last).year + 1)

    def _spans_after(self, at: datetime) -> Iterator[Span]:
        """Yield the open stretches that end after the moment, without end."""
        day = self.local_date(at)
        while True:
            for opens, closes in self._spans_of(day):
                if closes > at:
                    yield opens, closes
            day += ONE_DAY

    def _spans_of(self, day: date) -> tuple[Span, ...]:
        if not self.is_working_day(day):
            return ()
        # Remembered, because lists ask for the same few days thousands of times.
        if day not in self._spans:
            self._spans[day] = tuple(
                (self._moment(day, part.opens), self._moment(day, part.closes))
                for part in self.hours
            )
        return self._spans[day]

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


@cache
def shipped_years() -> tuple[HolidayYear, ...]:
    """Return the tables that come with the software, oldest first."""
    folder = resources.files("liren.core").joinpath("holidays")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(_year(tomllib.loads(file.read_text("utf-8"))) for file in files)


def shipped_days() -> tuple[DayEntry, ...]:
    """Return the rows to seed the operators' table with; those of 2027 are partly expected."""
    return tuple(day for year in shipped_years() for day in year.days)


def shipped_calendar() -> WorkCalendar:
    """Return the office calendar over the shipped days."""
    return WorkCalendar.of(shipped_days())


def _year(table: Mapping[str, Any]) -> HolidayYear:
    status = YearStatus(table["status"])
    days = (day for holiday in table["holiday"] for day in _days(holiday, status))
    return HolidayYear(
        year=table["year"],
        status=status,
        source=table["source"],
        note=table["note"],
        days=tuple(sorted(days, key=lambda day: day.date)),
    )


def _days(holiday: Mapping[str, Any], status: YearStatus) -> Iterator[DayEntry]:
    expected = status is YearStatus.EXPECTED
    zh, en, law = holiday["zh"], holiday["en"], holiday.get("law", ())
    length = (holiday["to"] - holiday["from"]).days + 1
    for day in (holiday["from"] + n * ONE_DAY for n in range(length)):
        yield DayEntry(
            date=day,
            kind=DayKind.HOLIDAY,
            name_zh=zh,
            name_en=en,
            expected=expected and day not in law,
        )
    for day in holiday["working"]:
        yield DayEntry(
            date=day,
            kind=DayKind.WORKING,
            name_zh=f"{zh}调休上班",
            name_en=f"Working day in exchange for {en}",
            expected=expected,
        )


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at.astimezone(UTC)
