"""Who needs a visit, and in which order one walks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from liren.care.domain import visits as rules
from liren.care.domain.visits import Known, Need

TODAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("labels", "every"),
    [
        ({"elder_alone"}, 14),
        ({"aged"}, 30),
        ({"elder_alone", "aged", "lives_alone"}, 7),
        ({"lives_alone"}, 60),
    ],
)
def test_the_strictest_label_counts(labels: set[str], every: int) -> None:
    need = rules.need_of(Known(frozenset(labels), TODAY), TODAY)
    assert need is not None and need.due == TODAY + timedelta(days=every)


def test_an_alert_since_the_last_visit_is_due_at_once_and_says_why() -> None:
    need = rules.need_of(Known(frozenset({"aged"}), TODAY, alerts=1), TODAY)
    assert need == Need(TODAY, ("alerts", "aged"))


def test_whoever_was_never_visited_is_due_and_the_young_are_not() -> None:
    assert rules.need_of(Known(frozenset({"aged"})), TODAY) == Need(TODAY, ("never", "aged"))
    assert rules.need_of(Known(frozenset()), TODAY) is None


def test_doors_as_one_walks() -> None:
    stairs, other = "0" * 24, "0" * 23 + "1"
    doors = [(other, "101室"), (stairs, "1201室"), (stairs, "302室"), (stairs, "301室")]
    walked = sorted(doors, key=lambda one: rules.door_key(one[0] + "x" * 8, one[1]))
    assert [name for _, name in walked] == ["301室", "302室", "1201室", "101室"]


def test_a_wrong_clock_does_no_harm() -> None:
    wrong = NOW.replace(year=2020)
    assert rules.done_at(wrong, wrong + timedelta(hours=2), NOW) == NOW - timedelta(hours=2)
    for ago in (timedelta(hours=-1), timedelta(days=8)):
        assert rules.done_at(wrong, wrong + ago, NOW) == NOW
