"""Working time on real days of 2026 and 2027."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liren.core.calendar import (
    SHANGHAI,
    DayEntry,
    DayKind,
    Hours,
    WorkCalendar,
    YearStatus,
    shipped_calendar,
    shipped_days,
    shipped_years,
)

CALENDAR = shipped_calendar()
NO_TABLE = WorkCalendar()

moments = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2027-12-31"),
    timezones=st.just(UTC),
)
minutes = st.integers(min_value=0, max_value=30_000)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-01-01", False),
        ("2026-01-04", True),  # Sunday, swapped for New Year
        ("2026-02-14", True),  # Saturday before Spring Festival
        ("2026-02-16", False),  # eve of Spring Festival
        ("2026-02-23", False),  # Monday, last day of it
        ("2026-02-24", True),
        ("2026-09-20", True),  # Sunday, swapped for National Day
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday, swapped for National Day
        ("2026-10-11", False),  # a plain Sunday
        ("2027-02-05", False),  # the eve is a holiday since 2025
    ],
)
def test_the_table_comes_before_the_weekday(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20 08:29", False),
        ("2026-11-20 08:30", True),
        ("2026-11-20 11:59", True),
        ("2026-11-20 12:00", False),
        ("2026-11-20 13:00", False),
        ("2026-11-20 13:30", True),
        ("2026-11-20 17:30", False),
        ("2026-11-21 10:00", False),
    ],
)
def test_open_hours_leave_out_lunch_and_the_closing_moment(moment: str, is_open: bool) -> None:
    assert CALENDAR.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-20 09:00", 0, "2026-11-20 09:00"),
        ("2026-11-21 09:00", 0, "2026-11-21 09:00"),  # zero moves nothing, not even a Saturday
        ("2026-11-20 09:00", 1, "2026-11-20 09:01"),
        ("2026-11-20 11:50", 10, "2026-11-20 12:00"),  # at the bell, not after lunch
        ("2026-11-20 11:50", 11, "2026-11-20 13:31"),
        ("2026-11-20 12:15", 30, "2026-11-20 14:00"),  # begun in the lunch break
        ("2026-11-20 17:29", 1, "2026-11-20 17:30"),
        ("2026-11-20 17:29", 2, "2026-11-23 08:31"),  # Friday evening to Monday
        ("2026-11-20 06:00", 450, "2026-11-20 17:30"),
        ("2026-02-14 17:00", 60, "2026-02-24 09:00"),  # over Spring Festival
        ("2026-02-17 10:00", 5, "2026-02-24 08:35"),  # begun on a holiday
        ("2026-09-30 17:00", 31, "2026-10-08 08:31"),
        ("2026-10-09 17:00", 31, "2026-10-10 08:31"),  # into a swapped Saturday
        ("2026-12-31 17:00", 60, "2027-01-04 09:00"),
    ],
)
def test_working_minutes(start: str, amount: int, end: str) -> None:
    assert CALENDAR.add_working_minutes(at(start), amount).at == at(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-20 09:00", 0, "2026-11-20 09:00"),
        ("2026-11-16 10:00", 1, "2026-11-17 17:30"),  # the day of the start does not count
        ("2026-11-16 08:00", 1, "2026-11-17 17:30"),
        ("2026-11-20 17:29", 1, "2026-11-23 17:30"),
        ("2026-11-21 10:00", 1, "2026-11-23 17:30"),  # from a Saturday
        ("2026-02-13 16:00", 1, "2026-02-14 17:30"),  # a swapped Saturday is a working day
        ("2026-02-14 16:00", 1, "2026-02-24 17:30"),
        ("2026-02-16 16:00", 5, "2026-02-28 17:30"),  # 24 to 28, the last a swapped Saturday
        ("2026-09-18 10:00", 15, "2026-10-15 17:30"),
        ("2026-04-30 23:59", 2, "2026-05-07 17:30"),
    ],
)
def test_working_days_end_at_the_close_of_the_last(start: str, count: int, end: str) -> None:
    assert CALENDAR.add_working_days(at(start), count).at == at(end)


@pytest.mark.parametrize(
    ("start", "end", "amount"),
    [
        ("2026-11-20 11:30", "2026-11-20 14:00", 60),
        ("2026-11-20 12:10", "2026-11-20 13:10", 0),
        ("2026-11-20 17:00", "2026-11-23 09:00", 60),
        ("2026-02-14 00:00", "2026-02-25 00:00", 900),
        ("2026-11-23 09:00", "2026-11-20 09:00", 0),
    ],
)
def test_working_minutes_between(start: str, end: str, amount: int) -> None:
    assert CALENDAR.working_minutes_between(at(start), at(end)) == amount


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("2026-11-20 10:00", "2026-11-20 10:00"),
        ("2026-11-20 12:00", "2026-11-20 13:30"),
        ("2026-11-20 17:30", "2026-11-23 08:30"),
        ("2026-02-14 18:00", "2026-02-24 08:30"),
    ],
)
def test_next_opening(start: str, opening: str) -> None:
    assert CALENDAR.next_opening(at(start)) == at(opening)


def test_answers_are_utc_and_do_not_depend_on_the_zone_asked_in() -> None:
    # 23:30 in London on Monday is Tuesday morning in Shanghai.
    asked = datetime(2026, 11, 16, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    answer = CALENDAR.add_working_days(asked, 1)
    assert answer.at == at("2026-11-18 17:30")
    assert answer.at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_minutes(datetime.fromisoformat("2026-11-16"), 1)


def test_the_year_end_without_a_table_warns() -> None:
    only_2026 = WorkCalendar.of(d for d in shipped_days() if d.date.year == 2026)
    assert only_2026.add_working_days(at("2026-12-30 10:00"), 1).is_certain
    over = only_2026.add_working_days(at("2026-12-30 10:00"), 2)
    assert (over.at, over.missing_years) == (at("2027-01-01 17:30"), (2027,))
    assert only_2026.missing_years(date(2025, 12, 31), date(2028, 1, 1)) == (2025, 2027, 2028)


def test_the_year_is_that_of_the_calendars_own_zone() -> None:
    # 16:30 UTC on 31 December is already the new year in Shanghai.
    assert CALENDAR.missing_years(datetime(2027, 12, 31, 16, 30, tzinfo=UTC), date(2028, 1, 1)) == (
        2028,
    )


def test_an_expected_year_warns_too() -> None:
    over = CALENDAR.add_working_minutes(at("2026-12-31 17:00"), 31)
    assert over.expected_years == (2027,)
    assert not over.is_certain


def test_one_day_of_a_year_is_not_yet_its_table() -> None:
    stray = DayEntry(date=date(2028, 1, 2), kind=DayKind.WORKING)
    assert WorkCalendar.of([*shipped_days(), stray]).known_years == {2026, 2027}


def test_a_year_named_by_its_notice_is_not_expected() -> None:
    status = {year.year: year.status for year in shipped_years()}
    assert status == {2026: YearStatus.NOTICE, 2027: YearStatus.EXPECTED}
    assert all(year.source and year.note for year in shipped_years())
    assert not any(day.expected for day in shipped_days() if day.date.year == 2026)


def test_what_the_law_fixes_in_2027_is_thirteen_days() -> None:
    fixed = [d.date for d in shipped_days() if d.date.year == 2027 and not d.expected]
    assert len(fixed) == 13
    assert {date(2027, 2, 5), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)} < set(fixed)


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_table_gives_thirteen_days_off_and_swaps_the_rest(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    plain = sum(NO_TABLE.is_working_day(day) for day in days)
    assert plain - sum(CALENDAR.is_working_day(day) for day in days) == 13


def test_swapped_days_are_weekend_days_with_names() -> None:
    swapped = [day for day in shipped_days() if day.kind is DayKind.WORKING]
    assert all(day.date.weekday() >= 5 for day in swapped)
    assert swapped[0].name_zh == "元旦调休上班"
    assert all(day.name_zh and day.name_en for day in shipped_days())


@pytest.mark.parametrize(
    "hours",
    [
        (),
        (Hours(time(12), time(8)),),
        (Hours(time(8), time(12)), Hours(time(11), time(17))),
    ],
)
def test_impossible_hours_are_refused(hours: tuple[Hours, ...]) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkCalendar(hours=hours)


def test_a_week_without_work_and_a_day_entered_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        WorkCalendar(weekdays=frozenset())
    day = shipped_days()[0]
    with pytest.raises(ValueError, match="twice"):
        WorkCalendar.of([day, day])


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="taken back"):
        CALENDAR.add_working_minutes(at("2026-11-20 09:00"), -1)
    with pytest.raises(ValueError, match="taken back"):
        CALENDAR.add_working_days(at("2026-11-20 09:00"), -1)


@given(start=moments, amount=minutes)
def test_minutes_added_are_minutes_measured(start: datetime, amount: int) -> None:
    end = CALENDAR.add_working_minutes(start, amount).at
    assert CALENDAR.working_minutes_between(start, end) == amount
    # And no earlier moment would have done.
    if amount:
        assert CALENDAR.working_minutes_between(start, end - timedelta(seconds=1)) < amount


@given(a=moments, b=moments, amount=minutes, more=minutes)
def test_the_end_follows_start_and_amount(a: datetime, b: datetime, amount: int, more: int) -> None:
    first, second = sorted((a, b))
    end = CALENDAR.add_working_minutes(first, amount).at
    assert end <= CALENDAR.add_working_minutes(second, amount).at
    assert end <= CALENDAR.add_working_minutes(first, amount + more).at


@given(a=moments, b=moments, count=st.integers(0, 60), more=st.integers(0, 60))
def test_the_last_day_follows_start_and_count(
    a: datetime, b: datetime, count: int, more: int
) -> None:
    first, second = sorted((a, b))
    end = CALENDAR.add_working_days(first, count).at
    assert end <= CALENDAR.add_working_days(second, count).at
    assert end <= CALENDAR.add_working_days(first, count + more).at


@given(a=moments, b=moments, c=moments)
def test_stretches_add_up_and_never_exceed_the_wall(a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assume((c - a) < timedelta(days=400))
    between = CALENDAR.working_time_between
    assert between(a, b) + between(b, c) == between(a, c) <= c - a
