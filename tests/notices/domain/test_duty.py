"""Who may be told now."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liren.core.calendar import DayEntry, DayKind, WorkCalendar
from liren.notices.domain.duty import Shift, Telling, Why, who_may_be_told

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(days=(DayEntry(date=date(2026, 11, 17), kind=DayKind.HOLIDAY),))
AN, BO, CHEN = 1, 2, 3


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def told(
    now: datetime, *, is_emergency: bool, shifts: tuple[Shift, ...] = ()
) -> dict[int, Telling]:
    found = who_may_be_told(
        (AN, BO, AN), shifts, now=now, calendar=CALENDAR, is_emergency=is_emergency
    )
    assert len({one.person for one in found}) == len(found), "nobody is told twice"
    return {one.person: one for one in found}


NIGHT = at(16, 23)
CHENS = Shift(CHEN, at(16, 18), at(17, 8))


def test_in_office_hours_everybody_is_told_at_once() -> None:
    for is_emergency in (False, True):
        found = told(at(16, 9), is_emergency=is_emergency)
        assert {one.why for one in found.values()} == {Why.OFFICE_OPEN}
        assert all(one.is_now(at(16, 9)) for one in found.values())


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(16, 12, 30), at(16, 13, 30)),  # over lunch
        (at(16, 17, 30), at(18, 8, 30)),  # the closing minute; Tuesday is a holiday
        (at(20, 18), at(23, 8, 30)),  # over the weekend
    ],
)
def test_what_is_no_emergency_waits_for_the_opening(now: datetime, opens: datetime) -> None:
    found = told(now, is_emergency=False, shifts=(CHENS,))
    assert set(found) == {AN, BO}, "whoever is on duty is not rung for this"
    for one in found.values():
        assert (one.at, one.why) == (opens, Why.OFF_HOURS)
        assert not one.is_now(now)


def test_at_night_an_emergency_goes_to_whoever_is_on_duty_and_to_nobody_else() -> None:
    found = told(NIGHT, is_emergency=True, shifts=(CHENS,))
    assert found[CHEN] == Telling(CHEN, NIGHT, Why.ON_DUTY)
    assert {found[AN].at, found[BO].at} == {None}
    assert found[AN].why is Why.OTHERS_ON_DUTY


def test_an_emergency_that_nobody_has_on_duty_is_everybodys() -> None:
    found = told(NIGHT, is_emergency=True)
    assert {one.why for one in found.values()} == {Why.NOBODY_ON_DUTY}
    assert all(one.is_now(NIGHT) for one in found.values())


def test_a_shift_begins_on_its_minute_and_its_last_no_longer_belongs_to_it() -> None:
    assert CHENS.covers(at(16, 18)) and CHENS.covers(at(17, 7, 59))
    assert not CHENS.covers(at(16, 18) - timedelta(seconds=1)) and not CHENS.covers(at(17, 8))
    found = told(at(17, 8), is_emergency=True, shifts=(CHENS,))
    assert CHEN not in found
