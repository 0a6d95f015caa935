"""Dates in all the spellings of ledgers; what cannot be is not guessed."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from liren.core.workbooks import Cell

from .cells import text_of, without_spaces

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - what a spreadsheet counts from has no zone
LONGEST = 40  # what is longer is no date
LATEST_SHORT = 26  # two digits up to here are years of this century
_DIGITS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_YEAR = r"(\d{4}|\d{2})"
_WHOLE = re.compile(rf"{_YEAR}[年./\-,、]+(\d{{1,2}})[月./\-,、]+(\d{{1,2}})[日号]?")
_MONTH = re.compile(r"(\d{4}|\d{2}(?=年))[年./\-]+(\d{1,2})月?(?:份)?")
_AMERICAN = re.compile(r"(\d{1,2})[/](\d{1,2})[/](\d{4})")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_RUN_MONTH = re.compile(r"(\d{4})(\d{2})")
_TIME = re.compile(r"[T ]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_CHINESE = re.compile(
    r"([〇零一二三四五六七八九]{2}(?:[〇零一二三四五六七八九]{2})?)年(.{1,3})月(?:(.{1,3})[日号])?"
)
_TENS = re.compile(r"(?:(廿|卅|[一二三])?(十)?([〇零一二三四五六七八九])?)")


@lru_cache(maxsize=65_536)
def _read(text: str, latest_short: int) -> str | None:
    text = without_spaces(_TIME.sub("", text))
    if found := _CHINESE.fullmatch(text):
        return _chinese(found, latest_short)
    if found := _RUN.fullmatch(text):
        return _iso(found[1], found[2], found[3], latest_short)
    if found := _WHOLE.fullmatch(text):
        return _iso(found[1], found[2], found[3], latest_short)
    if found := _AMERICAN.fullmatch(text):
        first, second, year = found.groups()
        if int(first) > 12:
            first, second = second, first
        return _iso(year, first, second, latest_short)
    if found := _MONTH.fullmatch(text) or _RUN_MONTH.fullmatch(text):
        return _iso(found[1], found[2], "", latest_short)
    if _SERIAL.fullmatch(text):
        return _of_serial(float(text))
    return None


def _iso(year: str, month: str, day: str, latest_short: int) -> str | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= latest_short else 1900
    try:
        found = date(number, int(month), int(day or 1))
    except ValueError:
        return None
    if not 1850 <= found.year <= 2200:
        return None
    return found.isoformat() if day else found.isoformat()[:7]


def _chinese(found: re.Match[str], latest_short: int) -> str | None:
    month, day = _small(found[2]), _small(found[3] or "")
    if month is None or (found[3] and day is None):
        return None
    return _iso(found[1].translate(_DIGITS), month, day or "", latest_short)


def _small(text: str) -> str | None:
    """A number below a hundred in Chinese: 十, 十二, 二十, 廿三."""
    if not text:
        return None
    if text.isdecimal() and text.isascii():
        return text
    found = _TENS.fullmatch(text)
    if found is None:
        return None
    tens, ten, ones = found.groups()
    if ten is None and tens in ("一", "二", "三") and ones is None:
        tens, ones = None, tens
    if ten is None and tens in ("一", "二", "三"):
        return None
    value = {None: 0, "一": 10, "二": 20, "三": 30, "廿": 20, "卅": 30}[tens]
    value += 10 if ten and tens is None else 0
    return str(value + (int(ones.translate(_DIGITS)) if ones else 0))


def _of_serial(number: float) -> str | None:
    """An unformatted date: days since the end of 1899."""
    return (EPOCH + timedelta(days=int(number))).date().isoformat() if number < 90_000 else None


def read_date(cell: Cell | None, latest_short: int = LATEST_SHORT) -> str | None:
    """`YYYY-MM-DD`, or `YYYY-MM` where no day is given; nothing where it cannot be read."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return _of_number(cell, latest_short)
    text = text_of(cell).strip("'\"‘’“” ").replace("○", "〇")
    return _read(text, latest_short) if 0 < len(text) <= LONGEST else None


def _of_number(number: float, latest_short: int) -> str | None:
    if number.is_integer() or 10_000 <= number < 100_000:
        return _read(text_of(number), latest_short)
    # 2016.1 as a number may have been January or October: its zero is lost.
    text = repr(number)
    return None if text.endswith(".1") else _read(text, latest_short)


def read_moment(cell: Cell | None) -> str | None:
    """A date with its time of day, `YYYY-MM-DDTHH:MM:SS`; midnight where none is given."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, float) and not cell.is_integer() and 10_000 < cell < 90_000:
        return (EPOCH + timedelta(seconds=round(cell * 86_400))).isoformat(timespec="seconds")
    day = read_date(cell)
    if day is None or len(day) < 10:
        return day
    found = _TIME.search(text_of(cell))
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        return f"{day}T00:00:00"
    return f"{day}T{hour:02}:{minute:02}:{second:02}"


_YEARLESS = re.compile(r"(\d{1,2})[月.\-/](\d{1,2})[日号]?")


def read_day_of(cell: Cell | None, until: str) -> str | None:
    """A date that may lack its year: then the last such day that is not after `until`."""
    if whole := read_date(cell):
        return whole
    found = _YEARLESS.fullmatch(without_spaces(text_of(cell)))
    if found is None:
        return None
    year = int(until[:4])
    this = _iso(str(year), found[1], found[2], LATEST_SHORT)
    return this if this and this <= until else _iso(str(year - 1), found[1], found[2], LATEST_SHORT)


def last_of_month(year: int, month: int) -> str:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).isoformat()
