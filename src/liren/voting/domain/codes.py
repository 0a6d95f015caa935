"""What stands on a printed letter: an access code that can be typed on a keypad, and the paper's
number with a check, so that a slip of the pen is noticed."""

import hashlib
import secrets
import unicodedata

CODE_DIGITS = 12
CHECK_DIGITS = 2


def access_code() -> str:
    """Twelve digits, in groups of four; with the telephone beside it enough, and no letters."""
    return in_fours(f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}")


def in_fours(digits: str) -> str:
    """In groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def digits_of(text: str) -> str:
    """The digits of what was typed or scanned, whatever stands between them."""
    return "".join(
        str(int(mark)) for mark in unicodedata.normalize("NFKC", text) if mark.isdecimal()
    )


def paper_number(vote: int, number: int) -> str:
    """The number of a paper as it is printed: 000123-47."""
    return f"{number:06d}-{_check(vote, number)}"


def read_paper_number(vote: int, text: str) -> int | None:
    """The number behind what was typed or scanned; none when it is not of this vote."""
    plain = unicodedata.normalize("NFKC", text).strip().rpartition("=")[2]
    digits = digits_of(plain)
    if len(digits) <= CHECK_DIGITS or len(digits) > 6 + CHECK_DIGITS:
        return None
    number = int(digits[:-CHECK_DIGITS])
    return number if digits[-CHECK_DIGITS:] == _check(vote, number) else None


def _check(vote: int, number: int) -> str:
    digest = hashlib.sha256(f"liren paper {vote} {number}".encode()).digest()
    return f"{int.from_bytes(digest[:4]) % 10**CHECK_DIGITS:0{CHECK_DIGITS}d}"
