"""Files as their senders made them: every sheet, every row, cells with their types, merged ranges.

`core.tables` reads one plain table as text; this is for what people really keep. Formulas are never
run (their stored values are read), and what may be opened is what `core.tables` lets through.
"""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, TypeAlias

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from liren.core.tables import (
    LONGEST_CELL,
    FileUnreadable,
    delimiter_of,
    encoding_of,
    is_workbook,
    native,
    opened,
)

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
LONGEST_RECORD = 50  # lines: a quotation mark that is never closed would swallow the rest


class Row(NamedTuple):
    """One row or record; `line` is the first line of the text it stands on."""

    number: int
    line: int
    cells: Sequence[Cell]


class Merge(NamedTuple):
    """Cells that were made one: the first row and column and the last, all counted from zero."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet; `rows` reads it from the start each time."""

    name: str
    is_hidden: bool
    is_text: bool
    merges: Sequence[Merge]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, eq=False)
class Book:
    """A file of one sheet or many, read one after the other."""

    path: Path
    encoding: str
    delimiter: str
    sheets: Callable[[], Iterator[Sheet]]

    @property
    def is_text(self) -> bool:
        """Whether it is a text and no workbook."""
        return bool(self.encoding)


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """Look at a file and hold it open; raises what forbids it."""
    if is_workbook(path):
        with opened(path) as workbook:
            yield Book(path, "", "", lambda: _sheets(workbook))
        return
    encoding = encoding_of(path)
    delimiter = delimiter_of(path, encoding)

    def records() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            yield from _records(file, delimiter)

    whole = Sheet("", False, True, (), records)
    yield Book(path, encoding, delimiter, lambda: iter((whole,)))


def _sheets(book: CalamineWorkbook) -> Iterator[Sheet]:
    for at, about in enumerate(book.sheets_metadata):
        if about.typ is SheetTypeEnum.WorkSheet:
            with native():
                sheet = book.get_sheet_by_index(at)
                merges = [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            is_hidden = about.visible is not SheetVisibleEnum.Visible
            yield Sheet(about.name, is_hidden, False, merges, _rows_of(sheet))


def _rows_of(sheet: CalamineSheet) -> Callable[[], Iterator[Row]]:
    left = [""] * (sheet.start[1] if sheet.start else 0)

    def rows() -> Iterator[Row]:
        with native():
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield Row(number, number, left + cells if left else cells)

    return rows


def _records(file: Iterable[str], delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    for first, text in _whole_records(file):
        for line, fields in _fields(text, delimiter):
            number += 1
            yield Row(number, first + line, fields)


def _fields(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Usually one record; several where a quotation mark in a text only looked like an opening."""
    is_closed = text.count('"') % 2 == 0
    lines = io.StringIO(text.replace("\0", ""), newline="")
    if is_closed:
        reader = csv.reader(lines, delimiter=delimiter)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    line = 0
    try:
        for fields in reader:
            yield line, fields
            line = reader.line_num
    except csv.Error as error:
        raise FileUnreadable(reason=str(error)) from error


def _whole_records(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Texts of records with their first line; what is never closed ends with its own line."""
    ahead: deque[tuple[int, str]] = deque()
    source = enumerate(lines)
    while first := ahead.popleft() if ahead else next(source, None):
        taken, marks = [first], first[1].count('"')
        while marks % 2 and len(taken) < LONGEST_RECORD:
            following = ahead.popleft() if ahead else next(source, None)
            if following is None:
                break
            taken.append(following)
            marks += following[1].count('"')
        if marks % 2:
            ahead.extendleft(reversed(taken[1:]))
            taken = taken[:1]
        yield first[0] + 1, "".join(text for _, text in taken)
