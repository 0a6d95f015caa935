"""Homes that a ledger names and the tree has not got yet."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import ForeignObjectRel

from liren.core import audit
from liren.core.permissions import Actor, require
from liren.core.scope import Scope
from liren.places.domain.doors import LEVELS, Door, Doors, normal
from liren.places.models import Place
from liren.places.permissions import PlacePermission
from liren.places.selectors import doors
from liren.places.services.adding import NewPlace, add_places

NAMES = {"compound": "{}", "building": "{}号楼", "unit": "{}单元", "home": "{}室"}


@transaction.atomic
def add_homes(*, place: Place, wanted: Collection[Door], by: Actor, now: datetime) -> list[Place]:
    """Add the homes inside a place that are not there yet; gives them and what they lie in."""
    require(by, PlacePermission.HOMES, at=place)
    held = Place.objects.select_for_update().get(pk=place.pk)
    known = doors(held)
    new: dict[int, dict[Door, NewPlace]] = {}
    for door in map(normal, wanted):
        if door.home and known.is_new(door):
            _enter(door, known, new, held.pk)
    parents = Place.objects.in_bulk(new)
    added: list[Place] = []
    for pk, rows in new.items():
        added += add_places(list(rows.values()), under=parents[pk]).values()
    if added:
        audit.record("places.homes_added", held, by=by, at=now, count=_homes_in(added))
    return added


@transaction.atomic
def remove_homes(*, place: Place, added: Collection[int], by: Actor, now: datetime) -> list[Place]:
    """Take away what was added and nothing hangs on; gives what stays."""
    require(by, PlacePermission.HOMES, at=place)
    rows = list(
        Place.objects.select_for_update().within(Scope.of([place.path])).in_bulk(added).values()
    )
    gone: list[Place] = []
    for kind in reversed(LEVELS):
        some = [row for row in rows if row.kind == kind]
        used = _used([row.pk for row in some])
        free = [row for row in some if row.pk not in used]
        Place.objects.filter(pk__in=[row.pk for row in free]).delete()
        gone += free
    if gone:
        audit.record("places.homes_removed", place, by=by, at=now, count=_homes_in(gone))
    return [row for row in rows if row not in gone]


def _homes_in(rows: Iterable[Place]) -> int:
    return sum(row.kind == "home" for row in rows)


def _used(ids: Collection[int]) -> set[int]:
    """Those that a row of any table points to."""
    used: set[int] = set()
    for relation in Place._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and ids:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": ids})
            used |= set(rows.values_list(name, flat=True))
    return used


def _enter(door: Door, known: Doors, new: dict[int, dict[Door, NewPlace]], root: int) -> None:
    """The home, and each level above it that is missing, below the first that is there."""
    steps = [Door(*door[: at + 1]) for at, text in enumerate(door) if text]
    there, under = len(steps) - 1, None
    while there and (under := known.at(steps[there - 1])) is None:
        there -= 1
    rows = new.setdefault(root if under is None else under, {})
    for at in range(there, len(steps)):
        step = steps[at]
        level = max(n for n, text in enumerate(step) if text)
        name = step[level]
        rows.setdefault(
            step,
            NewPlace(
                key=_key(step),
                parent=_key(steps[at - 1]) if at > there else None,
                kind=LEVELS[level],
                name=NAMES[LEVELS[level]].format(name) if name.isascii() else name,
            ),
        )


def _key(door: Door) -> str:
    return "|".join(door)
