"""Places from files: lists and maps, every bad line named, and a second time changes nothing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from liren.core import audit, tables
from liren.core.errors import sentence
from liren.core.permissions import Actor, require
from liren.places.domain import lists
from liren.places.domain.geometry import Position, Shape, holds
from liren.places.domain.lists import PlaceFile, PlaceRow
from liren.places.models import Kind, Place
from liren.places.permissions import PlacePermission
from liren.places.services.adding import NewPlace, add_places

ORDER = {kind: at for at, kind in enumerate(lists.KINDS)}
REASONS = {
    "no_columns": sentence("There are no columns code and name."),
    "no_features": sentence("This is not a GeoJSON FeatureCollection."),
    "no_properties": sentence("The feature has no properties."),
    "no_code": sentence("The code is missing or longer than 32 characters."),
    "no_name": sentence("The name is missing or longer than 80 characters."),
    "unknown_kind": sentence("The kind is not known."),
    "wrong_floors": sentence("The number of floors is no number from 1 to 200."),
    "unknown_shape": sentence("The outline is no point, polygon or multipolygon."),
    "not_degrees": sentence("The coordinates are not longitude and latitude in degrees."),
    "no_area": sentence("The outline encloses no area."),
    "double_code": sentence("The code stands in this file already."),
    "unknown_parent": sentence("The parent is not known, or its own line is bad."),
    "wrong_order": sentence("A place of this kind cannot lie in a place of that kind."),
    "outside_parent": sentence("It lies outside the outline of its parent."),
    "outside_grids": sentence("It lies in no compound and no grid."),
    "code_elsewhere": sentence("The code belongs to a place outside this area."),
    "moved": sentence("The place exists with another parent or kind; places are not moved."),
    "ring_was_open": sentence("The outline was not closed; it was closed."),
    "ring_was_turned": sentence("The outline ran the wrong way round; it was turned."),
    "crosses_itself": sentence("The outline crosses itself; please look at it."),
}
CHANGED = ("name", "name_en", "aliases", "geometry", "longitude", "latitude", "details")


@dataclass
class Outcome:
    """What became of the lines of a file."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """A place that may be a parent: of the tables, or of a line above."""

    code: str
    kind: str
    shape: Shape | None
    place: Place | None


def import_places(
    *, path: Path, under: Place, by: Actor, now: datetime, check: bool = False
) -> Outcome:
    """Bring in places below a place; with `check` only say what would happen."""
    require(by, PlacePermission.IMPORT, at=under)
    outcome = Outcome()
    file = _read(path)
    outcome.bad += file.bad
    with transaction.atomic():
        plan = _Plan(under, file.rows, outcome)
        if not check:
            _carry_out(plan, under)
            if outcome.added or outcome.changed:
                _note(outcome, under, by, now)
    outcome.bad.sort()
    return outcome


def _note(outcome: Outcome, under: Place, by: Actor, now: datetime) -> None:
    counts = {"added": outcome.added, "changed": outcome.changed, "bad": len(outcome.bad)}
    audit.record("places.imported", under, by=by, at=now, **counts)


def _read(path: Path) -> PlaceFile:
    if path.suffix.lower() in (".json", ".geojson"):
        if path.stat().st_size > tables.LARGEST_FILE:
            raise tables.FileTooLarge(megabytes=tables.LARGEST_FILE >> 20)
        try:
            return lists.read_features(json.loads(path.read_text(encoding="utf-8-sig")))
        except (ValueError, RecursionError) as error:
            raise tables.FileUnreadable(reason=str(error)[:200]) from error
    table = tables.open_table(path)
    return lists.read_table(
        table.header, ((row.line, row.cells) for row in table.rows() if any(row.cells))
    )


class _Plan:
    """Which rows are new and which change a place, parents before children."""

    def __init__(self, under: Place, rows: Sequence[PlaceRow], outcome: Outcome) -> None:
        self.under = under
        self.outcome = outcome
        self.seen: set[str] = set()
        self.new: list[tuple[PlaceRow, str]] = []
        self.changed: list[Place] = []
        self.stored = _stored(under, rows)
        self.known: dict[str, _Known] = {
            code: _Known(code, place.kind, place.geometry, place)
            for code, place in self.stored.items()
            if place.path.startswith(under.path)
        }
        self.known[under.code] = _Known(under.code, under.kind, under.geometry, under)
        self._areas: dict[str, list[_Known]] = {
            kind: [known for known in self.known.values() if known.kind == kind and known.shape]
            for kind in (Kind.COMPOUND, Kind.GRID)
        }
        for row in _parents_first(rows):
            self._take(row)

    def _take(self, row: PlaceRow) -> None:
        self.outcome.notes += [(row.line, note) for note in row.notes]
        if row.code == self.under.code and row.code not in self.seen:
            self.seen.add(row.code)
            self.outcome.unchanged += 1  # a list may begin with the place it is about
            return
        parent = self._parent(row)
        reason = self._wrong(row, parent)
        if reason:
            self.outcome.bad.append((row.line, reason))
            return
        assert parent is not None
        self.seen.add(row.code)
        self._enter(row, parent)
        known = _Known(row.code, row.kind, row.shape, self.stored.get(row.code))
        self.known[row.code] = known
        if row.shape and row.kind in self._areas:
            self._areas[row.kind].append(known)

    def _parent(self, row: PlaceRow) -> _Known | None:
        if row.parent:
            return self.known.get(row.parent)
        if row.code in self.stored and self.stored[row.code].parent_id:
            kept = self.stored[row.code].parent
            return self.known.get(kept.code) if kept else None
        if row.kind in (Kind.BUILDING, Kind.POINT) and row.spot:
            return self._around(row.spot)
        return self.known[self.under.code]

    def _around(self, spot: Position) -> _Known | None:
        """The compound, or else the grid, in whose outline a spot lies."""
        areas = [*self._areas[Kind.COMPOUND], *self._areas[Kind.GRID]]
        return next((area for area in areas if holds(area.shape, spot)), None)

    def _wrong(self, row: PlaceRow, parent: _Known | None) -> str:
        stored = self.stored.get(row.code)
        if row.code in self.seen:
            return "double_code"
        if stored and not stored.path.startswith(self.under.path):
            return "code_elsewhere"
        if parent is None:
            return "unknown_parent" if row.parent else "outside_grids"
        if row.kind != Kind.POINT and ORDER[row.kind] <= ORDER[parent.kind]:
            return "wrong_order"
        if row.spot and parent.shape and not holds(parent.shape, row.spot):
            # A bench or a shop may belong to a grid across the road; a building may not.
            if row.kind != Kind.POINT:
                return "outside_parent"
            self.outcome.notes.append((row.line, "outside_parent"))
        if stored and (stored.kind != row.kind or _parent_code(stored) != parent.code):
            return "moved"
        return ""

    def _enter(self, row: PlaceRow, parent: _Known) -> None:
        stored = self.stored.get(row.code)
        if stored is None:
            self.new.append((row, parent.code))
            self.outcome.added += 1
            return
        before = [getattr(stored, name) for name in CHANGED]
        _fill(stored, row)
        if before == [getattr(stored, name) for name in CHANGED]:
            self.outcome.unchanged += 1
        else:
            self.changed.append(stored)
            self.outcome.changed += 1


def _stored(under: Place, rows: Sequence[PlaceRow]) -> dict[str, Place]:
    """The places that the rows speak of, and the areas in which a spot may lie."""
    codes = sorted({code for row in rows for code in (row.code, row.parent) if code})
    found: dict[str, Place] = {}
    inside = Place.objects.filter(path__startswith=under.path).exclude(code="")
    for area in inside.filter(kind__in=(Kind.COMPOUND, Kind.GRID)).select_related("parent"):
        found[area.code] = area
    for start in range(0, len(codes), 500):
        some = Place.objects.filter(code__in=codes[start : start + 500]).select_related("parent")
        found |= {place.code: place for place in some}
    return found


def _parents_first(rows: Sequence[PlaceRow]) -> Iterable[PlaceRow]:
    """Files name places in any order; a circle of parents stays where it is, and is bad."""
    by_code = {row.code: row for row in rows}
    depth: dict[str, int] = {}
    for row in rows:
        chain = [row.code]
        while (above := by_code[chain[-1]].parent) in by_code and above not in depth:
            if above in chain:
                break
            chain.append(above)
        start = depth.get(by_code[chain[-1]].parent, -1)
        depth |= {code: step for step, code in enumerate(reversed(chain), start=start + 1)}
    return sorted(rows, key=lambda row: depth[row.code])


def _parent_code(place: Place) -> str:
    return place.parent.code if place.parent else ""


def _fill(place: Place, row: PlaceRow) -> None:
    """What the file does not say stays as it is."""
    place.name = row.name
    place.name_en = row.name_en or place.name_en
    place.aliases = list(row.aliases) or place.aliases
    place.geometry = row.shape or place.geometry
    if row.spot:
        place.longitude, place.latitude = row.spot
    if row.floors is not None:
        place.details = {**place.details, "floors": row.floors}


def _carry_out(plan: _Plan, under: Place) -> None:
    """Add what is new below each place that is there already, and store what changed."""
    roots: dict[str, str] = {}
    groups: dict[str, list[NewPlace]] = {}
    for row, parent in plan.new:
        root = roots.get(parent, parent)
        roots[row.code] = root
        groups.setdefault(root, []).append(_new(row, None if parent == root else parent))
    for root, places in groups.items():
        add_places(places, under=under if root == under.code else plan.stored[root])
    Place.objects.bulk_update(plan.changed, CHANGED, batch_size=200)


def _new(row: PlaceRow, parent: str | None) -> NewPlace:
    return NewPlace(
        key=row.code,
        parent=parent,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        code=row.code,
        aliases=list(row.aliases),
        geometry=row.shape,
        centre=row.spot,
        details={} if row.floors is None else {"floors": row.floors},
    )
