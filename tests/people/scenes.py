"""Persons with what the tests of the register need, named by what differs."""

from datetime import datetime

from liren.core.permissions import SYSTEM
from liren.people.domain.id_numbers import check_digit
from liren.people.models import Person
from liren.people.services import New, put
from liren.places.models import Place

SOURCE = "常住人口台账"
PHONE, OTHER_PHONE = "15400001234", "15400005678"


def number(serial: int, born: str = "19480926") -> str:
    """A number whose area was never given to any place."""
    first = f"999901{born}{serial:03d}"
    return first + check_digit(first)


def person(home: Place, now: datetime, **given: object) -> Person:
    """Somebody at a home, as the office's own register has them."""
    values = {"name": "王桂英", "home": home} | given
    made = put(subject=New("person"), values=values, source=SOURCE, by=SYSTEM, now=now).subject
    assert isinstance(made, Person)
    return made
