"""Special groups (correction, drugs, severe mental illness): a store apart, off by default.

Where the setting is off, nothing is written and nothing read, whoever asks.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from liren.core import audit, crypto
from liren.core.errors import Invalid, NotAllowed, sentence
from liren.core.permissions import Actor, require
from liren.people.models import Person, SpecialCase, writing
from liren.people.permissions import PeoplePermission
from liren.people.services.reading import Look, PurposeMissing, note_viewing
from liren.people.services.standing import At

PURPOSE = "special group"


class SpecialOff(NotAllowed):
    """The store is switched off on this site."""

    code = "people.special_off"
    sentence = sentence("This site keeps no list of special groups.")


class BasisMissing(Invalid):
    """Nobody is entered without a legal basis."""

    code = "people.basis_missing"
    sentence = sentence("Please name the document on which this rests.")


@dataclass(frozen=True, kw_only=True)
class NewSpecialCase:
    """What is entered of somebody, and by what right."""

    group: str
    note: str
    basis: str
    since: date


@transaction.atomic
def enter_special(*, person: Person, new: NewSpecialCase, by: Actor, now: datetime) -> SpecialCase:
    """Enter somebody in the store; the log says that something was entered, not what."""
    _require_open(person, by)
    if not new.basis.strip():
        raise BasisMissing()
    row = SpecialCase(
        person=person,
        salt=secrets.token_hex(16),
        basis=new.basis.strip()[:200],
        since=new.since,
        recorded_at=now,
        recorded_by=by.audit_name[:120],
    )
    content = json.dumps([new.group, new.note], ensure_ascii=False)
    row.content_sealed = crypto.seal(content, purpose=PURPOSE, row=row.salt)
    with writing():
        row.save(force_insert=True)
    audit.record("people.special_entered", row, by=by, at=now)
    return row


@transaction.atomic
def end_special(*, case: SpecialCase, on: date, by: Actor, now: datetime) -> SpecialCase:
    """Somebody belongs to the group no more; what was entered is wiped."""
    _require_open(case.person, by)
    case.until = max(on, case.since)
    case.content_sealed = crypto.seal("[]", purpose=PURPOSE, row=case.salt)
    with writing():
        case.save(update_fields=["until", "content_sealed"])
    audit.record("people.special_ended", case, by=by, at=now)
    return case


@transaction.atomic
def special_cases_of(
    *, person: Person, purpose: str, by: Actor, now: datetime
) -> list[tuple[SpecialCase, str, str]]:
    """What the store holds of somebody, in clear: group and note; noted like every look."""
    _require_open(person, by)
    if not purpose.strip():
        raise PurposeMissing()
    rows = SpecialCase.objects.filter(person=person, until__isnull=True).order_by("id")
    found = []
    for row in rows:
        opened = crypto.unseal(bytes(row.content_sealed), purpose=PURPOSE, row=row.salt)
        group, note = json.loads(opened)
        found.append((row, group, note))
    note_viewing([person], Look("special", purpose), by=by, now=now)
    return found


def _require_open(person: Person, by: Actor) -> None:
    if not getattr(settings, "LIREN_SPECIAL_GROUPS", False):
        raise SpecialOff()
    require(by, PeoplePermission.SPECIAL, at=At(person.place_path))
