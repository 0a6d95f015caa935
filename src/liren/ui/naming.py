"""Names in two languages."""

from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import get_language


class Named(Protocol):
    """Whatever has a name in two languages."""

    name: str
    name_en: str


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def local_name(named: Named) -> str:
    """The name in the reader's language, as far as it has one."""
    return named.name_en if is_english() and named.name_en else named.name


def local_names(rows: QuerySet[Any]) -> list[tuple[int, str]]:
    """The ids of rows with their names in the reader's language, to choose from."""
    names, english = rows.values_list("pk", "name", "name_en"), is_english()
    return [(pk, name_en if english and name_en else name) for pk, name, name_en in names]


class Attended(Protocol):
    """Something that is there at some hours."""

    hours: str
    hours_en: str


def local_hours(office: Attended) -> str:
    """Opening hours in the reader's language, as far as they are known in it."""
    return (office.hours_en if is_english() else "") or office.hours
