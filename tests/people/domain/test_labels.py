"""Labels follow from what is known, with reason and date."""

from datetime import date

import pytest

from liren.people.domain.freshness import stale_on
from liren.people.domain.labels import Known, age_on, labels_of, reached

ON = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("known", "labels"),
    [
        (Known("1966-11-16"), {"elder"}),
        (Known("1966-11-17"), set()),  # the day before
        (Known("1966"), {"elder"}),
        (Known("1946-01-27"), {"elder", "aged"}),
        (Known("2010-05"), {"minor"}),
        (Known(""), set()),
        (Known("1990", companions=()), {"lives_alone"}),
        (Known("1940", companions=()), {"elder", "aged", "lives_alone", "elder_alone"}),
        (Known("1940", says_alone=True), {"elder", "aged", "lives_alone", "elder_alone"}),
        # The register knows of somebody else at home: a word from the past is no label.
        (Known("1990", says_alone=True, companions=("1991",)), set()),
        (Known("1940", companions=("1942",)), {"elder", "aged", "empty_nest"}),
        (Known("1940", companions=("1942", "1990")), {"elder", "aged"}),
        (Known("1940", companions=("",)), {"elder", "aged"}),
    ],
)
def test_labels_follow_from_the_register(known: Known, labels: set[str]) -> None:
    assert set(labels_of(known, ON)) == labels


def test_a_label_says_why_and_since_when() -> None:
    reason = labels_of(Known("1946-01-27", companions=()), ON)
    assert (reason["aged"].why, reason["aged"].since, reason["aged"].detail) == (
        "age", date(2026, 1, 27), "1946",
    )  # fmt: skip
    assert reason["lives_alone"].why == "only_one_here"


def test_birthdays_of_leap_years_are_on_the_first_of_march() -> None:
    assert reached("1948-02-29", 80) == date(2028, 2, 29)
    assert reached("1944-02-29", 61) == date(2005, 3, 1)
    assert age_on("1966-11-17", ON) == 59


def test_tenants_are_asked_more_often() -> None:
    assert stale_on(ON, is_tenant=True) < stale_on(ON)
