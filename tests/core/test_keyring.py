"""Data keys: made once, remembered by the process, found when another one made them."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from liren.core import crypto, keyring
from liren.core.datasets import sealed_columns
from liren.core.keyring import MasterMissing
from liren.core.models import DataKey


@pytest.fixture(autouse=True)
def _own_ring() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


@pytest.mark.django_db
def test_every_purpose_has_its_key_once_the_tables_are_there() -> None:
    purposes = {column.purpose for column in sealed_columns()}
    assert purposes <= set(DataKey.objects.values_list("purpose", flat=True))


@pytest.mark.django_db
def test_a_process_asks_for_its_keys_once() -> None:
    with CaptureQueriesContext(connection) as asked:
        for number in range(50):
            blob = crypto.seal("13900000000", purpose="phone", row=f"person:{number}")
            crypto.unseal(blob, purpose="phone", row=f"person:{number}")
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_key_is_stored_wrapped_only() -> None:
    key = keyring.writing("phone")
    row = DataKey.objects.get(pk=key.id)
    assert row.wrapped is not None and key.secret not in bytes(row.wrapped)
    assert key.secret.hex() not in repr(key)


@pytest.mark.django_db
def test_a_wrapped_key_does_not_open_under_another_purpose() -> None:
    one, other = keyring.writing("phone"), keyring.writing("email")
    wrapped = DataKey.objects.get(pk=one.id).wrapped
    DataKey.objects.filter(pk=other.id).update(wrapped=wrapped)
    with pytest.raises(MasterMissing):
        keyring.unwrapped(DataKey.objects.get(pk=other.id))


@pytest.mark.django_db
def test_without_the_master_key_nothing_is_sealed_or_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blob = crypto.seal("words", purpose="phone", row="r")
    keyring.forget()
    monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", [os.urandom(32).hex()])
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(blob, purpose="phone", row="r")
    with pytest.raises(MasterMissing):
        crypto.seal("words", purpose="phone", row="r")


@pytest.mark.django_db(transaction=True)
def test_a_key_of_a_transaction_that_did_not_happen_is_forgotten() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        first = crypto.seal("words", purpose="tests.new", row="r")
        assert crypto.unseal(first, purpose="tests.new", row="r") == "words"
        raise RuntimeError
    assert not DataKey.objects.filter(purpose="tests.new").exists()
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(first, purpose="tests.new", row="r")
    second = crypto.seal("words", purpose="tests.new", row="r")
    assert crypto.unseal(second, purpose="tests.new", row="r") == "words"
    assert DataKey.objects.filter(purpose="tests.new").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_was_rolled_back_takes_its_key_along() -> None:
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            crypto.seal("words", purpose="tests.new", row="r")
            raise RuntimeError
        blob = crypto.seal("words", purpose="tests.new", row="r")
    keyring.forget()
    assert crypto.unseal(blob, purpose="tests.new", row="r") == "words"


@pytest.mark.django_db
def test_a_key_that_another_process_made_is_found() -> None:
    keyring.writing("phone")
    new = keyring.new_row("tests.other")
    new.save()
    blob = crypto.seal_with(keyring.unwrapped(new), "words", row="r")
    assert crypto.unseal(blob, purpose="tests.other", row="r") == "words"


@pytest.mark.django_db
def test_a_key_that_another_process_retired_is_written_with_for_a_minute_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = keyring.writing("phone")
    row = keyring.new_row("phone")
    DataKey.objects.filter(pk=old.id).update(retired_at=row.made_at)
    row.save()
    assert keyring.writing("phone").id == old.id
    monkeypatch.setattr(keyring, "LOOK_EVERY", 0.0)
    assert keyring.writing("phone").id == row.pk
