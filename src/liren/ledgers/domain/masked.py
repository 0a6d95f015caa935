"""Values of a file as they may be shown before anybody has said what for."""

import re

from .dates import read_date

LONGEST = 24
MANY_DIGITS = 7  # a number of somebody, however it is written
DATES = frozenset({"birth_date", "registered", "updated", "left", "start", "visit_date"})
_DATE = re.compile(
    r"((?<![\d-])(?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2}[日号]?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?(?![\d-])"
    r"|(?<![\d/])\d{1,2}/\d{1,2}/(?:19|20)\d{2}(?![\d/]))"
)


def masked_sample(text: str, element: str | None = None) -> str:
    """Enough to see what a column holds: numbers without their middle, long words cut off.

    A date is shown as everywhere, however it is written; without separators it could be a
    telephone, and is a date only where its column holds dates.
    """
    if element in DATES and read_date(text) is not None:
        shown = text
    else:
        parts = _DATE.split(text.replace("\0", ""))  # every second one is a date
        digits = sum(sign.isdecimal() for part in parts[::2] for sign in part)
        if digits >= MANY_DIGITS:
            parts[::2] = _without_middle("\0".join(parts[::2]), digits).split("\0")
        shown = "".join(parts)
    return f"{shown[:LONGEST]}…" if len(shown) > LONGEST else shown


def _without_middle(text: str, digits: int) -> str:
    shown, seen = [], 0
    for sign in text:
        seen += sign.isdecimal()
        is_middle = sign.isdecimal() and 3 < seen <= digits - 3
        shown.append("*" if is_middle else sign)
    return "".join(shown)


def masked_name(text: str) -> str:
    """A name with all but its first character hidden."""
    return f"{text[:1]}{'*' * max(1, len(text) - 1)}" if text else ""
