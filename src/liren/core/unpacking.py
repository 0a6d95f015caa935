"""How large a workbook becomes, found before anybody opens it.

A workbook of a few kilobytes may unpack to gigabytes, claim a cell in the millionth row (its reader
fills what lies between), or let a million cells share one long text. The reader is native code:
what it cannot hold ends the process, so nothing may reach it that was not counted here.
"""

import re
import sys
import zipfile
from dataclasses import dataclass
from enum import Enum, auto

LARGEST_UNPACKED = 192 * 1024 * 1024
MOST_CELLS = 6_000_000  # of all sheets together
MOST_TEXT = 512 * 1024 * 1024  # in the cells, when a text that many share is written out for each
MOST_SHEETS = 100  # each is opened and shown, however little is in it
MOST_LINKED = 200_000  # cells under links: whoever edits a workbook makes each of them
BLOCK = 1024 * 1024
MACROS = ("vbaproject", "macrosheets/")
# Other kinds of workbook, which the reader would open too: nobody counts what they claim.
OTHER_KINDS = frozenset({"content.xml", "xl/workbook.bin"})
_MAIN_PART = re.compile(r"xl/workbook\d*\.xml")
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>")
_SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})""")


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Whether it carries programs."""
    return any(word in name.lower() for name in archive.namelist() for word in MACROS)


def is_xlsx(archive: zipfile.ZipFile) -> bool:
    """Whether it is the one kind of workbook whose parts are counted here."""
    names = {name.lower().replace("\\", "/") for name in archive.namelist()}
    return any(map(_MAIN_PART.fullmatch, names)) and not names & OTHER_KINDS


class Excess(Enum):
    """What a workbook has too much of."""

    SIZE = auto()
    CELLS = auto()
    SHEETS = auto()


def excess_of(
    archive: zipfile.ZipFile, most_cells: int = MOST_CELLS, largest: int = LARGEST_UNPACKED
) -> Excess | None:
    """What it has more of than can be held."""
    unpacked = _Unpacked(archive, most_cells, largest)
    for part in archive.infolist():
        if excess := unpacked.excess_in(part):
            return excess
    return Excess.SIZE if unpacked.has_much_text() else None


class _Unpacked:
    """What a workbook comes to, counted while its parts stream by."""

    def __init__(self, archive: zipfile.ZipFile, most_cells: int, largest: int) -> None:
        self.archive, self.most_cells, self.largest = archive, most_cells, largest
        self.size, self.cells, self.shared, self.longest, self.sheets = 0, 0, 0, 0, 0

    def excess_in(self, part: zipfile.ZipInfo) -> Excess | None:
        """Count one part to its end: any may be the sheet, whatever it is called."""
        part.file_size = LARGEST_UNPACKED + 2 * BLOCK  # what the archive states may be a lie
        is_texts = part.filename.lower().endswith("sharedstrings.xml")
        area, since, rest = _Area(), 0, b""
        with self.archive.open(part) as stream:
            while block := stream.read(BLOCK):
                self.size += len(block)
                if self.size > self.largest:
                    return Excess.SIZE
                since = self._longest_of(block, since) if is_texts else 0
                self.shared += block.count(b'"s"') + block.count(b"'s'")  # or fewer
                text = rest + block
                whole = text.rfind(b"<")
                area.look_at(text[: max(whole, 0)])
                if b"sheet" in text:  # several names may stand for one part: names are counted
                    self.sheets += len(_SHEET.findall(text, 0, max(whole, 0)))
                if self.sheets > MOST_SHEETS:
                    return Excess.SHEETS
                rest = text[whole:] if whole >= 0 else b""
                if len(rest) > BLOCK:
                    raise zipfile.BadZipFile("XML")
                if area.is_over(self.most_cells):
                    return Excess.CELLS
        area.look_at(rest)
        self.cells += area.cells
        is_over = area.is_over(self.most_cells) or self.cells > MOST_CELLS
        return Excess.CELLS if is_over else None

    def _longest_of(self, block: bytes, since: int) -> int:
        """The longest text that cells may share; `since` is what an earlier block left open."""
        *whole, rest = _TEXT_ENDS.split(block)
        for text in whole:
            self.longest, since = max(self.longest, since + len(text)), 0
        self.longest = max(self.longest, since + len(rest))
        return since + len(rest)

    def has_much_text(self) -> bool:
        """Whether one long text that many cells share is small in the file and huge outside."""
        if self.longest * self.shared <= MOST_TEXT:
            return False
        lengths: list[int] = []
        parts = self.archive.infolist()
        for part in parts:
            if part.filename.lower().endswith("sharedstrings.xml"):
                lengths += map(len, _TEXT_ENDS.split(self._read(part)))
        return sum(self._texts_in(part, lengths) for part in parts) > MOST_TEXT

    def _texts_in(self, part: zipfile.ZipInfo, lengths: list[int]) -> int:
        numbers = (int(number) for number in _SHARED_CELL.findall(self._read(part)))
        return sum(lengths[number] for number in numbers if number < len(lengths))

    def _read(self, part: zipfile.ZipInfo) -> bytes:
        with self.archive.open(part) as stream:
            return stream.read()  # all parts together were counted before


