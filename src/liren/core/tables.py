"""Tables that people send: CSV in any of their encodings, and workbooks, both without surprises.

Nothing is opened before its unpacked size is known: a workbook of a few kilobytes may unpack to
gigabytes, or claim a cell in the millionth row, which its reader would fill with empty ones.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from liren.core.errors import Invalid, TooLarge, sentence
from liren.core.unpacking import (
    LARGEST_UNPACKED,
    MOST_CELLS,
    MOST_SHEETS,
    Excess,
    excess_of,
    has_macros,
    is_xlsx,
)

LARGEST_FILE = 64 * 1024 * 1024
LONGEST_CELL = LARGEST_FILE
BLOCK = 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


class FileUnreadable(Invalid):
    """The file is no table that can be read, and why."""

    code = "core.file_unreadable"
    sentence = sentence("This file cannot be read: {reason}. Please save it as CSV or XLSX.")


class LettersUnreadable(FileUnreadable):
    """A text is written in no way that is known, and where."""

    code = "core.letters_unreadable"
    sentence = sentence(
        "Line {line} of this file holds letters that cannot be read. Please write that line anew, "
        "or save the file as XLSX."
    )


class FileTooLarge(TooLarge):
    """More than is taken at once, packed or unpacked."""

    code = "core.file_too_large"
    sentence = sentence("The file is too large ({megabytes} MB are possible). Please divide it.")


class TooManyCells(TooLarge):
    """More cells than are read, most of them empty perhaps: a reader fills up every gap."""

    code = "core.too_many_cells"
    sentence = sentence(
        "The table reaches over more than {count} cells, empty ones too. Please copy what is to "
        "be read into a new file."
    )


class TooManySheets(TooLarge):
    """More sheets than are opened and shown."""

    code = "core.too_many_sheets"
    sentence = sentence(
        "The workbook has more than {count} sheets. Please copy those that are to be read into a "
        "new file."
    )


class MacrosRefused(Invalid):
    """A workbook that carries programs."""

    code = "core.file_with_macros"
    sentence = sentence("Files with macros are not opened. Please save it as a plain XLSX.")


@dataclass(frozen=True)
class Row:
    """One line of data, with the number under which the sender finds it."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file with its header; `rows` reads it from the start each time."""

    path: Path
    is_workbook: bool
    encoding: str
    delimiter: str
    header: list[str]

    def rows(self) -> Iterator[Row]:
        """The lines below the header; empty ones are rows too, because all are accounted for."""
        lines = _workbook_rows(self.path) if self.is_workbook else self._csv_rows()
        next(lines, None)
        return lines

    def _csv_rows(self) -> Iterator[Row]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            yield from _csv_lines(file, self.delimiter)


def open_table(
    path: Path, *, most_cells: int = MOST_CELLS, largest: int = LARGEST_UNPACKED
) -> Table:
    """Look at a file: what it is, how it is written, and its header."""
    if is_workbook(path, most_cells=most_cells, largest=largest):
        return _with_header(Table(path, True, "", "", []))
    encoding = encoding_of(path)
    return _with_header(Table(path, False, encoding, delimiter_of(path, encoding), []))


def is_workbook(
    path: Path, *, most_cells: int = MOST_CELLS, largest: int = LARGEST_UNPACKED
) -> bool:
    """Whether a file is a workbook that may be opened; raises what forbids it, or is no table."""
    if path.stat().st_size > min(LARGEST_FILE, largest):
        raise FileTooLarge(megabytes=min(LARGEST_FILE, largest) >> 20)
    with path.open("rb") as file:
        start = file.read(8)
    # The old format is not read: what it unpacks to is known only after it was unpacked.
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable(reason="XLS")
    if start.startswith(b"PK"):
        _check_workbook(path, most_cells, largest)
        return True
    return False


def _with_header(table: Table) -> Table:
    lines = _workbook_rows(table.path) if table.is_workbook else table._csv_rows()
    first = next(lines, None)
    if first is None or not any(first.cells):
        raise FileUnreadable(reason="header")
    return Table(
        table.path, table.is_workbook, table.encoding, table.delimiter, first.cells
    )  # fmt: skip


def encoding_of(path: Path) -> str:
    """How a text is written: the first of the usual ways in which all of it can be read."""
    with path.open("rb") as start:
        has_mark = start.read(2) in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if has_mark else ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(BLOCK):
                    pass
        except UnicodeError:
            continue
        return encoding
    raise LettersUnreadable(line=_broken_line(path))


