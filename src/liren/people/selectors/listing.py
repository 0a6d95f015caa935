"""What lists of the register need: every element at once, and a value as a list may show it."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from liren.people.domain import catalogue
from liren.people.domain.elements import Element, Kind, Mask
from liren.people.domain.labels import age_on
from liren.people.domain.masking import masked
from liren.people.models import ElementRow, Person, Record
from liren.people.selectors.elements import as_element
from liren.people.selectors.persons import Label
from liren.people.selectors.register import words_of

_OF_CHINA = re.compile(r"\+86(?=1\d{10}\b)")  # as neighbours write a mobile number


def every_element() -> Mapping[str, Element]:
    """The whole catalogue by code, with what departments added, in one statement."""
    rows = ElementRow.objects.filter(is_extra=True, ended_at__isnull=True).order_by("code")
    return {**catalogue.BY_CODE, **{row.code: as_element(row) for row in rows}}


def is_typed(element: Element) -> bool:
    """Whether a value is written by hand; a place and another record are chosen elsewhere."""
    return element.kind not in (Kind.PLACE, Kind.RECORD)


def is_covered(element: Element) -> bool:
    """Whether a list shows only a part of it, or nothing."""
    return element.is_sealed or element.mask is not Mask.NONE


def shown_of(record: Record, element: Element) -> tuple[str, str]:
    """A value as a list shows it, and in clear: for whoever notes the look before handing it on."""
    words = words_of(record, element)
    if element.kind in (Kind.PHONE, Kind.PHONES):
        words = _OF_CHINA.sub("", words)
    return masked(element, words), words


def age_of(person: Person, on: date) -> int | None:
    """How old somebody is on a day, in completed years, as far as the date of birth is known."""
    return age_on(person.birth_date, on)


def label_name(label: Label) -> str:
    """What a label is called in the reader's language."""
    return gettext(label.name)