_OTHERS = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*?\s+"""


class _Tags:
    """The tags of rows and cells, which begin so."""

    def __init__(self, start: bytes) -> None:
        self.row = re.compile(start + rb"row(?=[\s/>])")
        self.row_number = re.compile(start + rb"row" + _OTHERS + rb"""r\s*=\s*["'](\d+)["']""")
        named = _OTHERS + rb"""r\s*=\s*["'][A-Za-z]+\d+["']"""
        self.nameless_cell = re.compile(start + rb"c(?=[\s/>])(?!" + named + rb")")


# What has no prefix is found several times as quickly.
_PLAIN, _PREFIXED = _Tags(rb"<"), _Tags(rb"<(?:[^\s<>/:]+:)?")
# A range that is merged or linked is a few signs in the file, and a cell each for who edits it.
_RANGE = re.compile(
    rb"<(?:\w+:)?(?P<kind>mergeCell|hyperlink)\b[^<>]*?\bref\s*=\s*"
    rb"""["']([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)["']"""
)
_SHEET = re.compile(rb"<(?:[^\s<>/:]+:)?sheet(?=[\s/>])")
# It begins with its letter, for which the search can skip; what stands before it is seen after.
_REFERENCE = re.compile(rb"""r(?<!\wr)\s*=\s*["']([A-Za-z]+)(\d+)["']""")


@dataclass
class _Area:
    """How far a sheet reaches: by the names of rows and cells, and by how many have none."""

    widest: int = 0
    deepest: int = 0
    nameless_rows: int = 0
    nameless_cells: int = 0  # of the present row
    tags: int = 0  # of rows and cells; many may claim one name
    merged: int = 0
    linked: int = 0

    @property
    def cells(self) -> int:
        """The cells of the whole area, the gaps too."""
        return self.widest * (self.deepest + self.nameless_rows)

    def is_over(self, most: int) -> bool:
        """Whether it has more cells than can be held, or its ranges make more of them."""
        if self.tags > 2 * most:  # a whole sheet has a row at most for every cell
            return True
        return max(self.cells, self.merged) > most or self.linked > MOST_LINKED

    def look_at(self, text: bytes) -> None:
        """Go on with whole tags."""
        ranges = _RANGE.findall(text) if b"mergeCell" in text or b"hyperlink" in text else ()
        for kind, left, top, right, bottom in ranges:
            wide, high = _column(right) - _column(left) + 1, _number(bottom) - _number(top) + 1
            if kind == b"hyperlink":
                self.linked += max(0, wide) * max(0, high)
            else:
                self.merged += max(0, wide) * max(0, high)
        tags = _PREFIXED if b":row" in text or b":c" in text else _PLAIN
        if tags.nameless_cell.search(text):
            self._count_nameless(text, tags)
        elif rows := len(tags.row.findall(text)):
            self.nameless_rows, self.nameless_cells = self.nameless_rows + rows, 0
            self.tags += rows
        for number in tags.row_number.findall(text):
            self.nameless_rows -= 1
            self.deepest = max(self.deepest, _number(number))
        if named := _REFERENCE.findall(text):
            columns, rows_named = map(set, zip(*named, strict=True))
            self.tags += len(named)
            self.widest = max(self.widest, *map(_column, columns))
            self.deepest = max(self.deepest, *map(_number, rows_named))

    def _count_nameless(self, text: bytes, tags: _Tags) -> None:
        for count, piece in enumerate(tags.row.split(text)):
            self.nameless_cells = self.nameless_cells if not count else 0
            self.nameless_cells += len(tags.nameless_cell.findall(piece))
            self.nameless_rows += bool(count)
            self.tags += bool(count)
            self.widest = max(self.widest, self.nameless_cells)


def _number(digits: bytes) -> int:
    return int(digits[-18:]) if len(digits) < 19 else sys.maxsize


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
