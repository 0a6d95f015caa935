"""Home numbers as people write them: 3-502, 5栋2单元301, 7号楼1102, Bldg 3."""

import re
from collections.abc import Iterable

_HOME = re.compile(
    r"(?<![\d-])\d{1,3}\s?(?:号楼|栋|幢|座|#)\s?(?:\d{1,2}\s?(?:单元|门)\s?)?(?:\d{3,4}(?!\d)\s?(?:室|号|房)?)?"
    r"|(?<![\d/.:：-])\d{1,3}-(?:\d{1,2}-)?\d{3,4}(?![\d-]|\s?[年月日元块:：])"
    r"|(?<!\d)\d{1,2}\s?单元\s?\d{3,4}(?!\d)"
    r"|\b(?:building|bldg\.?|block)\s?\d{1,3}(?:[\s,]+(?:unit|apt\.?|room|flat)\s?\d{1,4})?",
    re.IGNORECASE,
)
_EXACT = re.compile(r"\d{3,4}\D{0,2}$|单元|门$|(?:unit|apt|room|flat)", re.IGNORECASE)


def homes_in(text: str, author: str = "") -> list[str]:
    """The homes that words or a name point to, down to the staircase at least."""
    found = [_tidy(at.group()) for part in (text, author) for at in _HOME.finditer(part)]
    return list(dict.fromkeys(home for home in found if _EXACT.search(home)))


def spots_in(text: str) -> list[str]:
    """The same, with whole buildings too."""
    return list(dict.fromkeys(_tidy(at.group()) for at in _HOME.finditer(text)))


def homes_of(said: Iterable[tuple[str, str]]) -> list[str]:
    """The homes of several messages, each given as text and author, in their order."""
    return list(dict.fromkeys(home for text, author in said for home in homes_in(text, author)))


def _tidy(home: str) -> str:
    return re.sub(r"\s+", " ", home).strip().replace(" ", "") if "b" not in home.lower() else home


def building_of(spot: str) -> str:
    """The number of the building a spot lies in."""
    found = re.search(r"\d{1,3}", spot)
    return found.group() if found else ""
