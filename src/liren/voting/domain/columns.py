"""Where a workbook's columns are: found by their headings, wherever the header begins.

People put a title over their table and merge cells over two lines of headings; a merged cell is
read as its text in the first cell and nothing in the others.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, zip_longest
from typing import ClassVar, Generic, Protocol, TypeVar

from liren.core.errors import Invalid, sentence

SEARCHED = 12  # lines
LONGEST_HOME = 60
C = TypeVar("C", bound=StrEnum)


class Line(Protocol):
    """A line of a table, with the number under which its sender finds it."""

    @property
    def line(self) -> int:
        """Its number."""

    @property
    def cells(self) -> list[str]:
        """Its cells."""


class ColumnsMissing(Invalid):
    """No line has the headings that are needed."""

    code: ClassVar[str] = "voting.columns_missing"
    sentence: ClassVar[str] = sentence(
        "The headings were not found. Name the columns in one line, for example: {example}."
    )


@dataclass(frozen=True)
class LineFault:
    """What is wrong with one line: a message id and its data, without anybody's name."""

    line: int
    sentence: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Header(Generic[C]):
    """The last line of headings, and the place of each column."""

    line: int
    columns: Mapping[C, int]

    def cell(self, row: Line, column: C) -> str:
        """What a line says in a column; nothing where it has no such cell."""
        at = self.columns.get(column)
        return seen(row.cells[at]) if at is not None and at < len(row.cells) else ""


@dataclass(frozen=True)
class Wanted(Generic[C]):
    """What headings mean (the first pattern that is found), and which must be there."""

    patterns: Sequence[tuple[str, C]]
    needed: Sequence[frozenset[C]]  # one of each
    example: str

    def header_of(self, rows: Iterable[Line]) -> Header[C]:
        """Find the headings in the first lines, on one line or two."""
        found = list(self._readings(list(islice(rows, SEARCHED))))
        if not found:
            raise ColumnsMissing(example=self.example)
        return max(found, key=lambda header: len(header.columns))  # of equals the first

    def _readings(self, rows: Sequence[Line]) -> Iterator[Header[C]]:
        for row, below in zip_longest(rows, rows[1:]):
            columns = self._columns(row.cells)
            if self._is_whole(columns):
                yield Header(row.line, columns)
            if below is not None and self._is_heading(below):
                both = self._columns(self._merged(row.cells, below.cells))
                if self._is_whole(both):
                    yield Header(below.line, both)

    def _merged(self, above: Sequence[str], below: Sequence[str]) -> list[str]:
        """Two lines of headings as one: what stands below is nearer to the column."""
        pairs = zip_longest(above, below, fillvalue="")
        return [own if self._meaning(plain(own)) else over + own for over, own in pairs]

    def _is_whole(self, columns: Mapping[C, int]) -> bool:
        return all(columns.keys() & some for some in self.needed)

    def _is_heading(self, row: Line) -> bool:
        """A second line of headings has no number in it, and what is data has one somewhere."""
        has_number = any(mark.isdigit() for cell in row.cells for mark in cell)
        return not has_number and bool(self._columns(row.cells))

    def _columns(self, names: Sequence[str]) -> dict[C, int]:
        found: dict[C, int] = {}
        for at, name in enumerate(names):
            column = self._meaning(plain(name))
            if column is not None:
                found.setdefault(column, at)
        return found

    def _meaning(self, name: str) -> C | None:
        if not name or len(name) > 40:
            return None
        return next((c for pattern, c in self.patterns if re.search(pattern, name)), None)


# Marks of direction, joiners, fillers, variants: copied along with a name, and seen by nobody.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+"
)


def seen(text: str) -> str:
    """What can be seen of a text: two names that look alike are one."""
    return _UNSEEN.sub("", text).strip()


def plain(text: str) -> str:
    """Narrow letters, small, without spaces."""
    return _narrow(text).lower()


def _narrow(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", seen(text)))


_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


def several(text: str) -> list[str]:
    """The parts of a cell that names several."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


_STEPS = re.compile(r"(?:号楼|栋|幢|座|单元|号(?=\d))")


def home_of(*parts: str) -> str:
    """One name for a home, however it is written: `3号楼2单元502室` is `3-2-502`."""
    words = []
    for part in parts:
        narrow = _STEPS.sub("-", re.sub(r"\.0$", "", _narrow(part).replace("—", "-")))
        words.append(re.sub(r"(?<=\d)[室号房]$", "", narrow).strip("-"))
    return re.sub(r"-{2,}", "-", "-".join(filter(None, words)))[:LONGEST_HOME]


def building_of(home: str) -> str:
    """The first part of a home's name: by it people are told how many have voted."""
    return home.split("-")[0] if "-" in home else ""
