"""How long a door stays shut."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.accounts.domain.lockout import LONGEST_LOCK, lock_after, minutes_left

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, None), (4, None), (5, 15), (6, None), (10, 30), (15, 60), (40, 1440), (5000, 1440)],
)
def test_every_fifth_failure_locks_twice_as_long(failures: int, minutes: int | None) -> None:
    assert lock_after(failures) == (minutes and timedelta(minutes=minutes))


@given(st.integers(min_value=0, max_value=10**6))
def test_no_lock_is_longer_than_a_day(failures: int) -> None:
    assert (lock_after(failures) or timedelta()) <= LONGEST_LOCK


def test_minutes_are_rounded_up_so_that_none_means_open() -> None:
    assert minutes_left(NOW + timedelta(seconds=1), NOW) == 1
    assert minutes_left(NOW + timedelta(minutes=15), NOW) == 15
    assert minutes_left(NOW, NOW) == 0
    assert minutes_left(None, NOW) == 0
