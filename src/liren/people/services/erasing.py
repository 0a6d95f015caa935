"""Values are erased when their term is over, consent is taken back or a request is granted.

What stays is the tombstone: the record without the value, and a proof with the count and a digest
of whose values went, so that a restored backup can be told from an honest table.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from liren.accounts.models import User
from liren.accounts.services import forget_name
from liren.core import audit, crypto
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor
from liren.core.prepared import update
from liren.people.domain import catalogue, values
from liren.people.domain.elements import Element, Kind
from liren.people.events import PersonErased
from liren.people.models import GONE, Consent, Erasure, Fact, Person, Record, State, writing
from liren.people.selectors.elements import MODELS
from liren.people.services import columns

AT_ONCE = 500
NAME = "person.name"
# Without them there is no record; the name of a tombstone says that it is one.
OF_PERSONS = frozenset({"person", "benefit", "certificate", "vehicle", "position"})
STAYS = frozenset({Kind.PLACE, Kind.RECORD})


@transaction.atomic
def erase(rows: Sequence[Record], element: Element, *, why: str, by: Actor, now: datetime) -> int:
    """Take one element out of some records and out of everything that was said of it."""
    held = [row for row in rows if not columns.holds(row, element, gone(element))]
    kind = element.subject
    changed: set[str] = {"revision"}
    with writing():
        for row in held:
            row.revision += 1
            changed |= columns.apply(row, element, gone(element))
            if element.code == NAME:
                row.source = GONE  # a file may be named after somebody
                changed.add("source")
        update(held, changed)
        said = Fact.objects.filter(
            subject=kind, subject_id__in=[row.pk for row in rows], element=element.field
        )
        facts = said.exclude(state=State.ERASED).update(
            state=State.ERASED, value="", value_sealed=None, source=GONE
        )
        if not held and not facts:
            return 0
        ids = ",".join(str(row.pk) for row in rows)
        Erasure.objects.create(
            element=element.code,
            why=why,
            count=len(held),
            digest=crypto.mac(f"{kind}:{ids}".encode(), purpose="erasure"),
            at=now,
        )
    lines = [
        audit.Line("people.erased", audit.subject_of(row), {"element": element.code, "why": why})
        for row in held
    ]
    audit.record_all(lines, by=by, at=now)
    if element.code == NAME:
        _forget_who_they_were(held, by, now)
        publish(*(PersonErased(person_id=row.pk) for row in held))
    return len(held)


def _forget_who_they_were(rows: Sequence[Record], by: Actor, now: datetime) -> None:
    """Also where they signed by their name: on what they agreed to, and on their account."""
    with writing():
        own = Consent.objects.filter(person__in=[row.pk for row in rows])
        own.update(given_by=GONE)
        own.exclude(withdrawn_by="").update(withdrawn_by=GONE)
    for user in User.objects.filter(person__in=[row.pk for row in rows]):
        forget_name(user=user, by=by, now=now)


def gone(element: Element) -> values.Value:
    """What stands where a value was."""
    return GONE if element.is_required else values.empty(element)


def erase_due(now: datetime) -> int:
    """Erase what somebody who has left need not be known for any longer; says how many values."""
    today, count = timezone.localdate(now), 0
    for element in catalogue.ALL:
        if element.keep_days is None or element.kind in STAYS:
            continue
        before = today - timedelta(days=element.keep_days)
        owner = "" if element.subject == "person" else "person__"
        if element.subject not in OF_PERSONS:
            continue
        rows = MODELS[element.subject]._default_manager.filter(
            **{f"{owner}left_on__lt": before, f"{owner}left_on__isnull": False}
        )
        for ids in _batches(rows.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                held = MODELS[element.subject]._default_manager.select_for_update()
                some = list(held.filter(pk__in=ids).order_by("pk"))
                count += erase(some, element, why="term", by=SYSTEM, now=now)
    return count


def _batches(ids: Iterable[int]) -> list[list[int]]:
    every = list(ids)
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]


@transaction.atomic
def erase_person(person: Person, *, by: Actor, now: datetime) -> int:
    """Everything about somebody but that there was a record, and their subject matter with it."""
    count = 0
    family: list[Record] = [person, *person.origins.order_by("pk")]
    ids = [row.pk for row in family]
    for kind in sorted(OF_PERSONS):
        held: QuerySet[Any] = MODELS[kind]._default_manager.all()
        rows: list[Record] = (
            family if kind == "person" else list(held.filter(person__in=ids).order_by("pk"))
        )
        for element in catalogue.BY_SUBJECT[kind].values():
            if rows and element.kind not in STAYS and _can_go(element):
                count += erase(rows, element, why="request", by=by, now=now)
    return count


def _can_go(element: Element) -> bool:
    """Codes and dates without which the database refuses the record stay."""
    return not element.is_required or element.code == NAME
