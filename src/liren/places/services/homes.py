"""Homes that a ledger names and the tree has not got yet."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.permissions import Actor, require
from liren.places.domain.doors import LEVELS, Door, Doors, normal
from liren.places.models import Place
from liren.places.permissions import PlacePermission
from liren.places.selectors import doors
from liren.places.services.adding import NewPlace, add_places

NAMES = {"compound": "{}", "building": "{}号楼", "unit": "{}单元", "home": "{}室"}


@transaction.atomic
def add_homes(*, place: Place, wanted: Collection[Door], by: Actor, now: datetime) -> int:
    """Add the homes inside a place that are not there yet, and what they lie in; says how many."""
    require(by, PlacePermission.HOMES, at=place)
    held = Place.objects.select_for_update().get(pk=place.pk)
    known = doors(held)
    new: dict[int, dict[Door, NewPlace]] = {}
    for door in map(normal, wanted):
        if door.home and known.at(door) is None:
            _enter(door, known, new, held.pk)
    parents = Place.objects.in_bulk(new)
    count = 0
    for pk, rows in new.items():
        added = add_places(list(rows.values()), under=parents[pk])
        count += sum(row.kind == "home" for row in added.values())
    if count:
        audit.record("places.homes_added", held, by=by, at=now, count=count)
    return count


def _enter(door: Door, known: Doors, new: dict[int, dict[Door, NewPlace]], root: int) -> None:
    """The home, and each level above it that is missing, below the first that is there."""
    steps = [Door(*door[: at + 1]) for at, text in enumerate(door) if text]
    there = next((n for n in range(len(steps), 0, -1) if known.at(steps[n - 1]) is not None), 0)
    under = known.at(steps[there - 1]) if there else None
    rows = new.setdefault(under or root, {})
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
