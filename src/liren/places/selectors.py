"""Reads of the place tree."""

from collections.abc import Iterable, Sequence

from django.db.models import CharField, Q

from liren.core.errors import NotFound, sentence
from liren.core.prepared import Prepared, Slot
from liren.core.scope import SEGMENT, Scope, ancestors
from liren.places.domain import geometry
from liren.places.domain.doors import Door as Door
from liren.places.domain.doors import Doors as Doors
from liren.places.domain.doors import Node, doors_of
from liren.places.domain.plan import Plan, laid_out, outline
from liren.places.models import Kind, Place, PlaceQuerySet

BY_CODE = Prepared(lambda: Place.objects.filter(code=Slot("code", CharField())).order_by("id")[:1])
IN_ADDRESSES = frozenset({Kind.COMPOUND, Kind.BUILDING, Kind.UNIT, Kind.HOME, Kind.POINT})
AREAS = (Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.GRID)
NEAR = 0.01  # degrees, about a kilometre: no compound has its middle further from its edge


class PlaceUnknown(NotFound):
    """No place has that code, or it lies outside the scope."""

    code = "places.unknown"
    sentence = sentence("We do not know the place {place}.")


def places(scope: Scope) -> PlaceQuerySet:
    """All places inside a scope."""
    return Place.objects.within(scope)


def by_code(code: str) -> Place:
    """The place with that code."""
    # PostgreSQL stores no null character, and refuses to look for one.
    found = BY_CODE.first(code=code) if code and "\0" not in code else None
    if found is None:
        raise PlaceUnknown(place=code)
    return found


def by_id(pk: int) -> Place:
    """The place with that id."""
    found = Place.objects.filter(pk=pk).first()
    if found is None:
        raise PlaceUnknown(place=pk)
    return found


def of_paths(paths: Iterable[str]) -> dict[str, Place]:
    """The places at the given paths."""
    return {place.path: place for place in Place.objects.filter(path__in=set(paths))}


def lineage(place: Place) -> list[Place]:
    """The place and all above it, from the root down, in one query."""
    return list(Place.objects.filter(path__in=ancestors(place.path)).order_by("path"))


def address(place: Place) -> str:
    """Where it is in words, from the compound down, as people say it."""
    return _address(lineage(place)) or place.name


def addresses(rows: Sequence[Place]) -> dict[int, str]:
    """The addresses of many places, as `address` has them, in one query."""
    above = of_paths(path for row in rows for path in ancestors(row.path))
    lines = {row.pk: [above[path] for path in ancestors(row.path) if path in above] for row in rows}
    return {row.pk: _address(lines[row.pk]) or row.name for row in rows}


def _address(line: Sequence[Place]) -> str:
    return "".join(step.name for step in line if step.kind in IN_ADDRESSES)


def home_community(place: Place) -> Place | None:
    """The community a place lies in."""
    return next((step for step in lineage(place) if step.kind == Kind.COMMUNITY), None)


def inside(place: Place, *kinds: str) -> PlaceQuerySet:
    """Everything of the given kinds inside a place."""
    found = Place.objects.within(Scope.of([place.path]))
    return found.filter(kind__in=kinds) if kinds else found


def at_position(scope: Scope, longitude: float, latitude: float) -> Place | None:
    """The finest place inside a scope whose outline holds a position (WGS84)."""
    near = Q(
        longitude__range=(longitude - NEAR, longitude + NEAR),
        latitude__range=(latitude - NEAR, latitude + NEAR),
    )
    outlined = Place.objects.within(scope).filter(geometry__isnull=False)
    rows = outlined.filter(Q(kind__in=AREAS) | near)
    holding = [row for row in rows if geometry.holds(row.geometry, (longitude, latitude))]
    return max(holding, key=lambda row: len(row.path), default=None)


def middle_of(place: Place) -> tuple[float, float] | None:
    """Longitude and latitude of a place, as far as it is drawn."""
    if place.longitude is not None and place.latitude is not None:
        return place.longitude, place.latitude
    return geometry.centre(place.geometry) if place.geometry else None


def plan_of(community: Place) -> Plan:
    """The plan of a community: its compounds and buildings, as far as they have outlines."""
    rows = inside(community, Kind.COMPOUND, Kind.BUILDING).order_by("path")
    drawn = (outline(row.pk, row.kind, row.name, row.geometry) for row in rows)
    return laid_out(one for one in drawn if one)


def building_at(community: Place, x: int, y: int) -> Place | None:
    """The building that was touched on the plan; a keyboard touches the corner, which is none."""
    found = plan_of(community).nearest(x, y, Kind.BUILDING) if x and y else None
    return Place.objects.filter(pk=found.key).first() if found else None


def doors(place: Place) -> Doors:
    """The homes, units, buildings and compounds inside a place, by the words of their address."""
    rows = inside(place).order_by("path").values_list("pk", "path", "kind", "name", "aliases")
    nodes = (Node(pk, path, kind, [name, *aliases]) for pk, path, kind, name, aliases in rows)
    return doors_of(nodes, SEGMENT)
