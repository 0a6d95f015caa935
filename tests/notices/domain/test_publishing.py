"""What has to be published when, and what is missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.notices.domain.publishing import (
    Period,
    Rhythm,
    Rule,
    State,
    missing,
    period_of,
    periods,
    standings,
)

MONTHLY = Rule(Rhythm.MONTHLY, 10, date(2026, 8, 1))
QUARTERLY = Rule(Rhythm.QUARTERLY, 31, date(2026, 1, 1))


def test_the_account_of_a_month_is_due_in_the_next() -> None:
    found = list(periods(MONTHLY, date(2026, 11, 5)))
    assert [one.key for one in found] == ["2026-10", "2026-09", "2026-08"]
    assert [one.due_by(MONTHLY) for one in found] == [
        date(2026, 11, 10), date(2026, 10, 10), date(2026, 9, 10),
    ]  # fmt: skip


def test_a_quarter_over_the_turn_of_the_year_and_a_day_that_a_month_has_not() -> None:
    last = period_of(date(2026, 12, 31), Rhythm.QUARTERLY)
    assert (last.key, last.after, last.due_by(QUARTERLY)) == (
        "2026-Q4", date(2027, 1, 1), date(2027, 1, 31),
    )  # fmt: skip
    january = Period(date(2027, 1, 1), 1)
    assert january.due_by(Rule(Rhythm.MONTHLY, 31, date(2026, 1, 1))) == date(2027, 2, 28)
    june = period_of(date(2026, 6, 30), Rhythm.QUARTERLY)
    assert june.due_by(QUARTERLY) == date(2026, 7, 31)


@pytest.mark.parametrize(
    ("published", "state", "late"),
    [
        (date(2026, 11, 10), State.PUBLISHED, 0),
        (date(2026, 11, 13), State.PUBLISHED_LATE, 3),
        (None, State.MISSING, 10),
    ],
)
def test_on_time_late_and_missing(published: date | None, state: State, late: int) -> None:
    known = {"2026-10": published} if published else {}
    [line] = standings(MONTHLY, known, date(2026, 11, 20), most=1)
    assert (line.state, line.days_late) == (state, late)


def test_on_the_last_day_it_is_due_and_not_missing() -> None:
    found = standings(MONTHLY, {}, date(2026, 11, 10), most=9)
    assert [line.state for line in found] == [State.DUE, State.MISSING, State.MISSING]
    assert [line.period.key for line in missing(found)] == ["2026-09", "2026-08"]


def test_a_period_that_has_begun_before_the_column_is_not_asked_for() -> None:
    assert list(periods(Rule(Rhythm.MONTHLY, 10, date(2026, 11, 2)), date(2026, 12, 1))) == []


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(Rhythm), st.integers(1, 31))
def test_every_day_lies_in_one_period_that_is_due_after_it(
    day: date, rhythm: Rhythm, due: int
) -> None:
    period = period_of(day, rhythm)
    assert period.first <= day < period.after
    assert period_of(period.after, rhythm).first == period.after
    assert period.due_by(Rule(rhythm, due, day)) >= period.after
