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

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_UNPACKED = 192 * 1024 * 1024
MOST_CELLS = 6_000_000  # of all sheets together
MOST_TEXT = 512 * 1024 * 1024  # in the cells, when a text that many share is written out for each
LONGEST_CELL = LARGEST_FILE
BLOCK = 1024 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")


class FileUnreadable(Invalid):
    """The file is no table that can be read, and why."""

    code = "core.file_unreadable"
    sentence = sentence("This file cannot be read: {reason}. Please save it as CSV or XLSX.")


class FileTooLarge(TooLarge):
    """More than is taken at once, packed or unpacked."""

    code = "core.file_too_large"
    sentence = sentence("The file is too large ({megabytes} MB are possible). Please divide it.")


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


def open_table(path: Path) -> Table:
    """Look at a file: what it is, how it is written, and its header."""
    if is_workbook(path):
        return _with_header(Table(path, True, "", "", []))
    encoding = encoding_of(path)
    return _with_header(Table(path, False, encoding, delimiter_of(path, encoding), []))


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook that may be opened; raises what forbids it, or is no table."""
    if path.stat().st_size > LARGEST_FILE:
        raise FileTooLarge(megabytes=LARGEST_FILE >> 20)
    with path.open("rb") as file:
        start = file.read(8)
    # The old format is not read: what it unpacks to is known only after it was unpacked.
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable(reason="XLS")
    if start.startswith(b"PK"):
        _check_workbook(path)
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
    raise FileUnreadable(reason="UTF-8, GB18030")


DELIMITERS = ",\t;|"
LOOKED_AT = 20  # lines: a title may stand above the header


def delimiter_of(path: Path, encoding: str) -> str:
    """What stands between the fields: what the lines have most of, in the most of them."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [file.readline(BLOCK) for _ in range(LOOKED_AT)]
    return max(DELIMITERS, key=lambda mark: sum(min(line.count(mark), 50) for line in lines))


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


_STARTS_FORMULA = ("=", "+", "-", "@", "\t")


def guarded(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula; read back, it is as it was."""
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell


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
    with opened(path) as book:
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for line, cells in enumerate(sheet, start=1):
        yield Row(line, [_text_of(cell) for cell in cells])


@contextmanager
def opened(path: Path) -> Iterator[CalamineWorkbook]:
    """A workbook that was looked at before (`is_workbook`); what its reader meets is told."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            yield book
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise FileUnreadable(reason=str(error)) from error
    except BaseException as error:
        # The reader is written in Rust, and a panic there is no Exception here.
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


MACROS = ("vbaproject", "macrosheets/")
MAIN_PART = re.compile(r"xl/workbook\d*\.xml", re.IGNORECASE)


def _check_workbook(path: Path) -> None:
    """Unpack it into nothing, counting: size, cells, what they say, and no programs."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if any(word in name.lower() for name in names for word in MACROS):
                raise MacrosRefused()
            unpacked = _Unpacked(archive)
            for part in archive.infolist():
                unpacked.count(part)
            unpacked.check_texts()
            if not any(MAIN_PART.fullmatch(name) for name in names):
                raise FileUnreadable(reason="ZIP")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileUnreadable(reason=str(error)) from error
    except (UnicodeError, OSError, ValueError, struct.error) as error:
        raise FileUnreadable(reason=type(error).__name__) from error


_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>")
_SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})""")
TOO_LARGE = LARGEST_UNPACKED >> 20


class _Unpacked:
    """What a workbook comes to, counted while its parts stream by."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.left, self.cells, self.shared, self.longest = LARGEST_UNPACKED, 0, 0, 0

    def count(self, part: zipfile.ZipInfo) -> None:
        """Read one part to its end: the size that the archive states may be a lie."""
        part.file_size = LARGEST_UNPACKED + 2 * BLOCK
        is_texts = part.filename.lower().endswith("sharedstrings.xml")
        widest, deepest, tail, since = 0, 0, b"", 0
        with self.archive.open(part) as stream:
            while block := stream.read(BLOCK):
                self.left -= len(block)
                joined = tail + block
                if is_texts:
                    since = self._longest_of(block, since)
                if references := _REFERENCE.findall(joined):
                    letters, rows = zip(*references, strict=True)
                    widest = max(widest, *map(_column, set(letters)))
                    deepest = max(deepest, *map(int, set(rows)))
                self.shared += block.count(b'"s"') + block.count(b"'s'")  # or fewer
                tail = block[-32:]
                if self.left < 0 or self.cells + widest * deepest > MOST_CELLS:
                    raise FileTooLarge(megabytes=TOO_LARGE)
        self.cells += widest * deepest

    def _longest_of(self, block: bytes, since: int) -> int:
        """The longest text that cells may share; `since` is what an earlier block left open."""
        *whole, rest = _TEXT_ENDS.split(block)
        for text in whole:
            self.longest, since = max(self.longest, since + len(text)), 0
        self.longest = max(self.longest, since + len(rest))
        return since + len(rest)

    def check_texts(self) -> None:
        """One long text that a million cells share is small in the file and huge outside."""
        if self.longest * self.shared <= MOST_TEXT:
            return
        lengths: list[int] = []
        parts = self.archive.infolist()
        for part in parts:
            if part.filename.lower().endswith("sharedstrings.xml"):
                lengths += map(len, _TEXT_ENDS.split(self._read(part)))
        if sum(self._texts_in(part, lengths) for part in parts) > MOST_TEXT:
            raise FileTooLarge(megabytes=TOO_LARGE)

    def _texts_in(self, part: zipfile.ZipInfo, lengths: list[int]) -> int:
        numbers = (int(number) for number in _SHARED_CELL.findall(self._read(part)))
        return sum(lengths[number] for number in numbers if number < len(lengths))

    def _read(self, part: zipfile.ZipInfo) -> bytes:
        with self.archive.open(part) as stream:
            return stream.read()  # all parts together were counted before


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
