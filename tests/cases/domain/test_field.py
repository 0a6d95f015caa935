"""When something was done by a telephone's clock, and how far from the place."""

from datetime import datetime, timedelta

import pytest

from liren.cases.domain.field import (
    OLDEST,
    SKEW,
    Clocks,
    MadeAhead,
    MadeBeforeOrder,
    MadeLongAgo,
    metres_between,
    moment_of,
)
from tests.factories.neighbourhood import MONDAY_MORNING as NOW

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def by_telephone(ago: timedelta, *, wrong_by: timedelta = timedelta()) -> Clocks:
    sent_at = NOW + wrong_by
    return Clocks(made_at=sent_at - ago, sent_at=sent_at, arrived_at=NOW)


@pytest.mark.parametrize("wrong_by", [timedelta(), 3 * HOUR, -400 * 24 * HOUR])
def test_what_counts_is_how_long_ago_it_was_however_wrong_the_clock(wrong_by: timedelta) -> None:
    assert moment_of(by_telephone(2 * HOUR, wrong_by=wrong_by)) == NOW - 2 * HOUR


def test_a_clock_that_was_put_back_in_between_tells_nothing() -> None:
    with pytest.raises(MadeAhead):
        moment_of(by_telephone(-SKEW - SECOND))


def test_a_little_ahead_is_now() -> None:
    assert moment_of(by_telephone(-SKEW)) == NOW


def test_after_a_week_it_is_told_and_not_believed() -> None:
    assert moment_of(by_telephone(OLDEST)) == NOW - OLDEST
    with pytest.raises(MadeLongAgo) as told:
        moment_of(by_telephone(OLDEST + SECOND))
    assert told.value.data == {"days": 7}


def test_nobody_answers_an_order_before_it_was_given() -> None:
    with pytest.raises(MadeBeforeOrder):
        moment_of(by_telephone(2 * HOUR), issued_at=NOW - HOUR)


@pytest.mark.parametrize("issued", [NOW - HOUR, NOW - HOUR + SKEW])
def test_seconds_of_a_slow_line_do_not_make_it_earlier_than_the_order(issued: datetime) -> None:
    assert moment_of(by_telephone(HOUR), issued_at=issued) == issued


def test_an_order_of_a_server_that_was_ahead_is_not_done_in_the_future() -> None:
    assert moment_of(by_telephone(timedelta()), issued_at=NOW + SECOND) == NOW


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert metres_between((113.0, 23.0), (113.0, 23.0)) == 0
    assert metres_between((113.0, 23.0), (113.0, 24.0)) == pytest.approx(111_195, abs=5)
    assert metres_between((113.0, 60.0), (114.0, 60.0)) == pytest.approx(55_597, abs=20)
