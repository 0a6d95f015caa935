"""Landlords say who lives in what they let: as before, somebody left, somebody new.

They name nobody and change nothing by themselves: a departure waits for the office, and whoever is
new is asked at the door by the grid worker.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.events import publish
from liren.people.events import HomeStale
from liren.people.models import Person
from liren.people.selectors.letting import LetHome, LetHomeUnknown, home_let_by
from liren.people.services.confirming import confirm_all
from liren.people.services.putting import Result, put
from liren.people.services.standing import Oneself


class DayAhead(Invalid):
    """A departure that has not happened yet."""

    code = "people.day_ahead"
    sentence = sentence("This day has not come yet. Please say it when they have left.")


@transaction.atomic
def all_as_before(*, owner: Person, place_id: int, now: datetime) -> LetHome:
    """Everybody known at a home still lives there, says its owner."""
    home = home_let_by(owner, place_id)
    confirm_all(home.people, by=_as_owner(owner), now=now)
    return home


@transaction.atomic
def has_left(*, owner: Person, place_id: int, person_id: int, day: date, now: datetime) -> Result:
    """Somebody has left a home, says its owner; the office that keeps the register decides."""
    if day > timezone.localdate(now):
        raise DayAhead()
    home = home_let_by(owner, place_id)
    left = next((person for person in home.people if person.pk == person_id), None)
    if left is None:
        raise LetHomeUnknown()
    return put(
        subject=left, values={"left_on": day}, source=gettext("the owner of the home"),
        by=_as_owner(owner), now=now,
    )  # fmt: skip


@transaction.atomic
def somebody_new(*, owner: Person, place_id: int, now: datetime) -> LetHome:
    """Somebody lives there who is not known: the grid worker goes by and asks."""
    home = home_let_by(owner, place_id)
    publish(HomeStale(place_id=home.place.pk))
    audit.record("people.somebody_new", home.place, by=_as_owner(owner), at=now)
    return home


def _as_owner(owner: Person) -> Oneself:
    return Oneself(person_id=owner.pk, audit_name="owner by link")
