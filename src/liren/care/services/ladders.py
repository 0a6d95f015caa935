"""Who is asked for whom, and for how long each is waited."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone
from liren.care.models import LadderContact, LadderTimes
from liren.care.models.ladders import LONGEST, SHORTEST
from liren.care.permissions import CarePermission
from liren.care.services.holding import held_place
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import SYSTEM, Actor, require
from liren.people.models import Person
from liren.people.services import addresses_of
from liren.places.models import Place

PURPOSE = "求助"


class ContactNameMissing(Invalid):
    """A contact has a name."""

    code = "care.contact_name_missing"
    sentence = sentence("Please write the name.")


class NotAsked(Invalid):
    """Nobody stands on a ladder without having said yes."""

    code = "care.contact_not_asked"
    sentence = sentence("Please ask them first, and tick that they agreed.")


class CannotBeReached(Invalid):
    """A telephone or an account."""

    code = "care.contact_cannot_be_reached"
    sentence = sentence("Please give a telephone number.")


class ContactThere(Conflict):
    """The same name on the same rung."""

    code = "care.contact_there"
    sentence = sentence("{name} stands on this ladder already.")


class MinutesWrong(Invalid):
    """Every rung has its minutes."""

    code = "care.minutes_wrong"
    sentence = sentence("Each step takes between 1 and 60 minutes.")


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """Somebody to be asked when a person calls."""

    person: Person
    rung: str
    name: str
    phone: str = ""
    user: User | None = None
    resident: Person | None = None
    has_agreed: bool = False


@transaction.atomic
def add_contact(new: NewContact, *, by: Actor, now: datetime) -> LadderContact:
    """Put somebody who agreed on a person's ladder."""
    require(by, CarePermission.KEEP, at=new.person.place)
    name = new.name.strip()[:80]
    if not name:
        raise ContactNameMissing()
    if not new.has_agreed:
        raise NotAsked()
    if not new.phone.strip() and new.user is None and new.resident is None:
        raise CannotBeReached()
    row = LadderContact(
        person=new.person,
        rung=LadderContact.Rung(new.rung),
        name=name,
        user=new.user,
        resident=new.resident,
        salt=secrets.token_hex(16),
        agreed_on=timezone.localdate(now),
        added_at=now,
        added_by=by.audit_name,
    )
    if new.phone.strip():
        number = normal_phone(new.phone)
        row.phone_sealed = crypto.seal(number, purpose="phone", row=f"ladder:{row.salt}")
    row.put_at(new.person.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise ContactThere(name=name) from twice
    audit.record("care.contact_added", row, by=by, at=now, person=new.person.pk, rung=row.rung)
    return row


@transaction.atomic
def end_contact(*, contact: LadderContact, by: Actor, now: datetime) -> None:
    """Take somebody off a ladder; their number goes with it."""
    require(by, CarePermission.KEEP, at=contact.place)
    ended = LadderContact.objects.filter(pk=contact.pk, ended_at__isnull=True)
    if ended.update(ended_at=now, phone_sealed=None):
        audit.record("care.contact_ended", contact, by=by, at=now, person=contact.person_id)


def phone_of(contact: LadderContact, *, now: datetime) -> str:
    """The number in clear: for a message, never for a page."""
    if contact.phone_sealed is not None:
        bound = f"ladder:{contact.salt}"
        return crypto.unseal(bytes(contact.phone_sealed), purpose="phone", row=bound)
    if contact.resident is None:
        return ""
    known = addresses_of(
        [contact.resident], place=contact.resident.place, by=SYSTEM, purpose=PURPOSE, now=now
    )
    return known[contact.resident.pk].phone


@transaction.atomic
def set_times(*, place: Place, minutes: dict[str, int], by: Actor, now: datetime) -> LadderTimes:
    """Say for a community how long each rung is waited for; calls that run keep theirs."""
    require(by, CarePermission.KEEP, at=place)
    if any(not SHORTEST <= value <= LONGEST for value in minutes.values()):
        raise MinutesWrong()
    held_place(place.pk)
    row = LadderTimes.objects.filter(place=place).first()
    row = row or LadderTimes()
    row.put_at(place)
    for name in ("family", "buddy", "neighbour", "committee", "arrival"):
        setattr(row, name, minutes[name])
    row.changed_at, row.changed_by = now, by.audit_name
    row.save()
    audit.record("care.times_set", row, by=by, at=now, **minutes)
    return row
