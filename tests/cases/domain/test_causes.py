"""Which repeated matters are proposed, and what two counts allow us to say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.causes import (
    WINDOW,
    Comparison,
    Proposal,
    Reason,
    Reported,
    Trend,
    effect,
    propose,
    two_sided,
)

NOW = datetime(2026, 11, 16, tzinfo=UTC)
COMMUNITY, LEFT, RIGHT = "1" * 32, "1" * 32 + "00000002", "1" * 32 + "00000003"


def said(days_ago: float, *, area: str = LEFT, who: str = "", home: str = "") -> Reported:
    return Reported(
        category=7,
        area=area,
        community=COMMUNITY,
        home=home or area,
        at=NOW - timedelta(days=days_ago),
        voices=1,
        reporters=frozenset({who} if who else ()),
    )


LONG_AGO = NOW - 3 * WINDOW


def found(*cases: Reported, since: datetime = LONG_AGO) -> list[Proposal]:
    return propose(cases, until=NOW, since={COMMUNITY: since})


def test_three_cases_of_two_people_are_proposed() -> None:
    (one,) = found(said(1, who="a"), said(2, who="a"), said(3, who="b"))
    assert (one.area, one.compared.count, one.people, one.unnamed) == (LEFT, 3, 2, 0)
    assert one.reasons == (Reason.REPEATED,)


def test_one_persons_many_reports_are_no_cause() -> None:
    assert found(*(said(day, who="a") for day in range(1, 9))) == []


def test_cases_without_a_name_are_counted_apart() -> None:
    (one,) = found(said(1), said(2), said(3, who="a"))
    assert (one.people, one.unnamed) == (1, 2)


def test_two_cases_are_not_enough_and_what_is_old_does_not_count() -> None:
    old = [said(WINDOW.days * 2 + day) for day in range(1, 9)]
    assert found(said(1), said(2), *old) == []


def test_what_is_spread_over_compounds_is_proposed_for_the_whole() -> None:
    rows = [said(day, area=area) for day in (1, 2, 3) for area in (LEFT, RIGHT)]
    one, *others = found(*rows)
    assert (one.area, one.compared.count) == (COMMUNITY, 6)
    assert Reason.SPREAD in one.reasons
    assert {other.area for other in others} == {LEFT, RIGHT}


def test_what_is_really_one_compounds_stands_there_alone() -> None:
    rows = [*(said(day) for day in range(1, 9)), said(1, area=RIGHT)]
    assert [one.area for one in found(*rows)] == [LEFT]


def test_with_one_month_of_records_there_is_nothing_to_compare_with() -> None:
    month = [said(day, who=f"{day}") for day in range(1, 20)]
    (one,) = found(*month, since=NOW - timedelta(days=30))
    assert (one.compared.before, one.compared.trend) == (None, Trend.NOTHING_BEFORE)
    assert one.reasons == (Reason.REPEATED,)
    assert found(*month)[0].compared.trend is Trend.MORE, "a quiet time before is a time before"


def test_more_than_before_is_said_only_when_it_is_hardly_chance() -> None:
    grown = [*(said(day) for day in range(1, 13)), said(70)]
    assert Reason.MORE_THAN_BEFORE in found(*grown)[0].reasons
    same = [*(said(day) for day in range(1, 8)), *(said(60 + day) for day in range(1, 6))]
    assert Reason.MORE_THAN_BEFORE not in found(*same)[0].reasons
    assert Reason.STAYED in found(*same)[0].reasons


@pytest.mark.parametrize(
    ("count", "before", "trend"),
    [
        (3, 1, Trend.TOO_FEW),
        (0, 9, Trend.TOO_FEW),
        (8, 5, Trend.CHANCE),
        (12, 2, Trend.MORE),
        (2, 12, Trend.FEWER),
        (0, 0, Trend.TOO_FEW),
    ],
)
def test_what_two_counts_allow(count: int, before: int, trend: Trend) -> None:
    assert Comparison(count, before).trend is trend


def test_the_test_is_the_exact_one() -> None:
    assert two_sided(0, 10) == pytest.approx(2 / 2**10)
    assert two_sided(2, 12) == pytest.approx(2 * (1 + 14 + 91) / 2**14)
    assert two_sided(5, 5) == 1.0


@given(st.integers(0, 400), st.integers(0, 400))
def test_it_is_a_probability_and_fair_to_both_sides(first: int, second: int) -> None:
    assert 0 <= two_sided(first, second) <= 1
    assert two_sided(first, second) == two_sided(second, first)


def test_an_effect_compares_as_many_days_after_as_before() -> None:
    chosen, done = NOW - timedelta(days=40), NOW - timedelta(days=20)
    before = [chosen - timedelta(days=day) for day in (1, 5, 19, 30)]
    during = [chosen + timedelta(days=3), done - timedelta(hours=1)]
    after = [done + timedelta(days=2)]
    at = {"chosen_at": chosen, "done_at": done, "now": NOW}
    told = effect(before + during + after, since=LONG_AGO, **at)
    assert told is not None
    assert (told.days, told.compared, told.is_final) == (20, Comparison(1, 3), False)
    later = effect(before, since=LONG_AGO, **{**at, "now": NOW + timedelta(days=300)})
    assert later is not None and later.days == WINDOW.days and later.is_final


def test_nothing_is_compared_with_days_before_the_records() -> None:
    begun = NOW - timedelta(days=12)
    at = {"chosen_at": NOW - timedelta(days=9), "done_at": NOW - timedelta(days=3)}
    for days, before in ((0, 1), (1, None)):
        told = effect([begun], since=begun, now=NOW + timedelta(days=days), **at)
        assert told is not None and told.compared.before == before


def test_on_the_first_day_nothing_is_said() -> None:
    soon = NOW + timedelta(hours=20)
    assert effect([], chosen_at=NOW, done_at=NOW, now=soon, since=LONG_AGO) is None
