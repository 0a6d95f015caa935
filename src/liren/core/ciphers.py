"""Authenticated encryption of short values: SM4-GCM (GB/T 32907, RFC 8998) and AES-256-GCM.

Each algorithm has a number, the first byte of whatever it sealed. A number is never used again for
another algorithm.
"""

from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
TAG = 16


class Algorithm(IntEnum):
    """The first byte of a sealed value."""

    DERIVED = 1  # SM4-GCM under a key derived from the master key: how it was until ADR 22
    SM4 = 2
    AES = 3


KEY_BYTES = {Algorithm.DERIVED: 16, Algorithm.SM4: 16, Algorithm.AES: 32}
BY_NAME = {"sm4": Algorithm.SM4, "aes": Algorithm.AES}


class DoesNotOpen(Exception):
    """Another key, another row, or damaged."""


def encrypt(algorithm: int, key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    """The sealed text with its tag behind it."""
    if algorithm == Algorithm.AES:
        return AESGCM(key).encrypt(nonce, text, bound)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


def decrypt(algorithm: int, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What `encrypt` was given."""
    try:
        if algorithm == Algorithm.AES:
            return AESGCM(key).decrypt(nonce, sealed, bound)
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG:]))
        decryptor = cipher.decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(sealed[:-TAG]) + decryptor.finalize()
    except (InvalidTag, ValueError) as wrong:
        raise DoesNotOpen from wrong


def derive(root: bytes, info: str, length: int) -> bytes:
    """A key of its own for each purpose, made of one secret (HKDF with SM3)."""
    made = HKDF(algorithm=hashes.SM3(), length=length, salt=None, info=info.encode())
    return made.derive(root)
