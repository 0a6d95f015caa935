"""A cell as plain text: one width of letters, nothing invisible, numbers without decimals."""

import re
import unicodedata
from datetime import date, datetime

from liren.core.workbooks import Cell

_INVISIBLE = re.compile("[\0\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
LARGEST_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number


def text_of(cell: Cell | None) -> str:
    """What a cell says."""
    if isinstance(cell, str):
        if cell.isascii() and "\0" not in cell:
            return cell.strip()
        text = unicodedata.normalize("NFKC", cell)
        return text if text.isprintable() and text[0] != " " != text[-1] else _seen(text)
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < LARGEST_EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _seen(text: str) -> str:
    return _INVISIBLE.sub("", text).strip()


def raw_of(cell: Cell | None) -> str | None:
    """A cell as it came, to be shown again."""
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, str) else repr(cell) if is_number(cell) else text_of(cell)


def is_number(cell: Cell | None) -> bool:
    """Whether a spreadsheet holds a number there, which text never becomes by itself."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def is_blank(cell: Cell | None) -> bool:
    """Whether there is nothing to be seen."""
    if isinstance(cell, str):
        return not cell or not (cell[0].isalnum() or text_of(cell))
    return cell is None


_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{1,3}")


def has_lost_digits(cell: Cell | None) -> bool:
    """Whether a long number was kept as a number, or as 9.99E+17, and is no longer whole."""
    if isinstance(cell, (int, float)):
        return abs(cell) >= LARGEST_EXACT
    return isinstance(cell, str) and "+" in cell and bool(_SCIENTIFIC.fullmatch(text_of(cell)))


_SPACE = re.compile(r"\s+")


def without_spaces(text: str) -> str:
    """A text with no white space in it."""
    return _SPACE.sub("", text)


def letters_of(column: int) -> str:
    """The letters above a column that is counted from zero."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """A column counted from zero, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
