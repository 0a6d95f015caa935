"""Receipt codes: what a voter takes home, to find their own ballot in the published list.

A code is eighty secret bits, and twenty bits by which a slip of the pen is noticed, in Crockford's
base 32: twenty characters in five groups, without I, L, O and U. It is a secret of its bearer: from
it alone come the names under which a ballot is published, so whoever has it can show how they
voted, and nobody else can.
"""

import hashlib
import unicodedata
from typing import ClassVar

from liren.core.errors import Invalid, sentence

SECRET_BYTES = 10
_CHECK_BITS = 20
_LENGTH = 20
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")


class ReceiptUnreadable(Invalid):
    """The text is no receipt code, or a letter in it is wrong."""

    code: ClassVar[str] = "voting.receipt_unreadable"
    sentence: ClassVar[str] = sentence(
        "This is no receipt code. It has twenty letters and digits; look at each once more."
    )


def receipt_code(secret: bytes) -> str:
    """Return the code of ten secret bytes, in groups of four."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a receipt has {SECRET_BYTES} secret bytes")
    number = int.from_bytes(secret) << _CHECK_BITS | _check(secret)
    marks = "".join(_LETTERS[number >> shift & 31] for shift in range(5 * _LENGTH - 5, -1, -5))
    return "-".join(marks[at : at + 4] for at in range(0, _LENGTH, 4))


def receipt_secret(code: str) -> bytes:
    """Return the secret of a code as people type it; raises `ReceiptUnreadable`."""
    plain = unicodedata.normalize("NFKC", code).upper().translate(_ALIKE)
    marks = [mark for mark in plain if mark.isalnum()]
    if len(marks) != _LENGTH or not set(marks) <= set(_LETTERS):
        raise ReceiptUnreadable
    number = 0
    for mark in marks:
        number = number << 5 | _LETTERS.index(mark)
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES)
    if number & (1 << _CHECK_BITS) - 1 != _check(secret):
        raise ReceiptUnreadable
    return secret


def slip_name(secret: bytes, number: int) -> str:
    """Return the name under which the number-th slip of a ballot is published."""
    return hashlib.sha256(b"liren slip\0" + secret + number.to_bytes(4)).hexdigest()[:32]


def question_secret(secret: bytes, question: int) -> bytes:
    """Return the secret of one receipt for one of several questions; for the first, its own.

    So the slips of one paper have nothing in common over the published files.
    """
    if question == 1:
        return secret
    return hashlib.sha256(b"liren question\0" + secret + question.to_bytes(4)).digest()[
        :SECRET_BYTES
    ]


def _check(secret: bytes) -> int:
    digest = hashlib.sha256(b"liren receipt\0" + secret).digest()
    return int.from_bytes(digest[:3]) >> (24 - _CHECK_BITS)
