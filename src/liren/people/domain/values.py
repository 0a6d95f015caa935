"""Values of elements: what was typed, what is stored, and how a fact writes it down."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from liren.core.errors import Invalid, sentence
from liren.people.domain.elements import Element, Kind

Value = Any  # str, int, bool, date, a row, or None: which, says the element's kind
Phone = Callable[[str], str]

PART_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
MONTH = re.compile(r"\d{4}-\d{2}")
PHONE_SEPARATOR = re.compile(r"[/、,，;；\s]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BLANK_IN_NUMBER = re.compile(r"[\s\-\u200b\ufeff]")
SURROGATE = re.compile("[\ud800-\udfff]")
MOST = 10**12
YES, NO = ("true", "1", "是", "yes"), ("false", "0", "否", "no")


class ValueUnusable(Invalid):
    """What was given for an element is no such value."""

    code = "people.value_unusable"
    sentence = sentence("{element}: this value cannot be used. Please check it.")


class ValueMissing(Invalid):
    """A record cannot be without it."""

    code = "people.value_missing"
    sentence = sentence("{element} is missing.")


TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(element: Element, raw: object, phone: Phone) -> Value:
    """The value as it is stored; none or empty where nothing was given."""
    if raw is None or raw == "":
        return empty(element)
    try:
        value = CLEANERS[element.kind](element, raw, phone)
    except (ValueError, TypeError, AttributeError) as wrong:
        raise ValueUnusable(element=element.name, code=element.code) from wrong
    if isinstance(value, str) and not _fits(element, value):
        raise ValueUnusable(element=element.name, code=element.code)
    return value


def _fits(element: Element, text: str) -> bool:
    """Short enough, and of characters that a database keeps."""
    # Half a character pair comes from broken exports; PostgreSQL keeps no null.
    return len(text) <= element.longest and "\0" not in text and not SURROGATE.search(text)


def empty(element: Element) -> Value:
    """What stands where nothing is known."""
    return "" if element.kind in AS_WORDS and not element.is_sealed else None


def as_text(value: Value) -> str:
    """How a fact writes a value down."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else str(getattr(value, "pk", value))


def from_text(element: Element, text: str) -> Value:
    """The value that a fact wrote down; a place or a record as its number."""
    if text == "":
        return empty(element)
    if element.kind is Kind.YES_NO:
        return text == "true"
    if element.kind is Kind.DATE:
        return date.fromisoformat(text)
    if element.kind in (Kind.NUMBER, Kind.MONEY, Kind.PLACE, Kind.RECORD):
        return int(text)
    return text


def year_of(part_date: str) -> int | None:
    """The year of a date of which more may not be known."""
    return int(part_date[:4]) if part_date else None


def _words(element: Element, raw: object, phone: Phone) -> str:
    return " ".join(_seen(unicodedata.normalize("NFKC", str(raw))).split()) if raw else ""


def _sentences(element: Element, raw: object, phone: Phone) -> str:
    return _seen(str(raw)).strip()


def _seen(text: str) -> str:
    """Without signs that no workbook can hold, or that turn a line around; a null is refused."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign in "\n\r\t" or not _is_unseen(sign))


def _is_unseen(sign: str) -> bool:
    return (sign != "\0" and unicodedata.category(sign) in ("Cc", "Cs")) or sign in TURNING


def _code(element: Element, raw: object, phone: Phone) -> str:
    found = element.codes.code_of(str(raw)) if element.codes else None
    if found is None:
        raise ValueError(raw)
    return found


def _day(element: Element, raw: object, phone: Phone) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip())


def _part_date(element: Element, raw: object, phone: Phone) -> str:
    text = str(raw).strip()
    if not PART_DATE.fullmatch(text):
        raise ValueError(raw)
    date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) == 4 else f"{text}-01"[:10])
    return text


def _month(element: Element, raw: object, phone: Phone) -> str:
    text = str(raw).strip()
    if not MONTH.fullmatch(text):
        raise ValueError(raw)
    date.fromisoformat(f"{text}-01")
    return text


def _yes_no(element: Element, raw: object, phone: Phone) -> bool:
    text = str(raw).strip().lower()
    if text not in YES + NO:
        raise ValueError(raw)
    return text in YES


def _number(element: Element, raw: object, phone: Phone) -> int:
    number = int(str(raw).strip())
    if not 0 <= number < MOST:
        raise ValueError(raw)
    return number


def _phone(element: Element, raw: object, phone: Phone) -> str:
    return phone(str(raw))


def _phones(element: Element, raw: object, phone: Phone) -> str:
    given = raw if isinstance(raw, (list, tuple)) else PHONE_SEPARATOR.split(str(raw))
    return "、".join(dict.fromkeys(phone(str(one)) for one in given if one))


def _email(element: Element, raw: object, phone: Phone) -> str:
    text = str(raw).strip()
    if not EMAIL.fullmatch(text):
        raise ValueError(raw)
    return text


def id_number(raw: object) -> str:
    """A document's number without what is typed around it."""
    return BLANK_IN_NUMBER.sub("", unicodedata.normalize("NFKC", str(raw))).upper()


def _id_number(element: Element, raw: object, phone: Phone) -> str:
    return id_number(raw)


def _credit_code(element: Element, raw: object, phone: Phone) -> str:
    text = id_number(raw)
    if not CREDIT_CODE.fullmatch(text):
        raise ValueError(raw)
    total = sum(CREDIT_DIGITS.index(c) * pow(3, at, 31) for at, c in enumerate(text[:17]))
    if CREDIT_DIGITS[(31 - total % 31) % 31] != text[17]:
        raise ValueError(raw)
    return text


def _row(element: Element, raw: object, phone: Phone) -> object:
    if not getattr(raw, "pk", None):
        raise ValueError(raw)
    return raw


CLEANERS: dict[Kind, Callable[[Element, object, Phone], Value]] = {
    Kind.TEXT: _words,
    Kind.WORDS: _sentences,
    Kind.CODE: _code,
    Kind.DATE: _day,
    Kind.PART_DATE: _part_date,
    Kind.MONTH: _month,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.PHONE: _phone,
    Kind.PHONES: _phones,
    Kind.EMAIL: _email,
    Kind.ID_NUMBER: _id_number,
    Kind.CREDIT_CODE: _credit_code,
    Kind.PLACE: _row,
    Kind.RECORD: _row,
}
AS_WORDS = frozenset(
    {Kind.TEXT, Kind.WORDS, Kind.CODE, Kind.PART_DATE, Kind.MONTH, Kind.ID_NUMBER, Kind.CREDIT_CODE}
    | {Kind.PHONE, Kind.PHONES, Kind.EMAIL}
)
