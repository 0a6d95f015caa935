"""Orders of one's own, ranks by homes; what homes say of a measure, and when silence is long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.deliberation.domain.evaluation import Verdict, is_silent, tally
from liren.deliberation.domain.lists import ranked, shuffled

KEYS = [str(number) for number in range(1, 9)]
NOW = datetime(2026, 11, 16, tzinfo=UTC)


def test_one_person_sees_always_the_same_order_and_others_another() -> None:
    orders = {tuple(shuffled(KEYS, topic=1, person=person)) for person in range(200)}
    assert len(orders) > 190
    assert shuffled(KEYS, topic=1, person=7) == shuffled(reversed(KEYS), topic=1, person=7)
    assert sorted(shuffled(KEYS, topic=2, person=7)) == KEYS


def test_no_line_stands_first_for_too_many() -> None:
    firsts = [shuffled(KEYS, topic=1, person=person)[0] for person in range(800)]
    assert max(firsts.count(key) for key in KEYS) < 150  # a hundred each, by chance


@given(
    st.lists(st.tuples(st.integers(1, 6), st.sets(st.sampled_from(KEYS), max_size=4)), max_size=20)
)
def test_ticking_more_often_from_one_home_changes_nothing(
    ticks: list[tuple[int, set[str]]],
) -> None:
    once = ranked(ticks, KEYS)
    assert ranked([*ticks, *ticks], KEYS) == once
    assert [one.homes for one in once] == sorted((one.homes for one in once), reverse=True)
    assert sum(one.rank == 1 for one in once) >= 1


@pytest.mark.parametrize(
    ("answers", "fewest", "verdict"),
    [
        ([], 1, Verdict.WAITING),
        (["settled", "settled"], 3, Verdict.WAITING),
        (["settled", "settled", "not"], 3, Verdict.FAVOURABLE),
        (["settled", "not"], 2, Verdict.UNFAVOURABLE),  # exactly half is not more than half
        (["settled", "partly", "partly"], 3, Verdict.UNFAVOURABLE),
        (["not"], 0, Verdict.UNFAVOURABLE),  # one at least must have spoken
    ],
)
def test_more_than_half_must_call_it_settled(
    answers: list[str], fewest: int, verdict: Verdict
) -> None:
    assert tally(answers, fewest=fewest).verdict is verdict


def test_thirty_days_are_long() -> None:
    assert not is_silent(NOW - timedelta(days=29, hours=23), NOW)
    assert is_silent(NOW - timedelta(days=30), NOW)
