"""The two hashes of what was handed in or sent: SHA-256 for everybody, SM3 for GB/T 32905."""

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes


@dataclass(frozen=True)
class Hashes:
    """Both, in hexadecimal."""

    sha256: str
    sm3: str


def hashes_of(text: str) -> Hashes:
    """The hashes of a text in UTF-8."""
    return Hashes(_digest(hashes.SHA256(), text), _digest(hashes.SM3(), text))


def _digest(algorithm: hashes.HashAlgorithm, text: str) -> str:
    digest = hashes.Hash(algorithm)
    digest.update(text.encode())
    return digest.finalize().hex()
