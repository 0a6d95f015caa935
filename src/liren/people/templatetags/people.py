"""Words of the register for its pages."""

import re
from typing import Any
from urllib.parse import urlencode

import segno
from django import template
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liren.people.domain import codes
from liren.people.domain.elements import Element, Kind
from liren.people.domain.masking import covered_name
from liren.people.models import PersonLabel
from liren.people.selectors import Shown, labels, name_of

register = template.Library()
KINDS = {
    "benefit": _("Benefit"),
    "certificate": _("Certificate of disability"),
    "vehicle": _("Vehicle"),
    "position": _("Position"),
}
WHYS = {
    "age": _("born in {detail}, since {since}"),
    "only_one_here": _("the only one registered at this home, since {since}"),
    "says_so": _("says so, since {since}"),
    "only_elders": _("{detail} people at home, all of sixty or older, since {since}"),
}


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def element_name(element: Element) -> str:
    """What an entry is called in the reader's language."""
    return name_of(element)


@register.filter
def colleague(actor: str) -> str:
    """Who it was, for residents: by name, without the account they sign in with."""
    found = re.fullmatch(r"\S+ \((.+)\)", actor)
    return found[1] if found else actor


@register.simple_tag
def code_name(listed: str, code: str) -> str:
    """What a code of a list means."""
    found: codes.CodeList = getattr(codes, listed.upper())
    return found.name(code, english=_is_english()) if code else ""


@register.simple_tag
def local(zh: str, en: str) -> str:
    """One of two names, by the reader's language."""
    return en if _is_english() else zh


@register.filter
def covered(name: str) -> str:
    """A name for whoever knows the person anyway."""
    return covered_name(name)


@register.filter
def shown_words(one: Shown, home: str) -> str:
    """The value of an entry; a code in the reader's language, a home as its address."""
    if one.element.kind is Kind.PLACE:
        return home
    if one.element.codes is not None and _is_english():
        code = one.element.codes.code_of(one.text)
        return one.element.codes.name(code, english=True) if code else one.text
    if one.element.kind is Kind.YES_NO:
        return gettext("Yes") if one.text == "是" else gettext("No")
    return one.text


@register.filter
def label_word(label: PersonLabel) -> str:
    """What a label is called."""
    found = labels.get(label.key)
    return gettext(found.name) if found else label.key


@register.filter
def label_why(label: PersonLabel) -> str:
    """Why somebody carries it, and since when."""
    words = str(WHYS.get(label.why, "{since}"))
    return words.format(detail=label.detail, since=label.since.isoformat())


@register.filter
def kind_word(kind: str) -> str:
    """What a kind of record is called."""
    return str(KINDS.get(kind, kind))


@register.filter
def get_item(values: Any, key: str) -> str:
    """One value of a mapping that may not be there."""
    return values.get(key, "") if isinstance(values, dict) else ""


@register.filter
def as_query(mark: str) -> str:
    """The address of the next part of a list."""
    return "?" + urlencode({"after": mark})


@register.filter
def qr(url: str) -> str:
    """A QR code as the address of a drawing."""
    return str(segno.make(url, error="m").svg_data_uri(scale=6, dark="#1B211F"))
