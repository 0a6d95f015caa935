"""Telephone numbers of a cell, in reading order."""

import re
from functools import lru_cache
from typing import NamedTuple

from liren.core.workbooks import Cell

from .cells import text_of

_BRACKETS = re.compile(r"[(\[{【〔][^)\]}】〕]*[)\]}】〕]?")
_APART = re.compile(r"[/、,;|\n\r]+|或|和|及")
_JOINTS = re.compile(r"[\s\-‐‑–—.·]+")
_MOBILE = re.compile(r"(?:\+?0{0,2}86)?(1[3-9]\d{9})")
_FIXED = re.compile(r"(?:\+?0{0,2}86)?(010|02\d|0[3-9]\d{2})(\d{7,8})")
_LABEL = re.compile(r"^(?:手机|电话|座机|固话|本人|联系电话|宅电|tel|mobile)[::号]*", re.IGNORECASE)
_NOTHING = re.compile(r"[\s/\\\-—_.。、]*")


class Phones(NamedTuple):
    """The numbers that are ones, and whether something else stood there."""

    numbers: tuple[str, ...]
    has_other: bool


NONE = Phones((), False)
LONGEST = 300  # what is longer is no list of numbers


def read_phones(cell: Cell | None) -> Phones:
    """Mobile numbers of 11 digits and fixed lines with their area code."""
    text = text_of(cell)
    if len(text) > LONGEST:
        return Phones((), True)
    return _read(text) if text else NONE


@lru_cache(maxsize=4_096)
def _read(text: str) -> Phones:
    text = _BRACKETS.sub(" ", text.strip("'\"="))
    if _NOTHING.fullmatch(text):
        return NONE
    found: list[str] = []
    has_other = False
    for part in _APART.split(text):
        if part.strip():
            numbers, is_whole = _of_part(part)
            found += numbers
            has_other |= not is_whole
    return Phones(tuple(dict.fromkeys(found)), has_other)


def _of_part(part: str) -> tuple[list[str], bool]:
    """Spaces may stand inside a number or between two."""
    if number := _number(part):
        return [number], True
    pieces = part.split()
    found: list[str] = []
    at, is_whole = 0, True
    while at < len(pieces):
        for end in range(min(len(pieces), at + 4), at, -1):
            if number := _number(" ".join(pieces[at:end])):
                found.append(number)
                at = end
                break
        else:
            is_whole = False
            at += 1
    return found, is_whole


def _number(text: str) -> str | None:
    digits = _JOINTS.sub("", _LABEL.sub("", text.strip()))
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _FIXED.fullmatch(digits):
        return f"{found[1]}-{found[2]}"
    return None
