"""The data keys: one a purpose, random, stored wrapped by the master key, unwrapped once a process.

A process asks the table which key to write with once a minute, and at once when it meets a key that
it does not know. So a key that was retired is written with for a minute at most, and may be
destroyed an hour later (`reseal`).
"""

import logging
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from liren.core import ciphers
from liren.core.ciphers import Algorithm, DoesNotOpen
from liren.core.errors import LirenError, sentence
from liren.core.models import DataKey

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0  # seconds
NAME_BYTES = 8
DERIVED_HEAD = bytes([Algorithm.DERIVED, 1])


class MasterMissing(LirenError):
    """The master key that wraps the data keys is none of those that this process was given."""

    code = "core.master_missing"
    status = 500
    sentence = sentence("The key of this installation is missing. The administrator has to look.")


@dataclass(frozen=True)
class Key:
    """An unwrapped data key, and the head of what it seals: algorithm and number."""

    id: int
    purpose: str
    algorithm: int
    secret: bytes = field(repr=False)
    head: bytes = field(repr=False)


@dataclass
class _Held:
    """What a process knows."""

    by_id: dict[int, Key] = field(default_factory=dict)
    current: dict[str, Key] = field(default_factory=dict)
    derived: dict[str, bytes] = field(default_factory=dict)
    looked_at: float = float("-inf")


_held = _Held()
_lock = threading.Lock()
_young = threading.local()  # purposes whose key was made in a transaction that has not ended


def in_use(purpose: str) -> Key:
    """The key that new values of a purpose are sealed with; made when there is none."""
    if time.monotonic() - _held.looked_at > LOOK_EVERY:
        look()
    known = _held.current.get(purpose)
    return known or look().current.get(purpose) or _make(purpose)


def numbered(number: int, purpose: str) -> Key | None:
    """The key of that number, if it is one of the purpose and not destroyed."""
    key = _held.by_id.get(number) or look().by_id.get(number) or _unsaved(pk=number)
    return key if key is not None and key.purpose == purpose else None


def derived(purpose: str) -> bytes:
    """The key of values from before there were data keys."""
    if not _held.derived and _held.looked_at < 0:
        look()
    return _held.derived.get(purpose) or derived_from(masters()[0], purpose)


@lru_cache(maxsize=64)
def derived_from(master: bytes, purpose: str) -> bytes:
    """The same, from the master key itself."""
    return ciphers.derive(master, f"seal:{purpose}", ciphers.KEY_BYTES[Algorithm.DERIVED])


def look() -> _Held:
    """Read the table; keys that are known already are not unwrapped again."""
    global _held
    with _lock:
        known, unsaved = _held.by_id, _unsaved_purposes()
        found = _Held(looked_at=time.monotonic())
        for row in DataKey.objects.filter(wrapped__isnull=False).exclude(purpose__in=unsaved):
            same = known.get(row.pk)
            key = same if same and same.purpose == row.purpose else _unwrapped_or_none(row)
            if key is None:
                continue
            if row.algorithm == Algorithm.DERIVED:
                found.derived[row.purpose] = key.secret
                continue
            found.by_id[row.pk] = key
            if row.retired_at is None:
                found.current[row.purpose] = key
        _held = found
        return found


def forget() -> None:
    """Know nothing, as a process that has just begun."""
    global _held
    _held = _Held()
    _young.purposes = set()


def make_for(purposes: Iterable[str]) -> None:
    """See to it that each purpose has a key, before anybody waits for one."""
    known = set(DataKey.objects.filter(retired_at__isnull=True).values_list("purpose", flat=True))
    with transaction.atomic():
        new = [new_row(purpose) for purpose in sorted({*purposes} - known)]
        DataKey.objects.bulk_create(new, ignore_conflicts=True)
    forget()


def new_row(purpose: str) -> DataKey:
    """A new random key, wrapped and not yet stored."""
    algorithm = ciphers.BY_NAME[settings.LIREN_CIPHER]
    secret = os.urandom(ciphers.KEY_BYTES[algorithm])
    return wrap(DataKey(purpose=purpose, algorithm=algorithm), secret, master_in_use())


