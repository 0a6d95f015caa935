"""An element's value put into its record: sealed, indexed, and what follows from it."""

import re
import secrets

from liren.accounts.selectors import is_mobile, normal_phone, phone_index
from liren.core import crypto
from liren.people.domain import values
from liren.people.domain.elements import Element, Kind
from liren.people.domain.values import Value
from liren.people.models import Fact, Record
from liren.people.selectors.elements import FACT, fact_row, seal_row, text_of

MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
SPACES = re.compile(r"[\s-]+")


def phone(text: str) -> str:
    """A number with its country; the usual kind without asking the library of numbers."""
    found = MOBILE.fullmatch(SPACES.sub("", text))
    return f"+86{found[1]}" if found else normal_phone(text)


def index_of(element: Element, text: str) -> bytes:
    """What a sealed value is found by; telephones alike in every element and for accounts."""
    if element.kind is Kind.PHONE:
        return phone_index(text)
    return crypto.blind_index(text, purpose=element.code)


def seal(record: Record, element: Element, text: str) -> bytes | None:
    """A value for storage, bound to its record and its element."""
    if not text:
        return None
    return crypto.seal(text, purpose=element.field, row=seal_row(record))


def seal_fact(fact: Fact, text: str) -> bytes | None:
    """What a fact says for storage, bound to its record and its element."""
    return crypto.seal(text, purpose=FACT, row=fact_row(fact)) if text else None


def apply(record: Record, element: Element, value: Value) -> set[str]:
    """Set the value and what follows from it; says which columns changed."""
    text = values.as_text(value)
    if element.is_extra:
        record.extra = {**record.extra, element.field: text or None}
        return {"extra"}
    if element.is_sealed:
        record.salt = record.salt or secrets.token_hex(16)
        return _apply_sealed(record, element, text)
    column = record.COLUMNS.get(element.field, element.field)
    if element.kind is Kind.PLACE:
        record.put_at(value)  # type: ignore[attr-defined]  # whoever has such an element is placed
        return {"place", "place_path", "community_path"}
    setattr(record, column, value)
    if element.code == "person.birth_date":
        record.birth_year = values.year_of(value)  # type: ignore[attr-defined]  # a person
        return {"birth_date", "birth_year"}
    return {column}


def _apply_sealed(record: Record, element: Element, text: str) -> set[str]:
    setattr(record, element.column, seal(record, element, text))
    changed = {element.column, "salt"}
    if element.is_indexed:
        setattr(record, f"{element.field}_index", index_of(element, text) if text else None)
        changed.add(f"{element.field}_index")
    if element.code == "person.phone":
        usual = MOBILE.fullmatch(text) is not None
        record.has_mobile = usual or (bool(text) and is_mobile(text))  # type: ignore[attr-defined]  # a person
        changed.add("has_mobile")
    return changed


def holds(record: Record, element: Element, value: Value) -> bool:
    """Whether a record says so already; by the index where there is one, without opening."""
    text = values.as_text(value)
    if element.is_indexed and not element.is_extra:
        index = getattr(record, f"{element.field}_index")
        wanted = index_of(element, text) if text else None
        return (bytes(index) if index else None) == wanted
    return text_of(record, element) == text
