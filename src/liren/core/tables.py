"""Tables that people send: CSV in any of their encodings, and workbooks, both without surprises.

Nothing is opened before its unpacked size is known: a workbook of a few kilobytes may unpack to
gigabytes, or claim a cell in the millionth row, which its reader would fill with empty ones.
"""

import csv
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from liren.core.errors import Invalid, TooLarge, sentence

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_UNPACKED = 192 * 1024 * 1024
MOST_CELLS = 6_000_000
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


class TooManyCells(TooLarge):
    """More cells than are read, most of them empty perhaps: a reader fills up every gap."""

    code = "core.too_many_cells"
    sentence = sentence(
        "The table reaches over more than {count} cells, empty ones too. Please copy what is to "
        "be read into a new file."
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


def open_table(path: Path, *, most_cells: int = MOST_CELLS) -> Table:
    """Look at a file: what it is, how it is written, and its header."""
    if path.stat().st_size > LARGEST_FILE:
        raise FileTooLarge(megabytes=LARGEST_FILE >> 20)
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        _check_workbook(path, most_cells)
        return _with_header(Table(path, True, "", "", []))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable(reason="XLS")
    encoding = _encoding_of(path)
    return _with_header(Table(path, False, encoding, _delimiter_of(path, encoding), []))


def _with_header(table: Table) -> Table:
    lines = _workbook_rows(table.path) if table.is_workbook else table._csv_rows()
    first = next(lines, None)
    if first is None or not any(first.cells):
        raise FileUnreadable(reason="header")
    return Table(
        table.path, table.is_workbook, table.encoding, table.delimiter, first.cells
    )  # fmt: skip


def _encoding_of(path: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(BLOCK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileUnreadable(reason="UTF-8, GB18030")


def _delimiter_of(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline(BLOCK)
    return max(",\t;", key=line.count)


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
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise FileUnreadable(reason=str(error)) from error
    for line, cells in enumerate(sheet, start=1):
        yield Row(line, [_text_of(cell) for cell in cells])


def _text_of(cell: object) -> str:
    """A cell as its sender reads it: 188006, not 188006.0."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return _plain(str(cell))


# Other kinds of workbook, which the reader would open too: nobody counts what they claim.
OTHER_KINDS = frozenset({"content.xml", "xl/workbook.bin"})


def _check_workbook(path: Path, most_cells: int) -> None:
    """Unpack it into nothing, counting: size, cells, and no programs."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().replace("\\", "/") for name in archive.namelist()}
            if any("vbaproject" in name for name in names):
                raise MacrosRefused()
            left = LARGEST_UNPACKED
            for part in archive.infolist():
                left -= _unpacked(archive, part, left, most_cells)
            if names & OTHER_KINDS or "xl/workbook.xml" not in names:
                raise FileUnreadable(reason="XLSX")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileUnreadable(reason=str(error)) from error


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, most_cells: int) -> int:
    # The size that the archive states may be a lie: read on until the data ends. Any part may be
    # the sheet, whatever it is called.
    part.file_size = LARGEST_UNPACKED + 2 * BLOCK
    size, area, rest = 0, _Area(), b""
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > left:
                raise FileTooLarge(megabytes=LARGEST_UNPACKED >> 20)
            text = rest + block
            whole = text.rfind(b"<")
            area.look_at(text[: max(whole, 0)])
            rest = text[whole:] if whole >= 0 else b""
            if len(rest) > BLOCK:
                raise FileUnreadable(reason="XML")
            if area.cells > most_cells:
                raise TooManyCells(count=most_cells)
        area.look_at(rest)
    if area.cells > most_cells:
        raise TooManyCells(count=most_cells)
    return size


_START = rb"<(?:[^\s<>/:]+:)?"
_OTHERS = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*?\s+"""
_ROW = re.compile(_START + rb"row(?=[\s/>])")
_ROW_NUMBER = re.compile(_START + rb"row" + _OTHERS + rb"""r\s*=\s*["'](\d+)["']""")
_NAMELESS_CELL = re.compile(
    _START + rb"c(?=[\s/>])(?!" + _OTHERS + rb"""r\s*=\s*["'][A-Za-z]+\d+["'])"""
)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")


@dataclass
class _Area:
    """How far a sheet reaches: by the names of rows and cells, and by how many have none."""

    widest: int = 0
    deepest: int = 0
    nameless_rows: int = 0
    nameless_cells: int = 0  # of the present row

    @property
    def cells(self) -> int:
        """The cells of the whole area, the gaps too."""
        return self.widest * (self.deepest + self.nameless_rows)

    def look_at(self, text: bytes) -> None:
        """Go on with whole tags."""
        for count, piece in enumerate(_ROW.split(text)):
            self.nameless_cells = self.nameless_cells if not count else 0
            self.nameless_cells += len(_NAMELESS_CELL.findall(piece))
            self.nameless_rows += bool(count)
            self.widest = max(self.widest, self.nameless_cells)
        for number in _ROW_NUMBER.findall(text):
            self.nameless_rows -= 1
            self.deepest = max(self.deepest, _number(number))
        for letters, row in _REFERENCE.findall(text):
            self.widest = max(self.widest, _column(letters))
            self.deepest = max(self.deepest, _number(row))


def _number(digits: bytes) -> int:
    return int(digits[-18:]) if len(digits) < 19 else sys.maxsize


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
