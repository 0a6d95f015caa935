"""Numbers of persons and organisations: what is written, and whether it can be right.

GB 11643 (id numbers) and GB 32100 (credit codes). Division codes are not looked up: they are
withdrawn and merged every year, and a number stays.
"""

import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from liren.core.workbooks import Cell

from .cells import has_lost_digits, is_number, text_of
from .codes import Code

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_DROPPED = dict.fromkeys(map(ord, "'\"‘’“”`´′″ \t\r\n-‐‑‒–—−_ "))
_ZEROS = ord("0") * sum(WEIGHTS)  # what seventeen zeros weigh as the signs that they are
_FORM = re.compile(r"[0-9]{17}[0-9X]")
_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,2}\d{7,10}")
_RUN = re.compile(r"\d{9}")


class Identity(NamedTuple):
    """An id number as it was read: no number and no code means that the cell is of no use."""

    number: str | None
    code: Code | None = None
    birth: str | None = None
    sex: str | None = None


NOTHING = Identity(None, Code.ID_MISSING)


def check_digit(first: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return CHECKS[(sum(map(mul, first.encode("ascii"), WEIGHTS)) - _ZEROS) % 11]


def is_id_number(text: str) -> bool:
    """Whether 18 characters have the right check digit and a date that there was."""
    return bool(
        _FORM.fullmatch(text) and check_digit(text[:17]) == text[17] and birth_in(text) is not None
    )


def birth_in(number: str) -> str | None:
    """The date of birth inside 18 digits."""
    return _date_in(number[6:14])


@lru_cache(maxsize=65_536)
def _date_in(digits: str) -> str | None:
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return found.isoformat() if 1850 <= found.year <= 2200 else None


def cleaned(cell: Cell | None) -> str:
    """A number without the quotes, spaces and tricks around it."""
    return text_of(cell).translate(_DROPPED).lstrip("=").upper()


def is_other_document(kind: str) -> bool:
    """Whether the kind of document named is not an id card, and so has no check digit."""
    return bool(kind) and not re.search(
        r"身份证|户口|居民证|^111$|^1$|^01$|resident|^id", kind.lower()
    )


def read_identity(cell: Cell | None, kind: str = "") -> Identity:
    """Read an id number of a person; `kind` is the kind of document, where a column tells it."""
    text = cleaned(cell)
    if is_other_document(kind):
        if is_number(cell) and has_lost_digits(cell):
            return Identity(None, Code.ID_PRECISION_LOST)
        return Identity(text) if any(mark.isdecimal() for mark in text) else NOTHING
    if is_number(cell):
        return Identity(None, _numeric(text))
    return _read_text(text, has_lost_digits(cell))


def _numeric(text: str) -> Code:
    return Code.ID_LENGTH if text.isdecimal() and len(text) < 15 else Code.ID_PRECISION_LOST


def _read_text(text: str, has_lost: bool) -> Identity:
    if len(text) == 18 and _FORM.fullmatch(text):
        birth = birth_in(text)
        if birth is None or check_digit(text[:17]) != text[17]:
            return Identity(None, Code.ID_CHECKSUM)
        return Identity(text, None, birth, _sex_in(text))
    if has_lost:
        return Identity(None, Code.ID_PRECISION_LOST)
    if len(text) == 15 and text.isdecimal() and text.isascii():
        first = f"{text[:6]}19{text[6:]}"
        birth = birth_in(first)
        if birth is None:
            return Identity(None, Code.ID_CHECKSUM)
        return Identity(first + check_digit(first), Code.ID_15_UPGRADED, birth, _sex_in(first))
    if not _has_digit(text) or (not text.isascii() and not _RUN.search(text)):
        return NOTHING  # 无, 户口本丢失, 7月出生未上户
    if _OTHER_DOCUMENT.fullmatch(text):
        return Identity(text)
    return Identity(None, Code.ID_LENGTH)


def _has_digit(text: str) -> bool:
    return any(mark.isdecimal() for mark in text)


def _sex_in(number: str) -> str:
    return "男" if int(number[16]) % 2 else "女"


CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_FORM = re.compile(rf"[{CREDIT}]{{18}}")


def is_credit_code(text: str) -> bool:
    """Whether 18 characters have the right check character."""
    if not _CREDIT_FORM.fullmatch(text):
        return False
    total = sum(CREDIT.index(c) * pow(3, at, 31) for at, c in enumerate(text[:17]))
    return CREDIT[(31 - total % 31) % 31] == text[17]
