"""Messages wait longer each time, and not all at the same moment."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from liren.exchange.domain import retries

CHANCE = st.floats(0, 1)


@given(tries=st.integers(1, 10_000), chance=CHANCE)
def test_a_wait_grows_and_is_bounded(tries: int, chance: float) -> None:
    wait = retries.wait_after(tries, chance)
    assert retries.FIRST * 0.8 <= wait <= retries.LONGEST * 1.2
    assert wait <= retries.wait_after(tries + 1, chance)


def test_chance_spreads() -> None:
    assert retries.wait_after(3, 0) == timedelta(seconds=128)
    assert retries.wait_after(3, 1) == timedelta(seconds=192)


@given(failures=st.integers(0, 1000), took=st.floats(0, 8), chance=CHANCE)
def test_a_receiver_takes_a_sixth_of_a_workers_time_at_most(
    failures: int, took: float, chance: float
) -> None:
    spent = timedelta(seconds=took)
    rest = retries.rest_after(failures, spent, chance)
    if spent > retries.QUICK:
        assert spent <= (spent + rest) / 6 + timedelta(microseconds=1)
    if failures:
        assert timedelta() < rest <= retries.LONGEST_REST


def test_a_quick_success_costs_no_rest() -> None:
    assert retries.rest_after(0, timedelta(seconds=0.5), 0.5) == timedelta()
