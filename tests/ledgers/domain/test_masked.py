"""Numbers of somebody are covered; dates are shown, all in the same way."""

import pytest

from liren.ledgers.domain.masked import masked_sample


@pytest.mark.parametrize(
    "text",
    ["1992-12-02", "1980.1.1", "1948年9月26日", "12/31/1990", "填报时间：2026年9月30日", "3-2-502"],
)
def test_a_date_is_shown(text: str) -> None:
    assert masked_sample(text) == text


def test_digits_without_separators_are_a_date_only_where_the_column_holds_dates() -> None:
    assert masked_sample("19480926") == "194**926"
    assert masked_sample("19480926", "birth_date") == "19480926"


@pytest.mark.parametrize(
    "text, shown",
    [
        ("15400001234", "154*****234"),
        ("999901194809260012", "999************012"),
        ("1992-12-02 15400001234", "1992-12-02 154*****234"),
        ("0571-8888-1234", "057*-****-*234"),
    ],
)
def test_a_number_of_somebody_is_covered_beside_a_date_too(text: str, shown: str) -> None:
    assert masked_sample(text, "birth_date") == shown
