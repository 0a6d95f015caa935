"""Several people in one row: 张三、李四 with two numbers in the cell beside them."""

import re
from collections.abc import Sequence

from liren.core.workbooks import Cell

from .cells import raw_of, text_of
from .codes import Code, Finding
from .parsing import Parsed, RowParser
from .phones import read_phones

_APART = re.compile(r"[、,;/|\n]+")
_SEPARATOR = re.compile(r"[、,，;；/／|\n]")
_NAME = re.compile(r"[\u3400-\u9fff·\s]{2,12}")
LONGEST = 400


def parse_people(parser: RowParser, cells: Sequence[Cell]) -> list[Parsed]:
    """Read a row that may speak of several people; unequal lists are an error of the row."""
    if not any(_is_listed(parser, cells, code) for code in ("name", "id_number")):
        return [parser.parse(cells)]
    names, numbers = _parts(parser, cells, "name"), _parts(parser, cells, "id_number")
    if not all(_NAME.fullmatch(name) for name in names):
        names = names[:1]
    if len(names) < 2 and len(numbers) < 2:
        return [parser.parse(cells)]
    phones = {
        at: read_phones(cells[at]).numbers
        for at in parser.phones.get("phones", ())
        if at < len(cells)
    }
    for at, found in ((parser.one.get("id_number", -1), numbers), *phones.items()):
        if found and len(found) != len(names) and (at not in phones or len(names) > 1):
            return [_mismatch(parser, cells, at)]
    return [parser.parse(_of_one(parser, cells, which, phones)) for which in range(len(names))]


def _is_listed(parser: RowParser, cells: Sequence[Cell], code: str) -> bool:
    at = parser.one.get(code)
    cell = cells[at] if at is not None and at < len(cells) else ""
    return isinstance(cell, str) and bool(_SEPARATOR.search(cell))


def _parts(parser: RowParser, cells: Sequence[Cell], code: str) -> list[str]:
    at = parser.one.get(code)
    cell = cells[at] if at is not None and at < len(cells) else ""
    if not isinstance(cell, str) or len(cell) > LONGEST or not cell:
        return []
    text = text_of(cell)
    if not _APART.search(text):
        return [text]
    return [part.strip() for part in _APART.split(text) if part.strip()]


def _of_one(
    parser: RowParser, cells: Sequence[Cell], which: int, phones: dict[int, tuple[str, ...]]
) -> list[Cell]:
    own = list(cells)
    for code in ("name", "id_number"):
        if parts := _parts(parser, cells, code):
            own[parser.one[code]] = parts[which]
    for at, numbers in phones.items():
        own[at] = numbers[which] if numbers else ""
    return own


def _mismatch(parser: RowParser, cells: Sequence[Cell], at: int) -> Parsed:
    own = list(cells)
    if (number := parser.one.get("id_number")) is not None and number < len(own):
        own[number] = ""
    done = parser.parse(own)
    kept = [f for f in done.findings if f.code is not Code.ID_MISSING]
    done.findings[:] = [*kept, Finding(Code.LIST_LENGTH_MISMATCH, at, raw_of(cells[at]))]
    return done
