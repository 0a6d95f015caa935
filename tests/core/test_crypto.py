"""Sealed values open only for their own row, whatever they were sealed with."""

import os

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from liren.core import ciphers, crypto, keyring
from liren.core.ciphers import Algorithm
from liren.core.models import DataKey

pytestmark = pytest.mark.django_db


class SealedTexts(TestCase):
    """A property over many texts."""

    @given(st.text(max_size=200))
    def test_what_was_sealed_opens_again(self, text: str) -> None:
        blob = crypto.seal(text, purpose="phone", row="person:1")
        assert crypto.unseal(blob, purpose="phone", row="person:1") == text


@pytest.fixture(params=["sm4", "aes"])
def cipher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Keys made from now on are of this algorithm."""
    monkeypatch.setattr(settings, "LIREN_CIPHER", request.param)
    return str(request.param)


def derived(text: str, *, purpose: str, row: str) -> bytes:
    """A value as it was sealed before there were data keys."""
    nonce = bytes(range(12))
    key = keyring.derived_from(keyring.masters()[0], purpose)
    sealed = ciphers.encrypt(Algorithm.SM4, key, nonce, text.encode(), row.encode())
    return b"\x01\x01" + nonce + sealed


def test_a_value_says_its_algorithm_and_key(cipher: str) -> None:
    blob = crypto.seal("13900000000", purpose="contact", row="person:1")
    key = DataKey.objects.get(purpose="contact")
    assert (blob[0], int.from_bytes(blob[1:5], "big")) == (ciphers.BY_NAME[cipher], key.pk)
    assert len(blob) == 5 + 12 + 11 + 16
    assert crypto.unseal(blob, purpose="contact", row="person:1") == "13900000000"


def test_the_known_answer_of_rfc_8998() -> None:
    """Appendix A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    text = bytes.fromhex("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8)
    text += bytes.fromhex("ee" * 8 + "aa" * 8)
    sealed = ciphers.encrypt(Algorithm.SM4, key, nonce, text, bound)
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert ciphers.decrypt(Algorithm.SM4, key, nonce, sealed, bound) == text


def test_a_value_from_before_there_were_data_keys_opens() -> None:
    blob = derived("13900000000", purpose="phone", row="person:1")
    assert crypto.unseal(blob, purpose="phone", row="person:1") == "13900000000"
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(blob, purpose="phone", row="person:2")


def test_a_value_cannot_be_pasted_onto_another_row(cipher: str) -> None:
    blob = crypto.seal("13900000000", purpose="contact", row="person:1")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(blob, purpose="contact", row="person:2")


def test_a_value_of_one_purpose_does_not_open_for_another(cipher: str) -> None:
    blob = crypto.seal("13900000000", purpose="contact", row="person:1")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(blob, purpose="phone", row="person:1")


@pytest.mark.parametrize("position", [0, 1, 4, 5, 20, -1])
def test_a_damaged_value_does_not_open(cipher: str, position: int) -> None:
    blob = bytearray(crypto.seal("words", purpose="contact", row="r"))
    blob[position] ^= 1
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(bytes(blob), purpose="contact", row="r")


@pytest.mark.parametrize("length", [0, 1, 4, 5, 20, 32, 33])
def test_a_cut_value_does_not_open(length: int) -> None:
    blob = crypto.seal("words", purpose="contact", row="r")
    for cut in (blob[:length], b"\x01\x01" + os.urandom(length), os.urandom(length)):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(cut, purpose="contact", row="r")


def test_equal_values_have_one_index_and_purposes_do_not_share_it() -> None:
    one = crypto.blind_index("13900000000", purpose="phone")
    assert one == crypto.blind_index("13900000000", purpose="phone")
    assert one != crypto.blind_index("13900000000", purpose="name")
    assert len(one) == crypto.INDEX_BYTES


def test_an_index_does_not_hang_on_the_master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = crypto.blind_index("13900000000", purpose="phone")
    monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", [os.urandom(32).hex()])
    assert crypto.blind_index("13900000000", purpose="phone") == before
    monkeypatch.setattr(settings, "LIREN_INDEX_KEY", os.urandom(32).hex())
    assert crypto.blind_index("13900000000", purpose="phone") != before


def test_sealing_twice_does_not_show_that_the_values_are_equal() -> None:
    one = crypto.seal("a", purpose="phone", row="r")
    assert one != crypto.seal("a", purpose="phone", row="r")
