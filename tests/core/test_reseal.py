"""A new key: every value is sealed anew, nothing written meanwhile is lost, the old key goes."""

import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from liren.accounts.models import User
from liren.core import audit, ciphers, crypto, jobs, keyring, reseal
from liren.core.ciphers import Algorithm
from liren.core.models import DataKey, KeyRotation
from tests.core.test_crypto import derived

pytestmark = pytest.mark.django_db
LATER = reseal.GRACE + timedelta(seconds=1)
PHONE = "phone"


@pytest.fixture(autouse=True)
def _own_ring() -> Iterator[None]:
    """The next test finds other keys under the same numbers."""
    keyring.forget()
    yield
    keyring.forget()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[User]:
    """People with a telephone, some of them from before there were data keys."""
    monkeypatch.setattr(reseal, "BATCH", 7)
    return [sealed_user(n, before=n % 3 == 0) for n in range(20)]


def sealed_user(number: int, *, before: bool = False) -> User:
    seal = derived if before else crypto.seal
    name = f"u{number}"
    blob = seal(phone_of(number), purpose=PHONE, row=f"user:{name}")
    return User.objects.create(
        username=name, phone_sealed=blob, phone_index=secrets.token_bytes(16)
    )


def phone_of(number: int) -> str:
    return f"139{number:08d}"


def opened(user: User) -> str:
    user.refresh_from_db()
    assert user.phone_sealed is not None
    return crypto.unseal(bytes(user.phone_sealed), purpose=PHONE, row=f"user:{user.username}")


def heads() -> set[bytes]:
    values = User.objects.filter(phone_sealed__isnull=False).values_list("phone_sealed", flat=True)
    return {bytes(value)[:5] for value in values if value is not None}


def finish(rotation: KeyRotation, now: datetime) -> int:
    batches = 0
    while reseal.reseal_batch(rotation.pk, now):
        batches += 1
        assert batches < 200
    rotation.refresh_from_db()
    return batches


def test_every_value_is_sealed_anew_and_the_old_keys_are_destroyed(
    many: list[User], now: datetime
) -> None:
    old = DataKey.objects.get(purpose=PHONE, retired_at=None)
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    assert finish(rotation, now) >= 3
    assert (rotation.resealed, rotation.broken, rotation.finished_at) == (20, 0, now)
    assert heads() == {keyring.head_of(rotation.key)}
    assert [opened(user) for user in many] == [phone_of(n) for n in range(20)]
    assert reseal.count_under(old) == 0
    assert reseal.destroy_unneeded(now + reseal.GRACE / 2) == []
    assert reseal.destroy_unneeded(now + LATER) == [old]
    old.refresh_from_db()
    assert (old.wrapped, old.destroyed_at) == (None, now + LATER)
    assert [opened(user) for user in many] == [phone_of(n) for n in range(20)]
    assert audit.verify() == []


def test_what_is_written_from_now_on_has_the_new_key(many: list[User], now: datetime) -> None:
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    keyring.forget()  # what the commit does
    assert crypto.seal("words", purpose=PHONE, row="r")[:5] == keyring.head_of(rotation.key)


def test_a_key_that_values_need_is_not_destroyed(many: list[User], now: datetime) -> None:
    old = DataKey.objects.get(purpose=PHONE, retired_at=None)
    reseal.begin_rotation(purpose=PHONE, now=now)
    with pytest.raises(reseal.KeyNeeded, match="13 values"):
        reseal.destroy_key(old, now + LATER)
    assert reseal.destroy_unneeded(now + LATER) == []
    with pytest.raises(reseal.KeyNeeded, match="new values"):
        reseal.destroy_key(DataKey.objects.get(purpose=PHONE, retired_at=None), now + LATER)


