"""How large a workbook becomes, found before anybody opens it.

A workbook of a few kilobytes may unpack to gigabytes, claim a cell in the millionth row (its reader
fills what lies between),
or let a million cells share one long text. The reader is native code: what
it cannot hold ends the process, so nothing may reach it that was not counted here.
"""

import re
import zipfile

LARGEST_UNPACKED = 192 * 1024 * 1024
MOST_CELLS = 6_000_000  # of all sheets together
MOST_TEXT = 512 * 1024 * 1024  # in the cells, when a text that many share is written out for each
BLOCK = 1024 * 1024
MACROS = ("vbaproject", "macrosheets/")
_MAIN_PART = re.compile(r"xl/workbook\d*\.xml", re.IGNORECASE)
_REFERENCE = re.compile(rb"""[ \t\r\n]r\s*=\s*["']\s*([A-Za-z]{0,9})(\d{1,19})""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_POSITION = re.compile(
    rb"""<(?:\w+:)?(row|c)\b(?:[^>]*?\br\s*=\s*["']\s*([A-Za-z]{0,9})(\d{1,19}))?"""
)
_TEXT_ENDS = re.compile(rb"</(?:\w+:)?si>")
_SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})""")


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Whether it carries programs."""
    return any(word in name.lower() for name in archive.namelist() for word in MACROS)


def is_xlsx(archive: zipfile.ZipFile) -> bool:
    """Whether it is the one kind of workbook whose parts are counted here."""
    return any(_MAIN_PART.fullmatch(name) for name in archive.namelist())


def is_too_large(archive: zipfile.ZipFile) -> bool:
    """Whether it comes to more than can be held."""
    unpacked = _Unpacked(archive)
    return any(unpacked.is_over(part) for part in archive.infolist()) or unpacked.has_much_text()


class _Unpacked:
    """What a workbook comes to, counted while its parts stream by."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.size, self.cells, self.shared, self.longest = 0, 0, 0, 0

    def is_over(self, part: zipfile.ZipInfo) -> bool:
        """Count one part to its end: the size that the archive states may be a lie."""
        part.file_size = LARGEST_UNPACKED + 2 * BLOCK
        is_texts = part.filename.lower().endswith("sharedstrings.xml")
        widest, deepest, unnamed, since, tail = 0, 0, 0, 0, b""
        with self.archive.open(part) as stream:
            while block := stream.read(BLOCK):
                self.size += len(block)
                since = self._longest_of(block, since) if is_texts else 0
                self.shared += block.count(b'"s"') + block.count(b"'s'")  # or fewer
                joined = tail + block
                references = _REFERENCE.findall(joined)
                widest = max(widest, *(_column(one) for one in {a for a, _ in references}), 0)
                deepest = max(deepest, *map(int, {b for _, b in references}), 0)
                unnamed += len(_CELL.findall(block)) - sum(1 for a, _ in references if a)
                tail = block[-32:]
                if self.size > LARGEST_UNPACKED or widest * deepest > MOST_CELLS:
                    return True
        if unnamed > 0:  # cells that do not say where they are stand where they are counted
            more = self._extent(part)
            widest, deepest = max(widest, more[0]), max(deepest, more[1])
        self.cells += widest * deepest
        return self.cells > MOST_CELLS

    def _extent(self, part: zipfile.ZipInfo) -> tuple[int, int]:
        """The last column and row, counting cells one by one as a reader does."""
        row = column = widest = deepest = 0
        for kind, letters, number in _POSITION.findall(self._read(part)):
            if kind == b"row":
                row, column = int(number) if number else row + 1, 0
            elif letters:
                row, column = int(number), _column(letters)
            else:
                column += 1
            widest, deepest = max(widest, column), max(deepest, row)
        return widest, deepest

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


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
