"""Rates stand on what was due, and on nothing that is not shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.measures import (
    DEFINITIONS,
    CaseRecord,
    Counts,
    ExcludedCase,
    Exclusion,
    Period,
    Rate,
    RateKey,
    measure,
    measures_of,
)

NOVEMBER = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
UNREASONABLE = Exclusion(reason="Outside the law", approver="Street office, Zhou")


def day(number: int, month: int = 11) -> datetime:
    return datetime(2026, month, number, 9, tzinfo=UTC)


PLAIN = CaseRecord(number="plain", received_at=day(2), filed_at=day(2), due_by=day(9))
CLOSED = replace(PLAIN, number="closed in time", closed_at=day(8))
CLOSED_LATE = replace(PLAIN, number="closed late", closed_at=day(10))
STILL_OPEN = replace(PLAIN, number="still open")


def parts(rate: Rate) -> tuple[int, int]:
    return rate.numerator, rate.denominator


def test_the_bulletin_gives_its_published_rates() -> None:
    counts = Counts(received=1_054, filed=996, due=972, closed=911, on_time=737)
    rates = measures_of(counts).rates
    assert rates[RateKey.CLOSED].percentage == Decimal("93.72")
    assert rates[RateKey.ON_TIME].percentage == Decimal("75.82")
    assert rates[RateKey.CLOSED].exact == Fraction(911, 972)
    assert parts(rates[RateKey.OVERDUE]) == (235, 972)
    assert str(rates[RateKey.FILED].percentage) == "94.50"


def test_the_bulletin_comes_out_of_its_cases_too() -> None:
    november, december = day(9), day(9, month=12)
    stages = [(737, november, day(8)), (174, november, day(20)), (61, november, None)]
    stages.append((24, december, None))
    cases = [
        replace(PLAIN, number=f"{due_by:%m}-{closed_at}-{n}", due_by=due_by, closed_at=closed_at)
        for count, due_by, closed_at in stages
        for n in range(count)
    ]
    cases += [replace(PLAIN, number=f"refused {n}", filed_at=None, due_by=None) for n in range(58)]
    result = measure(cases, NOVEMBER)
    assert result.counts == Counts(received=1_054, filed=996, due=972, closed=911, on_time=737)
    assert result.rates[RateKey.CLOSED].percentage == Decimal("93.72")


def test_nothing_counted_is_neither_none_nor_all() -> None:
    for rate in measure([], NOVEMBER).rates.values():
        assert rate.exact is None
        assert rate.percentage is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "percentage"),
    [
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),  # 0.125 rounds up
        (7, 800, "0.88"),  # 0.875 too: half up, not to the even digit
        (0, 7, "0.00"),
        (7, 7, "100.00"),
    ],
)
def test_percentages_round_half_up(numerator: int, denominator: int, percentage: str) -> None:
    rate = Rate(key=RateKey.CLOSED, numerator=numerator, denominator=denominator)
    assert str(rate.percentage) == percentage


def test_only_what_is_due_in_the_period_stands_below_the_line() -> None:
    cases = [
        CLOSED,
        CLOSED_LATE,
        STILL_OPEN,
        replace(PLAIN, number="early", due_by=day(9, month=12), closed_at=day(8)),
        replace(PLAIN, number="due at the turn", due_by=NOVEMBER.end),
        replace(
            PLAIN, number="from October", received_at=day(20, month=10), filed_at=day(20, month=10)
        ),
        replace(PLAIN, number="refused", filed_at=None),
        replace(PLAIN, number="closed in December", closed_at=day(1, month=12)),
    ]
    rates = measure(cases, NOVEMBER).rates
    assert parts(rates[RateKey.CLOSED]) == (2, 5)
    assert parts(rates[RateKey.ON_TIME]) == (1, 5)
    assert parts(rates[RateKey.OVERDUE]) == (4, 5)
    assert parts(rates[RateKey.FILED]) == (6, 7)


def test_closed_at_the_due_moment_is_in_time() -> None:
    rates = measure([replace(PLAIN, number="last moment", closed_at=day(9))], NOVEMBER).rates
    assert parts(rates[RateKey.ON_TIME]) == (1, 1)


def test_what_happens_after_the_period_changes_no_published_figure() -> None:
    later = replace(STILL_OPEN, closed_at=day(5, month=12), asked=True, solved=True)
    assert measure([STILL_OPEN], NOVEMBER).rates == measure([later], NOVEMBER).rates


def test_an_excluded_case_is_named_and_can_be_put_back() -> None:
    excluded = replace(STILL_OPEN, exclusion=UNREASONABLE)
    result = measure([CLOSED, excluded], NOVEMBER)
    assert parts(result.rates[RateKey.CLOSED]) == (1, 1)
    assert parts(result.with_excluded[RateKey.CLOSED]) == (1, 2)
    assert result.excluded == (
        ExcludedCase("still open", "Outside the law", "Street office, Zhou"),
    )


def test_an_excluded_case_of_another_period_is_not_listed() -> None:
    far = day(9, month=3)
    other = replace(
        PLAIN, number="other", received_at=far, filed_at=far, due_by=far, exclusion=UNREASONABLE
    )
    assert measure([CLOSED, other], NOVEMBER).excluded == ()


@pytest.mark.parametrize(("reason", "approver"), [("", "Zhou"), ("Outside the law", " ")])
def test_an_exclusion_without_reason_or_approver_is_refused(reason: str, approver: str) -> None:
    with pytest.raises(ValueError, match="reason and an approver"):
        Exclusion(reason=reason, approver=approver)


def test_call_backs_show_how_many_answered_of_those_asked() -> None:
    cases = [
        replace(CLOSED, number="1", asked=True, solved=True, satisfied=False),
        replace(CLOSED, number="2", asked=True, solved=False),
        replace(CLOSED, number="3", asked=True),
        replace(CLOSED, number="4"),
        replace(STILL_OPEN, number="5", asked=True, solved=True),
    ]
    rates = measure(cases, NOVEMBER).rates
    solved, satisfied = rates[RateKey.SOLVED], rates[RateKey.SATISFIED]
    assert (solved.answered, solved.asked, parts(solved)) == (2, 3, (1, 2))
    assert (satisfied.answered, satisfied.asked, parts(satisfied)) == (1, 3, (0, 1))
    assert satisfied.percentage == Decimal("0.00")


def test_responses_are_measured_against_all_who_waited() -> None:
    cases = [
        replace(PLAIN, number="in time", response_due=day(3), response_at=day(3)),
        replace(PLAIN, number="late", response_due=day(3), response_at=day(4)),
        replace(PLAIN, number="never", response_due=day(3)),
        replace(PLAIN, number="in December", response_due=day(3, month=12), response_at=day(2)),
    ]
    response = measure(cases, NOVEMBER).rates[RateKey.RESPONDED]
    assert (response.answered, response.asked, parts(response)) == (2, 3, (1, 3))


def test_rework_is_of_the_closed_and_extension_of_the_due() -> None:
    cases = [replace(CLOSED, reworked=True), CLOSED_LATE, replace(STILL_OPEN, extended=True)]
    rates = measure(cases, NOVEMBER).rates
    assert parts(rates[RateKey.REWORKED]) == (1, 2)
    assert parts(rates[RateKey.EXTENDED]) == (1, 3)


def test_a_case_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        measure([CLOSED, CLOSED], NOVEMBER)


@pytest.mark.parametrize(
    "counts",
    [
        {"filed": 1},
        {"due": 3, "closed": 4},
        {"due": 3, "closed": 2, "on_time": 3},
        {"received": -1},
    ],
)
def test_a_part_greater_than_its_whole_is_refused(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        Counts(**counts)


def test_every_rate_has_a_definition_of_its_own() -> None:
    assert set(DEFINITIONS) == set(RateKey) == set(measure([], NOVEMBER).rates)
    assert len(set(DEFINITIONS.values())) == len(RateKey)
    assert Rate(key=RateKey.CLOSED, numerator=0, denominator=0).definition.startswith("Of the")


moments = st.integers(-40 * 24, 60 * 24).map(lambda hours: NOVEMBER.start + timedelta(hours=hours))
maybe = st.none() | moments
answers = st.none() | st.booleans()


@st.composite
def records(draw: st.DrawFn) -> list[CaseRecord]:
    return [
        CaseRecord(
            number=str(number),
            received_at=draw(moments),
            filed_at=draw(maybe),
            due_by=draw(maybe),
            closed_at=draw(maybe),
            response_due=draw(maybe),
            response_at=draw(maybe),
            exclusion=draw(st.sampled_from([None, UNREASONABLE])),
            asked=draw(st.booleans()),
            solved=draw(answers),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


@given(cases=records())
def test_any_cases_give_rates_between_nothing_and_all(cases: list[CaseRecord]) -> None:
    result = measure(cases, NOVEMBER)
    for key, rate in result.rates.items():
        assert 0 <= rate.numerator <= rate.denominator
        assert rate.exact is None or 0 <= rate.exact <= 1
        assert rate.denominator <= result.with_excluded[key].denominator
    assert result.rates[RateKey.ON_TIME].numerator <= result.rates[RateKey.CLOSED].numerator