def test_a_value_that_was_written_meanwhile_is_kept(
    many: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading and the writing of a batch somebody else changes a number."""
    seal_with, changed = crypto.seal_with, many[2]

    def slow(key: keyring.Key, text: str, *, row: str) -> bytes:
        if row == f"user:{changed.username}" and text == phone_of(2):
            blob = crypto.seal("13700000000", purpose=PHONE, row=row)
            User.objects.filter(pk=changed.pk).update(phone_sealed=blob)
        return seal_with(key, text, row=row)

    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    monkeypatch.setattr(crypto, "seal_with", slow)
    finish(rotation, now)
    assert opened(changed) == "13700000000"
    assert heads() == {keyring.head_of(rotation.key)}


def test_what_a_slow_process_wrote_with_the_old_key_is_found_at_the_end(
    many: list[User], now: datetime
) -> None:
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    for _ in range(3):
        reseal.reseal_batch(rotation.pk, now)
    sealed = derived("13700000000", purpose=PHONE, row="user:u0")
    User.objects.filter(username="u0").update(phone_sealed=sealed)
    finish(rotation, now)
    assert opened(many[0]) == "13700000000"
    assert heads() == {keyring.head_of(rotation.key)}


def test_it_stops_and_goes_on_where_it_was(many: list[User], now: datetime) -> None:
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    assert reseal.reseal_batch(rotation.pk, now)
    assert reseal.stop_rotation(purpose=PHONE, now=now) == 1
    assert not reseal.reseal_batch(rotation.pk, now)
    assert [opened(user) for user in many] == [phone_of(n) for n in range(20)]
    assert reseal.resume_rotations(purpose=PHONE, now=now) == [rotation]
    finish(rotation, now)
    assert rotation.resealed == 20


def test_a_value_that_does_not_open_stops_nobody_and_keeps_its_key(
    many: list[User], now: datetime
) -> None:
    old = DataKey.objects.get(purpose=PHONE, retired_at=None)
    assert many[1].phone_sealed is not None
    pasted = bytes(many[1].phone_sealed)
    User.objects.filter(pk=many[2].pk).update(phone_sealed=pasted)
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    finish(rotation, now)
    assert (rotation.resealed, rotation.broken) == (19, 1)
    assert rotation.finished_at == now
    assert reseal.destroy_unneeded(now + LATER) == []
    assert reseal.count_under(old) == 1


def test_one_rotation_of_a_purpose_at_a_time(now: datetime) -> None:
    reseal.begin_rotation(purpose=PHONE, now=now)
    with pytest.raises(reseal.RotationRuns):
        reseal.begin_rotation(purpose=PHONE, now=now)
    reseal.begin_rotation(purpose="email", now=now)


def test_a_purpose_that_nobody_declared_is_refused(now: datetime) -> None:
    with pytest.raises(reseal.PurposeUnknown):
        reseal.begin_rotation(purpose="nonsense", now=now)


def test_the_worker_does_it(many: list[User], now: datetime, run_jobs: Callable[[], int]) -> None:
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    run_jobs()
    rotation.refresh_from_db()
    assert rotation.finished_at is not None
    assert heads() == {keyring.head_of(rotation.key)}


def test_a_rotation_whose_job_was_given_up_is_taken_up(
    many: list[User], now: datetime, run_jobs: Callable[[], int]
) -> None:
    from django_tasks_db.models import DBTaskResult

    reseal.begin_rotation(purpose=PHONE, now=now)
    jobs.tend_keys(now)
    assert DBTaskResult.objects.count() == 1  # its job is there
    DBTaskResult.objects.all().delete()
    jobs.tend_keys(now)
    run_jobs()
    assert KeyRotation.objects.get().finished_at is not None


def test_the_other_algorithm_is_reached_by_a_rotation(
    many: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LIREN_CIPHER", "aes")
    finish(reseal.begin_rotation(purpose=PHONE, now=now), now)
    assert {head[0] for head in heads()} == {Algorithm.AES}
    assert [opened(user) for user in many] == [phone_of(n) for n in range(20)]


def test_another_master_key_opens_everything_and_the_old_one_is_not_needed(
    many: list[User], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is still sealed with keys derived from the old one."""
    index = many[0].phone_index
    new = os.urandom(32)
    reseal.rewrap(new)
    keyring.forget()
    ciphers_asked = keyring.derived_from
    monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", [new.hex()])
    assert [opened(user) for user in many] == [phone_of(n) for n in range(20)]
    assert ciphers_asked is keyring.derived_from and many[0].phone_index == index
    before = DataKey.objects.get(purpose=PHONE, algorithm=Algorithm.DERIVED)
    finish(reseal.begin_rotation(purpose=PHONE, now=now), now)
    assert [opened(user) for user in many] == [phone_of(n) for n in range(20)]
    assert before in reseal.destroy_unneeded(now + timedelta(days=400000))
    monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", [os.urandom(32).hex(), new.hex()])
    keyring.forget()
    assert opened(many[0]) == phone_of(0)
    assert ciphers.BY_NAME["sm4"] == Algorithm.SM4


@pytest.mark.django_db(transaction=True)
def test_a_rewrap_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = crypto.seal("words", purpose=PHONE, row="r")
    wrap, calls = keyring.wrap, []

    def fails(row: DataKey, secret: bytes, master: bytes) -> DataKey:
        calls.append(row)
        if len(calls) == 3:
            raise RuntimeError
        return wrap(row, secret, master)

    monkeypatch.setattr(keyring, "wrap", fails)
    with pytest.raises(RuntimeError):
        reseal.rewrap(os.urandom(32))
    keyring.forget()
    assert crypto.unseal(sealed, purpose=PHONE, row="r") == "words"
    assert DataKey.objects.values("master").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_long_transaction_keeps_the_old_key(now: datetime) -> None:
    """On PostgreSQL it may have written what is not to be seen yet."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    from django.db import connections

    old = DataKey.objects.get(purpose=PHONE, retired_at=None)
    reseal.begin_rotation(purpose=PHONE, now=now + timedelta(days=40000))
    other = connections["default"].copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1")
            with pytest.raises(reseal.KeyNeeded, match="transaction"):
                reseal.destroy_key(old, now + timedelta(days=40001))
    finally:
        other.close()
