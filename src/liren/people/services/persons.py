"""Every write to the register of persons, and the one way to a telephone number in clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from liren.accounts.models import User
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.people.models import Person, writing
from liren.people.permissions import PeoplePermission
from liren.people.services.putting import New, Write, put_all
from liren.people.services.reading import Look, PurposeMissing, note_viewing
from liren.places.models import Place

OFFICE = "居委会登记"


class NameMissing(Invalid):
    """A person has a name."""

    code = "people.name_missing"
    sentence = sentence("Please write the name.")


class AlreadyLinked(Conflict):
    """The person or the account belongs to somebody else."""

    code = "people.already_linked"
    sentence = sentence("This person is linked to another account already.")


class EmailUnusable(Invalid):
    """What was typed is no address."""

    code = "people.email_unusable"
    sentence = sentence("This does not look like an e-mail address.")


@dataclass(frozen=True)
class Addresses:
    """Where words can be sent to somebody, in clear; for a channel, never for a page."""

    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person to be added."""

    name: str
    place: Place
    phone: str = ""
    email: str = ""
    user: User | None = None
    birth_year: int | None = None
    lives_alone: bool = False
    sex: str = ""
    residency: str = ""


@transaction.atomic
def add_person(new: NewPerson, *, by: Actor, now: datetime) -> Person:
    """Add one person at their home."""
    return add_persons([new], by=by, now=now)[0]


@transaction.atomic
def add_persons(new: Sequence[NewPerson], *, by: Actor, now: datetime) -> list[Person]:
    """Add many persons at once, as the office's own register has them."""
    writes = [Write(subject=New("person"), values=_values(person)) for person in new]
    results = put_all(writes, source=OFFICE, by=by, now=now)
    rows = [cast(Person, result.subject) for result in results]
    linked = []
    for row, person in zip(rows, new, strict=True):
        if person.user is not None:
            row.user = person.user
            linked.append(row)
    with writing():
        Person.objects.bulk_update(linked, ["user"])
    return rows


def _values(new: NewPerson) -> dict[str, object]:
    if not new.name.strip():
        raise NameMissing()
    return {
        "name": new.name,
        "home": new.place,
        "birth_date": str(new.birth_year) if new.birth_year else "",
        "lives_alone": True if new.lives_alone else None,
        "sex": new.sex,
        "residency": new.residency,
        "phone": new.phone,
        "email": _email(new.email) if new.email else "",
    }


@transaction.atomic
def link_user(*, person: Person, user: User, by: Actor, now: datetime) -> Person:
    """Say that an account is this person's."""
    require(by, PeoplePermission.ADD, at=person.place)
    try:
        with transaction.atomic(), writing():
            free = Person.objects.filter(pk=person.pk, user__isnull=True)
            linked = free.update(user=user)
    except IntegrityError as taken:
        raise AlreadyLinked() from taken
    if not linked and person.user_id != user.pk:
        raise AlreadyLinked()
    person.user = user
    if linked:
        audit.record("people.user_linked", person, by=by, at=now, user=user.username)
    return person


@transaction.atomic
def phone_of(person: Person, *, by: Actor, purpose: str, now: datetime) -> str | None:
    """The telephone number in clear, for a task that names the person; noted for the person."""
    require(by, PeoplePermission.SEE, at=person.place)
    if not purpose.strip():
        raise PurposeMissing()
    if person.phone_sealed is None:
        return None
    number = _opened(person, "phone")
    note_viewing([person], Look("person.phone", purpose), by=by, now=now, is_task=True)
    return number


@transaction.atomic
def addresses_of(
    persons: Sequence[Person], *, place: Place, by: Actor, purpose: str, now: datetime
) -> dict[int, Addresses]:
    """The addresses of many persons inside a place, for one purpose; noted as one line."""
    require(by, PeoplePermission.SEE, at=place)
    if not purpose.strip():
        raise PurposeMissing()
    inside = [one for one in persons if one.place_path.startswith(place.path)]
    if inside:
        data = {"purpose": purpose.strip()[:80], "count": len(inside)}
        audit.record("people.addresses_used", place, by=by, at=now, **data)
    return {one.pk: Addresses(_opened(one, "phone"), _opened(one, "email")) for one in inside}


def _opened(person: Person, what: str) -> str:
    sealed = person.phone_sealed if what == "phone" else person.email_sealed
    if sealed is None:
        return ""
    return crypto.unseal(bytes(sealed), purpose=what, row=f"person:{person.salt}")


def _email(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError as wrong:
        raise EmailUnusable() from wrong
    return text.strip()
