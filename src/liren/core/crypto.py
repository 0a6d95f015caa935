"""Sealed values: SM4-GCM (GB/T 32907, RFC 8998) for storage, HMAC-SM3 for exact search.

The master key lies outside the database (`LIREN_MASTER`, or a file of mode 0400). Keys are
derived from it by purpose, so a blind index cannot be computed from a storage key. A blob is
algorithm byte, key byte, nonce (12), ciphertext, tag (16); the row it belongs to is bound as
associated data, so a value cannot be pasted onto another row.
"""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from liren.core.errors import LirenError, sentence

SM4_GCM = 1
KEY_1 = 1
NONCE = 12
TAG = 16
INDEX_BYTES = 16


class SealBroken(LirenError):
    """A sealed value does not open: wrong key, damaged, or moved to another row."""

    code = "core.seal_broken"
    status = 500
    sentence = sentence("A protected value could not be opened. The administrator has to look.")


@lru_cache(maxsize=64)
def _key(purpose: str, length: int) -> bytes:
    master = bytes.fromhex(settings.LIREN_MASTER_KEY)
    derive = HKDF(algorithm=hashes.SM3(), length=length, salt=None, info=purpose.encode())
    return derive.derive(master)


def seal(text: str, *, purpose: str, row: str) -> bytes:
    """Encrypt a short text for one row."""
    nonce = os.urandom(NONCE)
    encryptor = Cipher(algorithms.SM4(_key(f"seal:{purpose}", 16)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(row.encode())
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return bytes([SM4_GCM, KEY_1]) + nonce + sealed + encryptor.tag


def unseal(blob: bytes, *, purpose: str, row: str) -> str:
    """Decrypt what `seal` made for the same row."""
    blob = bytes(blob)
    if len(blob) < 2 + NONCE + TAG or blob[0] != SM4_GCM:
        raise SealBroken()
    nonce, body, tag = blob[2 : 2 + NONCE], blob[2 + NONCE : -TAG], blob[-TAG:]
    key = _key(f"seal:{purpose}", 16)
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(row.encode())
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag as wrong:
        raise SealBroken() from wrong


def blind_index(text: str, *, purpose: str) -> bytes:
    """A keyed hash of a normalised value: equal values are found, nothing else is told."""
    return mac(text.encode(), purpose=f"index:{purpose}")[:INDEX_BYTES]


def mac(data: bytes, *, purpose: str) -> bytes:
    """HMAC-SM3 with the key of a purpose, 32 bytes."""
    signer = _signer(purpose).copy()
    signer.update(data)
    return signer.finalize()


@lru_cache(maxsize=64)
def _signer(purpose: str) -> HMAC:
    """A signer that has taken in its key: copying it is ten times quicker than making one."""
    return HMAC(_key(f"mac:{purpose}", 32), hashes.SM3())


def same(left: bytes, right: bytes) -> bool:
    """Compare without telling where they differ."""
    return hmac.compare_digest(left, right)
