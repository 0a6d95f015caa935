"""Visits, noted once however often they are sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from liren.accounts.models import User
from liren.care.domain.buddies import Face
from liren.care.models import CareTask, Visit
from liren.care.permissions import CarePermission
from liren.care.selectors.visits import visit_of_key
from liren.care.services.tasks import NewTask, open_task
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.idempotency import KeyReused
from liren.core.permissions import require
from liren.people.models import Person


class FaceMissing(Invalid):
    """A visit says how they are, or that nobody was there."""

    code = "care.face_missing"
    sentence = sentence("Please choose how they are, or that nobody was there.")


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """What was seen at a door; `at` is when, by our clock."""

    person: Person
    key: UUID
    at: datetime
    face: str = ""
    is_nobody_there: bool = False
    words: str = ""
    promised: str = ""


@transaction.atomic
def note_visit(new: NewVisit, *, by: User, now: datetime) -> Visit:
    """Note a visit; what was promised becomes a work order, and so does a poor face."""
    require(by, CarePermission.DO, at=new.person.place)
    if not new.face and not new.is_nobody_there:
        raise FaceMissing()
    row = Visit(
        person=new.person,
        key=new.key,
        at=min(new.at, now),
        received_at=now,
        by=by.audit_name,
        by_name=by.name[:80],
        is_nobody_there=new.is_nobody_there,
        face="" if new.is_nobody_there else Face(new.face),
        words=new.words.strip()[:400],
        promised=new.promised.strip()[:200],
    )
    row.put_at(new.person.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _same(row)
    _follow(row, by, now)
    audit.record("care.visited", row, by=by, at=now, person=new.person.pk)
    return row


def _same(row: Visit) -> Visit:
    kept = visit_of_key(row.key)
    if kept is None:
        raise FaceMissing()
    if (kept.by, kept.person_id) != (row.by, row.person_id):
        raise KeyReused()
    return kept


def _follow(row: Visit, by: User, now: datetime) -> None:
    tasks = []
    if row.promised:
        tasks.append((CareTask.Kind.PROMISE, row.promised))
    if row.face == Face.POOR:
        tasks.append((CareTask.Kind.UNWELL, row.words))
    for kind, words in tasks:
        cause = f"visit:{row.pk}:{kind}"
        new = NewTask(person=row.person, kind=kind, cause=cause, words=words)
        open_task(new, by=by, now=now)
