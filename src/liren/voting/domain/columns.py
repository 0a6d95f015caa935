"""Where a workbook's columns are: found by their headings, wherever the header begins.

People put a title over their table and merge cells over two lines of headings; a merged cell is
read as its text in the first cell and nothing in the others.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, TypeVar

from liren.core.errors import Invalid, sentence

SEARCHED = 12  # lines
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
        return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


@dataclass(frozen=True)
class Wanted(Generic[C]):
    """What headings mean (the first pattern that is found), and which must be there."""

    patterns: Sequence[tuple[str, C]]
    needed: Sequence[frozenset[C]]  # one of each
    example: str

    def header_of(self, rows: Iterable[Line]) -> Header[C]:
        """Find the headings in the first lines, on one line or two."""
        above: Line | None = None
        for number, row in enumerate(rows):
            if number >= SEARCHED:
                break
            for names in self._readings(above, row):
                columns = self._columns(names)
                if all(columns.keys() & some for some in self.needed):
                    return Header(row.line, columns)
            above = row
        raise ColumnsMissing(example=self.example)

    def _readings(self, above: Line | None, row: Line) -> Iterable[list[str]]:
        yield row.cells
        if above is not None:
            width = max(len(above.cells), len(row.cells))
            pairs = ((row.cells[at : at + 1], above.cells[at : at + 1]) for at in range(width))
            yield [("".join(own) or "".join(over)) for own, over in pairs]

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


def plain(text: str) -> str:
    """Narrow letters, small, without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


def several(text: str) -> list[str]:
    """The parts of a cell that names several."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


_STEPS = re.compile(r"(?:号楼|栋|幢|座|单元|号(?=\d))")


def home_of(*parts: str) -> str:
    """One name for a home, however it is written: `3号楼2单元502室` is `3-2-502`."""
    words = []
    for part in parts:
        narrow = re.sub(r"\s+", "", unicodedata.normalize("NFKC", part)).replace("—", "-")
        narrow = _STEPS.sub("-", re.sub(r"\.0$", "", narrow))
        words.append(re.sub(r"(?<=\d)[室号房]$", "", narrow).strip("-"))
    return re.sub(r"-{2,}", "-", "-".join(filter(None, words)))[:60]


def building_of(home: str) -> str:
    """The first part of a home's name: by it people are told how many have voted."""
    return home.split("-")[0] if "-" in home else ""
