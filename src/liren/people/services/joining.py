"""Two records turn out to be one person, and a join can be undone.

Nothing moves: facts, memberships, residences stay on the record they were said of, and the origin
points to the survivor. Reading follows the pointer; undoing takes it away.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.people.domain.joins import roots
from liren.people.events import PersonsJoined, PersonsParted
from liren.people.models import Join, Person, writing
from liren.people.permissions import PeoplePermission


class TwoNumbers(Conflict):
    """Two different valid numbers are two persons."""

    code = "people.two_numbers"
    sentence = sentence("These two have different identity numbers. They are two persons.")


class SamePerson(Conflict):
    """They are one person already."""

    code = "people.same_person"
    sentence = sentence("These two records are one person already.")


class NotJoined(Conflict):
    """There is no join to undo."""

    code = "people.not_joined"
    sentence = sentence("This record was not joined with another, or the join was undone.")


class WhyMissing(Invalid):
    """A join and its undoing have a reason."""

    code = "people.join_why_missing"
    sentence = sentence("Please say why in a few words.")


class NumberTakenMeanwhile(Conflict):
    """The number of the record belongs to another one now."""

    code = "people.number_taken_meanwhile"
    sentence = sentence(
        "The identity number of this record was given to another one since. Please mend that first."
    )


@transaction.atomic
def join(*, origin: Person, survivor: Person, reason: str, by: Actor, now: datetime) -> Join:
    """Say that the origin is the survivor; two different numbers are never one person."""
    if not reason.strip():
        raise WhyMissing()
    held = _held({origin.pk, survivor.pk, *_roots_of(origin, survivor)})
    start, end = _root(held[origin.pk], held), _root(held[survivor.pk], held)
    for one in (held[origin.pk], held[survivor.pk], start, end):
        require(by, PeoplePermission.KEEP, at=one.place)
    if start.pk == end.pk:
        raise SamePerson()
    if _number(start) and _number(end) and _number(start) != _number(end):
        raise TwoNumbers()
    with writing():
        row = Join.objects.create(
            origin=start, survivor=end, reason=reason.strip()[:200], at=now, by=by.audit_name[:120]
        )
        Person.objects.filter(merged_into=start).update(merged_into=end)
        Person.objects.filter(pk=start.pk).update(merged_into=end)
    publish(PersonsJoined(origin_id=start.pk, survivor_id=end.pk))
    audit.record("people.joined", start, by=by, at=now, into=end.pk, join=row.pk)
    return row


@transaction.atomic
def unmerge(*, origin: Person, reason: str, by: Actor, now: datetime) -> Person:
    """Undo the join of a record: it, and what had been joined into it, stand alone again."""
    if not reason.strip():
        raise WhyMissing()
    rows = Join.objects.select_for_update(of=("self",)).filter(undone_at__isnull=True)
    row = rows.filter(origin=origin).select_related("survivor").first()
    if row is None:
        raise NotJoined()
    held = _held({origin.pk, row.survivor_id})
    for one in held.values():
        require(by, PeoplePermission.KEEP, at=one.place)
    row.undone_at, row.undone_by = now, by.audit_name[:120]
    row.undone_reason = reason.strip()[:200]
    with writing():
        row.save()
        _restore(held[origin.pk])
    publish(PersonsParted(origin_id=origin.pk, survivor_id=row.survivor_id))
    audit.record("people.parted", held[origin.pk], by=by, at=now, join=row.pk)
    return Person.objects.get(pk=origin.pk)


def _restore(origin: Person) -> None:
    """Point every record of the tree that the join made to its root again."""
    assert origin.merged_into_id is not None
    family = Person.objects.filter(merged_into=origin.merged_into_id).values("pk")
    joins = Join.objects.filter(undone_at__isnull=True, origin__in=family)
    into = dict(joins.values_list("origin_id", "survivor_id"))
    try:
        with transaction.atomic():
            Person.objects.filter(pk=origin.pk).update(merged_into=None)
            below = [one for one, root in roots(into).items() if root == origin.pk]
            Person.objects.filter(pk__in=below).update(merged_into=origin.pk)
    except IntegrityError as taken:
        raise NumberTakenMeanwhile() from taken


def _roots_of(*persons: Person) -> list[int]:
    rows = Person.objects.filter(pk__in=[one.pk for one in persons], merged_into__isnull=False)
    return [pk for pk in rows.values_list("merged_into_id", flat=True) if pk is not None]


def _held(ids: set[int]) -> dict[int, Person]:
    """The rows in the order of their ids, so that two who join the other way round do not lock."""
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows.select_related("place")}


def _root(person: Person, held: dict[int, Person]) -> Person:
    if person.merged_into_id is None:
        return person
    found = held.get(person.merged_into_id)
    if found is None:  # somebody joined it between the two looks
        raise SamePerson()
    return found


def _number(person: Person) -> bytes:
    return bytes(person.id_number_index or b"")
