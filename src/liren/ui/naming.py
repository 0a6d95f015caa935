"""Names in two languages: whatever has them is called by the reader's."""

from typing import Protocol

from django.utils.translation import get_language


class Named(Protocol):
    """Whatever has a name in two languages."""

    name: str
    name_en: str


def local_name(named: Named) -> str:
    """The name in the reader's language, as far as it has one."""
    is_english = (get_language() or "").startswith("en")
    return named.name_en if is_english and named.name_en else named.name
