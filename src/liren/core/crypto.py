"""Sealed values: encrypted for storage (`ciphers`), HMAC-SM3 for exact search.

A sealed value is algorithm byte, number of its key (4), nonce (12), ciphertext, tag (16). The row
it belongs to is bound as associated data, so a value cannot be pasted onto another row. Its key is
one of the data keys of its purpose (`keyring`). Values from before there were data keys begin with
the bytes 1, 1 and open as ever.

Keyed hashes have a secret of their own (`LIREN_INDEX`, or a file): neither database nor backup has
it, and a new data key or master key does not change what is found by them.
"""

import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from liren.core import ciphers, keyring
from liren.core.ciphers import NONCE, TAG
from liren.core.errors import LirenError, sentence

HEAD = 5
INDEX_BYTES = 16


class SealBroken(LirenError):
    """A sealed value does not open: wrong key, damaged, or moved to another row."""

    code = "core.seal_broken"
    status = 500
    sentence = sentence("A protected value could not be opened. The administrator has to look.")


def seal(text: str, *, purpose: str, row: str) -> bytes:
    """Encrypt a short text for one row."""
    return seal_with(keyring.writing(purpose), text, row=row)


def seal_with(key: keyring.Key, text: str, *, row: str) -> bytes:
    """The same with a key that is in hand."""
    nonce, bound = os.urandom(NONCE), key.head + row.encode()
    sealed = ciphers.encrypt(key.algorithm, key.secret, nonce, text.encode(), bound)
    return key.head + nonce + sealed


def unseal(blob: bytes, *, purpose: str, row: str) -> str:
    """Decrypt what `seal` made for the same row."""
    blob = bytes(blob)
    is_derived = blob[:2] == keyring.DERIVED_HEAD
    head = len(keyring.DERIVED_HEAD) if is_derived else HEAD
    if len(blob) < head + NONCE + TAG:
        raise SealBroken()
    nonce, sealed = blob[head : head + NONCE], blob[head + NONCE :]
    if is_derived:
        algorithm, secret, bound = blob[0], keyring.derived(purpose), row.encode()
    else:
        key = keyring.reading(int.from_bytes(blob[1:HEAD], "big"), purpose)
        if key is None or key.algorithm != blob[0]:
            raise SealBroken()
        algorithm, secret, bound = key.algorithm, key.secret, key.head + row.encode()
    try:
        return ciphers.decrypt(algorithm, secret, nonce, sealed, bound).decode()
    except ciphers.DoesNotOpen as wrong:
        raise SealBroken() from wrong


def blind_index(text: str, *, purpose: str) -> bytes:
    """A keyed hash of a normalised value: equal values are found, nothing else is told."""
    return mac(text.encode(), purpose=f"index:{purpose}")[:INDEX_BYTES]


def mac(data: bytes, *, purpose: str) -> bytes:
    """HMAC-SM3 with the key of a purpose, 32 bytes."""
    signer = _signer(settings.LIREN_INDEX_KEY, purpose).copy()
    signer.update(data)
    return signer.finalize()


@lru_cache(maxsize=64)
def _signer(secret: str, purpose: str) -> HMAC:
    """A signer that has taken in its key: copying it is ten times quicker than making one."""
    return HMAC(ciphers.derive(bytes.fromhex(secret), f"mac:{purpose}", 32), hashes.SM3())


def same(left: bytes, right: bytes) -> bool:
    """Compare without telling where they differ."""
    return hmac.compare_digest(left, right)