def _broken_line(path: Path) -> int:
    """The first line that cannot be read in that way in which most can be read."""
    broken = []
    for encoding in ENCODINGS:
        with path.open("rb") as file:
            lines = [at for at, line in enumerate(file, start=1) if not _is_read(line, encoding)]
        broken.append((len(lines), lines[:1]))
    return min(broken)[1][0]


def _is_read(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeError:
        return False
    return True


DELIMITERS = ",\t;|"
LOOKED_AT = 20  # lines: a title may stand above the header


def delimiter_of(path: Path, encoding: str) -> str:
    """What stands between the fields: what the first line that has any has most of."""
    with path.open(encoding=encoding, newline="") as file:
        lines = (file.readline(BLOCK) for _ in range(LOOKED_AT))
        first = next((line for line in lines if any(mark in line for mark in DELIMITERS)), "")
    return max(DELIMITERS, key=first.count)


def _csv_lines(file: io.TextIOBase, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield Row(line, [_without_guard(_plain(cell)) for cell in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileUnreadable(reason=str(error)) from error


_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t")


def guarded(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula; read back, it is as it was.

    Signs that no workbook can hold are left out: one of them would keep the whole from being read.
    """
    plain = _UNWRITABLE.sub("", cell)
    return f"'{plain}" if plain.startswith(_STARTS_FORMULA) else plain


def _plain(cell: str) -> str:
    """Null letters say nothing, and PostgreSQL stores none."""
    return cell.replace("\0", "").strip()


def _without_guard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _STARTS_FORMULA and cell[1:] else cell


def written(like: Table, header: list[str], rows: Iterable[list[str]]) -> bytes:
    """A file of the same kind, which the sender's programs open without running anything."""
    lines = [header, *rows]
    if like.is_workbook:
        return _workbook(lines)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=like.delimiter)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    # Spreadsheets know UTF-8 by its mark only; a file in GB18030 goes back as it came.
    return file.getvalue().encode(like.encoding, errors="replace")


LONGEST_IN_SHEET = 32_767


def _workbook(lines: Iterable[list[str]]) -> bytes:
    from openpyxl import Workbook  # large: read when somebody asks for a workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        cells = []
        for text in line:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_IN_SHEET])
            cell.data_type = "s"  # "=1+1" is what somebody wrote, not a formula
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _workbook_rows(path: Path) -> Iterator[Row]:
    with opened(path) as book, native():
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for line, cells in enumerate(sheet, start=1):
        yield Row(line, [_text_of(cell) for cell in cells])


@contextmanager
def opened(path: Path) -> Iterator[CalamineWorkbook]:
    """A workbook that was looked at before (`is_workbook`)."""
    with native():
        book = CalamineWorkbook.from_path(path)
    try:
        yield book
    finally:
        book.close()


@contextmanager
def native() -> Iterator[None]:
    """What the reader, which is native code, meets in a damaged workbook is told as a sentence."""
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError, IndexError) as error:
        raise FileUnreadable(reason=str(error)) from error
    except BaseException as error:
        # A panic of native code is no Exception here.
        if type(error).__name__ != "PanicException":
            raise
        raise FileUnreadable(reason="damaged") from error


def _text_of(cell: object) -> str:
    """A cell as its sender reads it: 188006, not 188006.0."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return _plain(str(cell))


def _check_workbook(path: Path, most_cells: int, largest: int) -> None:
    """Unpack it into nothing, counting: size, cells, what they say, and no programs."""
    try:
        with zipfile.ZipFile(path) as archive:
            if has_macros(archive):
                raise MacrosRefused()
            excess = excess_of(archive, most_cells, largest)
            if excess is None and not is_xlsx(archive):
                raise FileUnreadable(reason="XLSX")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileUnreadable(reason=str(error)) from error
    except (UnicodeError, OSError, ValueError, struct.error) as error:
        raise FileUnreadable(reason=type(error).__name__) from error
    if excess is Excess.CELLS:
        raise TooManyCells(count=most_cells)
    if excess is Excess.SIZE:
        raise FileTooLarge(megabytes=largest >> 20)
    if excess is Excess.SHEETS:
        raise TooManySheets(count=MOST_SHEETS)
