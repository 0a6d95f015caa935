"""What is written into a new column, as it is stored; or why it cannot be."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from liren.core.errors import Invalid, sentence

from .forms import Asked, Column

LONGEST = 400
LONGEST_NUMBER = 30
MOST = Decimal(10**12)
YES = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓", "✔"})
NO = frozenset({"否", "无", "没有", "no", "n", "false", "0", "×"})
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?"
)


class AnswerUnusable(Invalid):
    """A cell says what its column does not take."""

    code = "ledgers.answer_unusable"
    sentence = sentence("{column}: “{value}” cannot be used.")


class AnswerTooLong(AnswerUnusable):
    """More than a cell of a list can hold."""

    code = "ledgers.answer_too_long"
    sentence = sentence("{column}: please write at most {most} characters.")


class AnswerNoNumber(AnswerUnusable):
    """Words where a number is asked."""

    code = "ledgers.answer_no_number"
    sentence = sentence("{column}: “{value}” is no number.")


class AnswerNoDay(AnswerUnusable):
    """No day, or none that there is."""

    code = "ledgers.answer_no_day"
    sentence = sentence("{column}: “{value}” is no day. Write it as 2026-11-27.")


class AnswerNoYesNo(AnswerUnusable):
    """Neither yes nor no."""

    code = "ledgers.answer_no_yes_no"
    sentence = sentence("{column}: please write 是 or 否.")


class AnswerNoChoice(AnswerUnusable):
    """Something that was not to be chosen."""

    code = "ledgers.answer_no_choice"
    sentence = sentence("{column}: “{value}” is not to be chosen. Possible are: {known}.")


def answer(column: Column, raw: object) -> str:
    """The text that is stored; empty where nothing was written."""
    text = plain_text(raw)
    if not text:
        return ""
    if len(text) > LONGEST:
        raise AnswerTooLong(column=column.name, most=LONGEST)
    assert column.asked is not None
    return _READERS[column.asked](column, text)


def plain_text(raw: object) -> str:
    """What a cell says, as people read it."""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(sep=" ")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    words = "" if raw is None else str(raw)
    kept = (c for c in words if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _as_it_is(column: Column, text: str) -> str:
    return text


def _number(column: Column, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation as wrong:
        raise AnswerNoNumber(column=column.name, value=text[:40]) from wrong
    is_written = number.is_finite() and number.adjusted() >= -LONGEST_NUMBER  # 1e-999999999
    stored = f"{number:f}" if is_written and abs(number) < MOST else ""
    if not 0 < len(stored) <= LONGEST_NUMBER:
        raise AnswerNoNumber(column=column.name, value=text[:40])
    return stored


def _day(column: Column, text: str) -> str:
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        if not found:
            raise ValueError(text)
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError as wrong:
        raise AnswerNoDay(column=column.name, value=text[:40]) from wrong


def _yes_no(column: Column, text: str) -> str:
    if text.lower() in YES:
        return "是"
    if text.lower() in NO:
        return "否"
    raise AnswerNoYesNo(column=column.name)


def _choice(column: Column, text: str) -> str:
    wanted = unicodedata.normalize("NFKC", text)
    for choice in column.choices:
        if wanted == unicodedata.normalize("NFKC", choice):
            return choice
    raise AnswerNoChoice(column=column.name, value=text[:40], known="、".join(column.choices))


_READERS = {
    Asked.TEXT: _as_it_is,
    Asked.NUMBER: _number,
    Asked.DATE: _day,
    Asked.YES_NO: _yes_no,
    Asked.CHOICE: _choice,
}
