"""Clocks and counters: each case of the tables has its outcome."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.errors import Invalid
from liren.sensing.domain.meters import DIGITS, FASTEST, JITTER, Counter, used
from liren.sensing.domain.online import silence_allowed
from liren.sensing.domain.readings import Measure, amount_in_base_unit
from liren.sensing.domain.timing import AHEAD, LOST, Timing, timing_of
from tests.sensing.domain.scenes import at

NOW = 1_800_000_000.0


DAY = 86400


@pytest.mark.parametrize(
    ("moment", "newest", "expected"),
    [
        (NOW - 10, None, Timing.ON_TIME),
        (NOW - 10, NOW - 3600, Timing.ON_TIME),
        (NOW - 3 * DAY, NOW - 4 * DAY, Timing.ON_TIME),  # a meter sends what it kept
        (NOW + AHEAD, NOW - 3600, Timing.ON_TIME),
        (NOW + AHEAD + 1, NOW - 3600, Timing.SKEWED),
        (NOW + 10**9, None, Timing.SKEWED),
        (NOW + 10**9, NOW, Timing.REPEATED),
        (NOW - LOST - 1, NOW - 3600, Timing.SKEWED),
        (0, None, Timing.SKEWED),
        (NOW - LOST, NOW - 3600, Timing.LATE),
        (NOW - 10, NOW - 10, Timing.REPEATED),
        (NOW - 20, NOW - 10, Timing.LATE),
    ],
)
def test_every_row_of_the_table_of_clocks(
    moment: float, newest: float | None, expected: Timing
) -> None:
    assert timing_of(moment, newest, NOW) is expected


moments = st.floats(0, NOW + 1000 * DAY)


@given(moments, moments, moments)
def test_what_counts_is_newer_than_all_before(moment: float, newest: float, now: float) -> None:
    timing = timing_of(moment, newest, now)
    if timing is Timing.ON_TIME:
        assert newest < moment <= now + AHEAD
    if timing is Timing.SKEWED:
        assert newest < now


@pytest.mark.parametrize(
    ("before", "total", "hours", "litres", "counter"),
    [
        (None, 5000, 0, 0, Counter.FIRST),
        (5000, 5000, 1, 0, Counter.RAN),
        (5000, 5120, 1, 120, Counter.RAN),
        (5000, 4998, 1, 0, Counter.BACK),
        (99_990, 15, 1, 25, Counter.ROLLED),
        (9_999, 2, 1, 3, Counter.ROLLED),
        (5000, 3, 1, 0, Counter.SWAPPED),
        (5000, 912_000, 1, 0, Counter.SWAPPED),
        (5000, 5000 + FASTEST * 200, 200, FASTEST * 200, Counter.RAN),  # the meter was silent
    ],
)
def test_every_row_of_the_table_of_counters(
    before: float | None, total: float, hours: float, litres: float, counter: Counter
) -> None:
    use = used(before, total, hours)
    assert (use.litres, use.counter) == (litres, counter)


figures = st.floats(0, 10 ** max(DIGITS), allow_nan=False)


@given(figures, figures, st.floats(0, 2000))
def test_use_is_never_negative_nor_more_than_a_pipe_gives(
    before: float, total: float, hours: float
) -> None:
    use = used(before, total, hours)
    assert 0 <= use.litres <= FASTEST * max(hours, 1)
    assert use.total >= min(total, before) - JITTER


@given(st.lists(st.integers(0, 400), max_size=40))
def test_nothing_is_lost_when_a_counter_rolls_over(amounts: list[int]) -> None:
    total, litres, before = 99_900.0, 0.0, 99_900.0
    for amount in amounts:
        total = (total + amount) % 100_000
        use = used(before, total, 1)
        litres, before = litres + use.litres, use.total
    assert litres == sum(amounts)


def test_the_bound_of_silence() -> None:
    assert silence_allowed(3600) == 3 * 3600
    assert silence_allowed(60, 3, 900) == 900


def test_units_are_reckoned_to_litres_or_refused() -> None:
    assert amount_in_base_unit(at(0, 0.25, unit="m3")) == 250
    with pytest.raises(Invalid, match="gallon"):
        amount_in_base_unit(at(0, 1, Measure.WATER_USED, "gallon"))
