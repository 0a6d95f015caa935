"""One tap: the community keeps its list; a touch rings a number or asks the volunteers."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext, override

from liren.care.models import CareTask, OneTap
from liren.care.permissions import CarePermission
from liren.care.selectors import one_tap as reads
from liren.care.selectors.oneself import is_self
from liren.care.services.tasks import NewTask, no_longer_needed, open_task
from liren.care.services.telling import LANGUAGE
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.people.models import Person
from liren.places.models import Place

NUMBER = re.compile(r"\+?[0-9][0-9 -]{1,18}")


class TapNameMissing(Invalid):
    """A button has a word on it."""

    code = "care.tap_name_missing"
    sentence = sentence("Please write what stands on the button.")


class TapNumberWrong(Invalid):
    """A number that rings nowhere helps nobody."""

    code = "care.tap_number_wrong"
    sentence = sentence("This number cannot be rung. Please write digits only.")


class TapThere(Conflict):
    """Two buttons of one name could not be told apart."""

    code = "care.tap_there"
    sentence = sentence("There is a button “{name}” already.")


class TapRings(Conflict):
    """Behind this button there is a number, and nobody to ask."""

    code = "care.tap_rings"
    sentence = sentence("This one is rung: {phone}.")


@dataclass(frozen=True, kw_only=True)
class NewTap:
    """What stands on a button and what is behind it; without a number the volunteers are."""

    place: Place
    kind: str
    name: str
    phone: str = ""
    hours: str = ""
    note: str = ""


@transaction.atomic
def save_tap(new: NewTap, *, row: OneTap | None = None, by: Actor, now: datetime) -> OneTap:
    """Put a button on the list, or say what is otherwise about one."""
    require(by, CarePermission.KEEP, at=new.place)
    name, phone = new.name.strip()[:20], new.phone.strip()
    if not name:
        raise TapNameMissing()
    if phone and not NUMBER.fullmatch(phone):
        raise TapNumberWrong()
    last = OneTap.objects.filter(place=new.place).aggregate(last=Max("position"))["last"]
    row = row or OneTap(position=(last or 0) + 1)
    row.put_at(new.place)
    row.kind, row.name, row.phone = OneTap.Kind(new.kind), name, phone
    row.hours, row.note = new.hours.strip()[:60], new.note.strip()[:120]
    row.changed_at, row.changed_by = now, by.audit_name
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise TapThere(name=name) from twice
    audit.record("care.tap_saved", row, by=by, at=now)
    return row


@transaction.atomic
def end_tap(*, tap: OneTap, by: Actor, now: datetime) -> None:
    """Take a button off the list; what was asked by it is still done."""
    require(by, CarePermission.KEEP, at=tap.place)
    if OneTap.objects.filter(pk=tap.pk, ended_at__isnull=True).update(ended_at=now):
        audit.record("care.tap_ended", tap, by=by, at=now)


@transaction.atomic
def move_up(*, tap: OneTap, by: Actor, now: datetime) -> None:
    """Show a button before the one that stands above it; four are seen without a touch."""
    require(by, CarePermission.KEEP, at=tap.place)
    here = OneTap.objects.select_for_update().filter(place=tap.place, ended_at__isnull=True)
    rows = list(here)
    at = next((n for n, row in enumerate(rows) if row.pk == tap.pk), 0)
    if at == 0:
        return
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for position, row in enumerate(rows, start=1):
        row.position = position
    OneTap.objects.bulk_update(rows, ["position"])
    audit.record("care.tap_moved", tap, by=by, at=now)


@transaction.atomic
def ask(*, tap: OneTap, person: Person, by: Actor, now: datetime) -> CareTask:
    """Ask the volunteers; a hand that trembles touches twice and asks once."""
    if not is_self(person, by):
        require(by, CarePermission.DO, at=person.place)
    if tap.phone:
        raise TapRings(phone=tap.phone)
    known = reads.waiting_for(tap, person)
    if known is not None:
        return known
    cause = f"{reads.cause_of(tap, person)}{reads.asked_before(tap, person)}"
    new = NewTask(
        person=person,
        kind=CareTask.Kind.ERRAND,
        cause=cause,
        words=tap.name,
        party=reads.volunteers_at(person.place),
    )
    return open_task(new, by=by, now=now)


@transaction.atomic
def take_back(*, tap: OneTap, person: Person, by: Actor, now: datetime) -> None:
    """It is not needed after all, or it was the wrong button."""
    if not is_self(person, by):
        require(by, CarePermission.DO, at=person.place)
    with override(LANGUAGE):
        why = gettext("Taken back by the person")
    no_longer_needed(causes=reads.cause_of(tap, person), why=why, by=by, now=now)
