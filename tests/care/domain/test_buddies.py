"""The rota, and when somebody is doing worse."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.care.domain import buddies as rules
from liren.care.domain.buddies import Face

MONDAY = date(2026, 11, 16)
GOOD, FAIR, POOR = Face.WELL, Face.SO_SO, Face.POOR


@given(st.sets(st.integers(0, 6)))
def test_days_survive_their_bits(days: set[int]) -> None:
    mask = rules.mask_of(days)
    assert rules.days_of(mask) == sorted(days)
    assert [d.weekday() for d in rules.week_of(MONDAY) if rules.is_due(mask, d)] == sorted(days)


def test_a_sixth_elder_is_one_too_many() -> None:
    assert rules.free_slot({1, 3}) == 2
    assert rules.free_slot({1, 2, 3, 4, 5}) is None


@pytest.mark.parametrize(("hour", "last"), [(17, 15), (18, 16)])
def test_a_day_is_over_in_the_evening(hour: int, last: int) -> None:
    days = rules.days_over(datetime(2026, 11, 16, hour, tzinfo=UTC))
    assert (len(days), days[-1]) == (7, date(2026, 11, last))


@pytest.mark.parametrize(
    ("faces", "sinks"),
    [
        ([], False),
        ([POOR, POOR], False),
        ([GOOD, GOOD, FAIR, FAIR], True),
        ([GOOD, GOOD, GOOD, FAIR], False),
        ([GOOD, FAIR, FAIR, FAIR], False),
        ([POOR, GOOD, GOOD, GOOD, GOOD, FAIR, POOR], True),
    ],
)
def test_twice_worse_than_before(faces: list[Face], sinks: bool) -> None:
    assert rules.is_sinking(faces) is sinks
