"""What a person types to prove who they are: how it is made, shown and read back."""

import secrets
import string

CODE_DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# No 0/o, 1/l/i: recovery codes are copied by hand.
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
USERNAME_ALPHABET = string.ascii_lowercase + string.digits


def one_time_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def recovery_code() -> str:
    """Ten characters that can be copied by hand, in two groups."""
    text = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH))
    return f"{text[:5]}-{text[5:]}"


def resident_username() -> str:
    """A name that tells nothing of its bearer."""
    return "r-" + "".join(secrets.choice(USERNAME_ALPHABET) for _ in range(12))


def digits(text: str) -> str:
    """The digits of what was typed; people add spaces, and some keyboards full-width forms."""
    return "".join(str(int(mark)) for mark in text if mark.isdecimal())


def plain(text: str) -> str:
    """A recovery code as typed, without its dash, spaces and capitals."""
    return "".join(mark for mark in text.lower() if mark.isalnum())


def in_fours(text: str) -> str:
    """A long secret in groups of four, to be typed by hand."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
