"""Sealed values open only for their own row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core import crypto


@given(st.text(max_size=200))
def test_what_was_sealed_opens_again(text: str) -> None:
    blob = crypto.seal(text, purpose="contact", row="person:1")
    assert crypto.unseal(blob, purpose="contact", row="person:1") == text


def test_a_value_cannot_be_pasted_onto_another_row() -> None:
    blob = crypto.seal("13900000000", purpose="contact", row="person:1")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(blob, purpose="contact", row="person:2")


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_damaged_value_does_not_open(position: int) -> None:
    blob = bytearray(crypto.seal("words", purpose="contact", row="r"))
    blob[position] ^= 1
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(bytes(blob), purpose="contact", row="r")


def test_equal_values_have_one_index_and_purposes_do_not_share_it() -> None:
    one = crypto.blind_index("13900000000", purpose="phone")
    assert one == crypto.blind_index("13900000000", purpose="phone")
    assert one != crypto.blind_index("13900000000", purpose="name")
    assert len(one) == crypto.INDEX_BYTES


def test_sealing_twice_does_not_show_that_the_values_are_equal() -> None:
    assert crypto.seal("a", purpose="p", row="r") != crypto.seal("a", purpose="p", row="r")
