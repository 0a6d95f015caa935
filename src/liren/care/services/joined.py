"""Two records turned out to be one person: what care holds goes to the one that stays, and back.

The facts of joining and parting may come late, twice, or in the wrong order, so neither is obeyed:
each only has the register looked at, and what is held follows what it says now.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from liren.care.domain.buddies import free_slot
from liren.care.models import (
    CareTask,
    Carried,
    DietCard,
    FamilyTie,
    HelpCall,
    LadderContact,
    MealOrder,
    Pair,
    Visit,
)
from liren.care.selectors.buddies import slots_of
from liren.core import audit
from liren.core.permissions import Actor
from liren.people.models import Person
from liren.sensing.models import Device
from liren.sensing.services.devices import pass_on

POINTING: tuple[tuple[type[Model], str], ...] = (
    (HelpCall, "person"),
    (CareTask, "person"),
    (Visit, "person"),
    (MealOrder, "person"),
    (DietCard, "person"),
    (LadderContact, "person"),
    (LadderContact, "resident"),
    (FamilyTie, "person"),
    (Pair, "elder"),
    (Pair, "younger"),
    (Device, "person"),
)


@transaction.atomic
def follow_register(*, person_id: int, by: Actor, now: datetime) -> int:
    """Put what one record holds where the register says that its person is; says how much."""
    origin = Person.objects.select_related("merged_into").get(pk=person_id)
    if origin.merged_into is not None:
        moved = _carry(origin, origin.merged_into, by, now)
    else:
        moved = _bring_back(origin, by, now)
    if moved:
        audit.record("care.followed_register", origin, by=by, at=now, rows=moved)
    return moved


def _carry(origin: Person, to: Person, by: Actor, now: datetime) -> int:
    count = 0
    for model, field in POINTING:
        ids = list(_rows(model).filter(**{field: origin}).values_list("pk", flat=True))
        moved = _put(model, field, ids, to, by, now)
        Carried.objects.bulk_create(
            [
                Carried(origin=origin, table=model._meta.label_lower, field=field, row=pk)
                for pk in moved
            ],
            ignore_conflicts=True,
        )
        count += len(moved)
    return count


def _bring_back(origin: Person, by: Actor, now: datetime) -> int:
    """Whatever once came from here, wherever later joins have taken it."""
    count = 0
    for model, field in POINTING:
        held = Carried.objects.filter(table=model._meta.label_lower, field=field)
        ids = list(held.filter(origin=origin).values_list("row", flat=True))
        moved = _put(model, field, ids, origin, by, now)
        held.filter(row__in=moved).delete()
        count += len(moved)
    return count


def _put(
    model: type[Model], field: str, ids: Sequence[int], to: Person, by: Actor, now: datetime
) -> list[int]:
    """All at once, else one by one: what the other has already stays where it is."""
    if not ids:
        return []
    if model is Device:
        pass_on(devices=ids, to=to, by=by, now=now)
        return list(ids)
    if (model, field) == (Pair, "younger"):
        return [pk for pk in ids if _put_volunteer(pk, to)]
    if _points(model, field, ids, to):
        return list(ids)
    return [pk for pk in ids if _points(model, field, [pk], to)]


def _points(model: type[Model], field: str, ids: Sequence[int], to: Person, **rest: int) -> bool:
    try:
        with transaction.atomic():
            _rows(model).filter(pk__in=ids).update(**{field: to}, **rest)
    except IntegrityError:
        return False
    return True


def _put_volunteer(pk: int, to: Person) -> bool:
    """A place beside the volunteer, if one is free: nobody carries too many."""
    row = Pair.objects.filter(pk=pk).first()
    if row is None or row.younger_id == to.pk:
        return True
    if row.ended_at is not None:
        return _points(Pair, "younger", [pk], to)
    slot = free_slot(slots_of(to))
    return slot is not None and _points(Pair, "younger", [pk], to, slot=slot)


def _rows(model: type[Model]) -> QuerySet[Model]:
    return model._default_manager.all()