def _make(purpose: str) -> Key:
    """A key for a purpose that has none; if somebody else is quicker, theirs."""
    with transaction.atomic():
        DataKey.objects.bulk_create([new_row(purpose)], ignore_conflicts=True)
    note_unsaved(purpose)
    key = _unsaved(purpose=purpose, retired_at=None) or look().current.get(purpose)
    if key is None:
        raise MasterMissing
    return key


def note_unsaved(purpose: str) -> None:
    """A key was made that is gone if the transaction is: nobody may remember it until then."""
    if connection.in_atomic_block:
        _unsaved_purposes().add(purpose)
        transaction.on_commit(lambda: _unsaved_purposes().discard(purpose))


def _unsaved(**wanted: Any) -> Key | None:
    """A key of this very transaction, read anew each time."""
    purposes = _unsaved_purposes()
    if not purposes:
        return None
    row = DataKey.objects.filter(**wanted, purpose__in=purposes, wrapped__isnull=False).first()
    return unwrapped(row) if row else None


def _unsaved_purposes() -> set[str]:
    if not hasattr(_young, "purposes"):
        _young.purposes = set()
    if _young.purposes and not connection.in_atomic_block:
        _young.purposes.clear()  # rolled back
    purposes: set[str] = _young.purposes
    return purposes


def masters() -> list[bytes]:
    """The master keys that this process was given, the one in use first."""
    return [bytes.fromhex(text) for text in settings.LIREN_MASTER_KEYS]


def master_in_use() -> bytes:
    """The master key that wrapped what is in the table; of an empty table, the first given."""
    newest = DataKey.objects.filter(wrapped__isnull=False).order_by("-id").first()
    return _master_named(bytes(newest.master)) if newest else masters()[0]


def _master_named(name: bytes) -> bytes:
    for master in masters():
        if name_of(master) == name:
            return master
    raise MasterMissing


@lru_cache(maxsize=8)
def name_of(master: bytes) -> bytes:
    """By what a master key is told from another; nothing can be guessed from it."""
    return ciphers.derive(master, "name", NAME_BYTES)


def wrap(row: DataKey, secret: bytes, master: bytes) -> DataKey:
    """Seal a data key under a master key, into its row."""
    nonce = os.urandom(ciphers.NONCE)
    sealed = ciphers.encrypt(*_wrapping(row, master), nonce, secret, _bound(row))
    row.wrapped, row.master = nonce + sealed, name_of(master)
    return row


def unwrapped(row: DataKey) -> Key:
    """The data key of a row."""
    assert row.wrapped is not None
    master, blob = _master_named(bytes(row.master)), bytes(row.wrapped)
    nonce, sealed = blob[: ciphers.NONCE], blob[ciphers.NONCE :]
    try:
        secret = ciphers.decrypt(*_wrapping(row, master), nonce, sealed, _bound(row))
    except DoesNotOpen as wrong:
        raise MasterMissing from wrong
    return Key(row.pk, row.purpose, row.algorithm, secret, head_of(row))


def _unwrapped_or_none(row: DataKey) -> Key | None:
    """One key that cannot be unwrapped must not keep the others from being used."""
    try:
        return unwrapped(row)
    except MasterMissing:
        log.error("data key %d is wrapped by a master key that is not here", row.pk)
        return None


def opens(row: DataKey) -> bool:
    """Whether the master keys at hand open a data key."""
    try:
        unwrapped(row)
    except MasterMissing:
        return False
    return True


def head_of(row: DataKey) -> bytes:
    """How everything begins that a key seals."""
    if row.algorithm == Algorithm.DERIVED:
        return DERIVED_HEAD
    return bytes([row.algorithm]) + row.pk.to_bytes(4, "big")


def _wrapping(row: DataKey, master: bytes) -> tuple[int, bytes]:
    # A key is wrapped by the algorithm that it is for: where SM4 is asked for, AES nowhere.
    algorithm = Algorithm.AES if row.algorithm == Algorithm.AES else Algorithm.SM4
    return algorithm, ciphers.derive(master, f"wrap:{algorithm}", ciphers.KEY_BYTES[algorithm])


def _bound(row: DataKey) -> bytes:
    return f"{row.algorithm}:{row.purpose}".encode()
