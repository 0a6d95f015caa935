"""`kill -9` of whoever writes the log or changes a key: the log holds, no value is lost."""

import secrets
from datetime import UTC, datetime
from random import Random

import pytest
from django.core.management import call_command
from django.db import transaction

from liren.accounts.models import User
from liren.core import audit, chains, crypto, keyring, reseal
from liren.core.models import AuditEvent, DataKey, KeyRotation
from liren.core.permissions import SYSTEM
from tests.core.processes import Killable

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 8
PEOPLE = 6000
PHONE = "phone"


def write_on() -> None:
    """Write lines of the log, three at a time, for ever."""
    print("begun")  # noqa: T201  # whoever kills waits for it
    number = 0
    while True:
        with transaction.atomic():
            lines = [audit.Line("tests.noted", "tests:1", {"number": number + n}) for n in range(3)]
            audit.record_all(lines, by=SYSTEM, at=datetime.now(UTC))
        number += 3


def keys(*words: str) -> None:
    """`liren keys …`."""
    call_command("keys", *words)


def test_a_killed_writer_leaves_the_log_whole() -> None:
    draw, before = Random(7), AuditEvent.objects.count()
    for _ in range(KILLS):
        writers = [Killable(write_on) for _ in range(2)]
        ran = [writer.kill_within(0.3, draw) for writer in writers]
        assert all(ran)
        assert chains.verify() == []
    count = AuditEvent.objects.count() - before
    assert count >= KILLS
    assert count % 3 == 0, "a transaction was written in part"


def people() -> list[User]:
    """Many with a telephone."""
    rows = [
        User(
            username=f"u{n}",
            phone_sealed=crypto.seal(f"139{n:08d}", purpose=PHONE, row=f"user:u{n}"),
            phone_index=secrets.token_bytes(16),
        )
        for n in range(PEOPLE)
    ]
    return User.objects.bulk_create(rows, batch_size=500)


def check_everybody(head: bytes = b"") -> None:
    for user in User.objects.filter(phone_sealed__isnull=False):
        assert user.phone_sealed is not None
        blob, number = bytes(user.phone_sealed), int(user.username[1:])
        assert not head or blob[:5] == head
        said = crypto.unseal(blob, purpose=PHONE, row=f"user:{user.username}")
        assert said == f"139{number:08d}"


def test_a_killed_change_of_keys_goes_on_and_loses_nothing(now: datetime) -> None:
    people()
    old = DataKey.objects.get(purpose=PHONE, retired_at=None)
    draw, killed = Random(3), 0
    process = Killable(keys, "rotate", PHONE, "--wait")
    for _ in range(KILLS):
        killed += process.kill_within(0.08, draw)
        assert chains.verify() == []
        if KeyRotation.objects.filter(finished_at=None).exists():
            check_everybody()
        process = Killable(keys, "resume", PHONE, "--wait")
    code, said = process.finish(120)
    assert code == 0, said
    keyring.forget()
    rotation = KeyRotation.objects.get()
    assert killed >= 3, "it was mostly quicker"
    assert (rotation.resealed, rotation.broken) == (PEOPLE, 0)
    check_everybody(keyring.head_of(rotation.key))
    assert reseal.count_under(old) == 0
    assert old in reseal.destroy_unneeded(datetime.now(now.tzinfo) + 2 * reseal.GRACE)
    check_everybody(keyring.head_of(rotation.key))
    assert audit.verify() == []


def test_two_workers_at_once_do_no_harm(now: datetime) -> None:
    """And a third process changes numbers meanwhile, with the key that it still knows."""
    people()
    keyring.in_use(PHONE)
    rotation = reseal.begin_rotation(purpose=PHONE, now=now)
    workers = [Killable(keys, "resume", PHONE, "--wait") for _ in range(2)]
    for number in range(0, PEOPLE, 50):
        blob = crypto.seal(f"137{number:08d}", purpose=PHONE, row=f"user:u{number}")
        User.objects.filter(username=f"u{number}").update(phone_sealed=blob)
    for worker in workers:
        code, said = worker.finish(120)
        assert code == 0, said
    rotation.refresh_from_db()
    assert rotation.finished_at is not None
    for user in User.objects.filter(phone_sealed__isnull=False):
        assert user.phone_sealed is not None
        number = int(user.username[1:])
        start_of = "137" if number % 50 == 0 else "139"
        said = crypto.unseal(bytes(user.phone_sealed), purpose=PHONE, row=f"user:{user.username}")
        assert said == f"{start_of}{number:08d}"
    assert chains.verify() == []
