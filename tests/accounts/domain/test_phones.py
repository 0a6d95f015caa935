"""Telephone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.accounts.domain.phones import PhoneUnusable, mask, normal


@pytest.mark.parametrize(
    "written", ["13812348383", "138 1234 8383", "+86 138-1234-8383", "008613812348383"]
)
def test_one_number_in_many_spellings_is_one_number(written: str) -> None:
    assert normal(written) == "+8613812348383"


def test_a_land_line_and_a_foreign_number_are_numbers() -> None:
    assert normal("010 6552 9988") == "+861065529988"
    assert normal("+44 20 7946 0958") == "+442079460958"


@pytest.mark.parametrize("written", ["", "12345", "居委会", "1381234838", "+", "1" * 300])
def test_what_cannot_be_rung_is_refused(written: str) -> None:
    with pytest.raises(PhoneUnusable):
        normal(written)


def test_a_masked_number_shows_first_three_and_last_four() -> None:
    assert mask("+8613812348383") == "138****8383"
    assert mask("12345") == "*****"


@given(st.from_regex(r"\+86\d{11}", fullmatch=True))
def test_a_mask_hides_four_digits_and_keeps_the_length(phone: str) -> None:
    shown = mask(phone)
    assert (len(shown), shown.count("*")) == (11, 4)
