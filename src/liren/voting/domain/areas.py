"""Exclusive areas: integers of 0.01 m², as the land register states them.

Nothing is rounded on the way in, because a hundredth of a square metre can decide whether two
thirds took part.
"""

import re
import unicodedata
from typing import ClassVar

from liren.core.errors import Invalid, sentence

LARGEST = 100_000_000  # a million square metres is a slip of the pen
_UNIT = re.compile(r"(?:平方米|平方公尺|平米|平方|平|m2|m\^2|sqm)$", re.IGNORECASE)
_SQUARED = re.compile("㎡|[mMｍＭ]²")
_NUMBER = re.compile(r"(?P<whole>\d+|\d{1,3}(?:,\d{3})+)(?:\.(?P<part>\d+))?")


class AreaUnreadable(Invalid):
    """The text is no area in square metres."""

    code: ClassVar[str] = "voting.area_unreadable"
    sentence: ClassVar[str] = sentence(
        "“{text}” cannot be read as an area. Write square metres, like 89.50."
    )


class AreaTooFine(AreaUnreadable):
    """More than two decimals: rounding is not for us to do."""

    code = "voting.area_too_fine"
    sentence = sentence("“{text}” has more than two decimals. Write what the register says.")


class AreaNotPositive(AreaUnreadable):
    """A home of 0 m² has no weight, and so must be a mistake."""

    code = "voting.area_not_positive"
    sentence = sentence("“{text}”: an area must be more than 0 m².")


class AreaTooLarge(AreaUnreadable):
    """Larger than any single unit."""

    code = "voting.area_too_large"
    sentence = sentence("“{text}” is too large for one unit. Is a decimal point missing?")


def parse_area(text: str) -> int:
    """Return an area in hundredths of a square metre: `８９．５㎡` and `89.5 平方米` are 8950.

    Full-width digits, units and commas between thousands are understood; a comma as a decimal
    point is not, because it could be either. Raises `AreaUnreadable` and its kinds.
    """
    plain = _plain(text)
    found = _NUMBER.fullmatch(_UNIT.sub("", plain))
    if found is None:
        raise (AreaNotPositive if re.match(r"[-−－]\d", plain) else AreaUnreadable)(text=text)
    whole, part = found["whole"].replace(",", ""), (found["part"] or "").rstrip("0")
    if len(part) > 2:
        raise AreaTooFine(text=text)
    if len(whole) > len(str(LARGEST)):
        raise AreaTooLarge(text=text)
    area = int(whole) * 100 + int(part.ljust(2, "0"))
    if area == 0:
        raise AreaNotPositive(text=text)
    if area > LARGEST:
        raise AreaTooLarge(text=text)
    return area


def _plain(text: str) -> str:
    """Full-width digits and marks made narrow, without spaces; 89² stays unreadable."""
    squared = _SQUARED.sub("平方米", text)
    if any(unicodedata.category(mark) == "No" for mark in squared):
        return ""  # NFKC would make 892 of 89²
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", squared))


def area_text(area: int) -> str:
    """Return an area as the register writes it: 8950 is `89.50`."""
    return f"{area // 100}.{area % 100:02d}"
