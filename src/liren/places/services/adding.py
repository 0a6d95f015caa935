"""Writes to the place tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from liren.core import audit
from liren.core.permissions import Actor, require
from liren.core.prepared import give_ids, insert
from liren.core.scope import segment
from liren.places.models import Place
from liren.places.permissions import PlacePermission


@dataclass(frozen=True, kw_only=True)
class NewPlace:
    """A place to be added; `key` and `parent` tie the places of one batch together."""

    key: str
    parent: str | None
    kind: str
    name: str
    name_en: str = ""
    code: str = ""
    aliases: list[str] = field(default_factory=list)
    geometry: dict[str, Any] | None = None
    centre: tuple[float, float] | None = None
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def add_places(new: Sequence[NewPlace], *, under: Place | None = None) -> dict[str, Place]:
    """Add a tree of places, parents before children; returns them by key."""
    added: dict[str, Place] = {}
    for layer in _layers(new):
        rows = [_row(place, added[place.parent] if place.parent else under) for place in layer]
        give_ids(rows)
        for place, row in zip(layer, rows, strict=True):
            row.path = (row.parent.path if row.parent else "") + segment(row.pk)
            added[place.key] = row
        insert(rows)
    return added


@transaction.atomic
def describe(*, place: Place, details: Mapping[str, Any], by: Actor, now: datetime) -> Place:
    """Add to what is known of a place: its floors, its use, the backdrop of its map."""
    require(by, PlacePermission.IMPORT, at=place)
    place.details = {**place.details, **details}
    place.save(update_fields=["details"])
    audit.record("places.described", place, by=by, at=now, keys=sorted(details))
    return place


def _layers(new: Sequence[NewPlace]) -> list[list[NewPlace]]:
    depth: dict[str, int] = {}
    layers: list[list[NewPlace]] = []
    for place in new:
        depth[place.key] = depth[place.parent] + 1 if place.parent else 0
        if depth[place.key] == len(layers):
            layers.append([])
        layers[depth[place.key]].append(place)
    return layers


def _row(place: NewPlace, parent: Place | None) -> Place:
    longitude, latitude = place.centre or (None, None)
    return Place(
        parent=parent,
        kind=place.kind,
        code=place.code,
        name=place.name,
        name_en=place.name_en,
        aliases=place.aliases,
        geometry=place.geometry,
        longitude=longitude,
        latitude=latitude,
        details=place.details,
    )
