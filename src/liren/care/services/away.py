"""Nobody is at home for a while: the person says so, family whom they named, or the office."""

from datetime import date, datetime

from django.utils import timezone

from liren.accounts.models import User
from liren.care.domain.family import back_at
from liren.care.permissions import CarePermission
from liren.care.selectors.family import is_family
from liren.care.selectors.oneself import is_self
from liren.core.errors import Conflict, sentence
from liren.core.permissions import require
from liren.people.models import Person
from liren.places.models import Kind
from liren.sensing.models import Away
from liren.sensing.services import away
from liren.sensing.services.away import NewAway


class NoHome(Conflict):
    """Nothing to be away from."""

    code = "care.no_home"
    sentence = sentence("No home is entered for this person.")


def set_away(*, person: Person, back_on: date, by: User, now: datetime) -> Away:
    """Say that somebody is away, and on which day they are back."""
    said = _whose_word(person, by)
    if person.place.kind != Kind.HOME:
        raise NoHome()
    until = back_at(back_on, timezone.get_current_timezone())
    new = NewAway(home=person.place, until=until, said=said, told_by=by.name)
    return away.set_away(new, by=by, now=now)


def back_home(*, person: Person, by: User, now: datetime) -> None:
    """Say that they are back already."""
    _whose_word(person, by)
    away.end_away(place=person.place, by=by, now=now)


def _whose_word(person: Person, by: User) -> Away.Said:
    if is_self(person, by):
        return Away.Said.PERSON
    if is_family(by, person):
        return Away.Said.FAMILY
    require(by, CarePermission.DO, at=person.place)
    return Away.Said.OFFICE
