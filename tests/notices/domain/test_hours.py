"""Quiet hours and repeated tries."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.calendar import WorkCalendar
from liren.notices.domain.hours import SHANGHAI, QuietHours, free_from, next_try

NIGHT = QuietHours(time(21, 0), time(8, 30))


def at(hour: int, minute: int = 0, day: int = 16) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "goes_out"),
    [
        (at(20, 59), at(20, 59)),
        (at(21, 0), at(8, 30, day=17)),
        (at(3, 0), at(8, 30)),
        (at(8, 29), at(8, 30)),
        (at(8, 30), at(8, 30)),
    ],
)
def test_a_message_of_the_night_waits_for_the_morning(now: datetime, goes_out: datetime) -> None:
    assert NIGHT.waits_until(now) == goes_out


def test_quiet_hours_inside_one_day() -> None:
    noon = QuietHours(time(12), time(13, 30))
    assert noon.waits_until(at(12, 15)) == at(13, 30)
    assert noon.waits_until(at(14)) == at(14)


@given(st.timedeltas(timedelta(), timedelta(days=365)))
def test_nobody_waits_longer_than_the_night(passed: timedelta) -> None:
    now = at(9) + passed
    goes_out = NIGHT.waits_until(now)
    assert timedelta() <= goes_out - now <= timedelta(hours=11, minutes=30)
    assert NIGHT.waits_until(goes_out) == goes_out


def test_what_keeps_office_hours_waits_for_the_office_and_for_the_night() -> None:
    office = WorkCalendar()
    opening = at(8, 30, day=17)
    assert free_from(at(17, 29), NIGHT, office) == at(17, 29)
    assert free_from(at(17, 30), NIGHT, office) == opening
    assert free_from(at(17, 30), NIGHT) == at(17, 30)
    late = QuietHours(time(21), time(9))
    assert free_from(at(22), late, office) == at(9, day=17)


def test_three_more_tries_and_no_fourth() -> None:
    now = at(9)
    waits = [next_try(tries, now) for tries in (1, 2, 3, 4)]
    assert waits == [now + timedelta(minutes=m) for m in (1, 10, 120)] + [None]
