"""Somebody of the register by what they say at the counter: a telephone, or a name and a home."""

import re
from dataclasses import dataclass

from liren.accounts.selectors import PhoneUnusable
from liren.core.scope import Scope
from liren.people.models import Person
from liren.people.selectors import find_by_phone, persons
from liren.places.models import Place
from liren.places.selectors import addresses

MOST = 30
PHONE = re.compile(r"^[+\d][\d\s-]{6,}$")


@dataclass(frozen=True)
class Found:
    """A person with the words of their home."""

    person: Person
    home: str


def find_persons(place: Place, text: str) -> list[Found]:
    """Who inside a place is meant; several when a family or a name is shared."""
    words, scope = text.split(), Scope.of([place.path])
    if not words:
        return []
    if PHONE.match(text.strip()):
        try:
            rows = list(find_by_phone(text.strip(), scope).select_related("place")[:MOST])
        except PhoneUnusable:
            return []
        return _with_homes(rows)
    name, *home = words
    rows = list(persons(scope).filter(name=name).select_related("place")[:MOST])
    found = _with_homes(rows)
    wanted = "".join(home)
    return [one for one in found if wanted in one.home] if wanted else found


def _with_homes(rows: list[Person]) -> list[Found]:
    homes = addresses([row.place for row in rows])
    return [Found(row, homes[row.place_id]) for row in rows]
