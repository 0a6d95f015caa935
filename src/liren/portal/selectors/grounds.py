"""The ground of the screen: what it shows of the place tree, without anything inside a building."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

from liren.accounts.models import User
from liren.cases.permissions import CasePermission
from liren.core.scope import COMMUNITY_LENGTH, ancestors
from liren.places.models import Kind, Place
from liren.places.selectors import PlaceUnknown, inside, lineage, places
from liren.portal.domain.relief import Body, Relief, relief
from liren.portal.domain.survey import Frame, Geometry, Point, bearing, lines, middle
from liren.ui.naming import local_name

SHOWN = (Kind.STREET, Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.POINT)
WIDE = (Kind.STREET, Kind.COMMUNITY)
BEHIND = ("green", "water", "square", "roof", "road", "lane")  # in drawing order
FRESH_SECONDS = 60
STOREY, USUAL_HEIGHT = 3.0, 18.0
# There are many of these; they get a name only where work is open.
MINOR_USES = frozenset(
    {"gate", "bins", "bicycle_shed", "charger", "lockers", "lamp", "tree", "camera"}
)


@dataclass(frozen=True)
class Spot:
    """A place that a case can be shown at."""

    pk: int
    path: str
    kind: str
    name: str


@dataclass(frozen=True)
class Ground:
    """All spots of a screen by path, and the way from any place up to one of them."""

    place: Place
    spots: dict[str, Spot]

    @property
    def communities(self) -> list[str]:
        """The paths of the communities it covers."""
        if len(self.place.path) >= COMMUNITY_LENGTH:
            return [self.place.path]
        return [spot.path for spot in self.spots.values() if spot.kind == Kind.COMMUNITY]

    def at(self, path: str) -> Spot | None:
        """The building of a home, or whatever of the shown lies nearest above a place."""
        return next((self.spots[up] for up in reversed(ancestors(path)) if up in self.spots), None)

    def above(self, path: str, kind: str) -> Spot | None:
        """The spot of a kind that a place lies in."""
        return next(
            (s for up in ancestors(path) if (s := self.spots.get(up)) and s.kind == kind), None
        )


def screens(user: User) -> list[Place]:
    """Which places somebody may put on the wall, the widest first."""
    scope = user.scope_for(CasePermission.SCREEN)
    found = places(scope).filter(kind__in=WIDE).defer("geometry", "details", "aliases")
    return list(found.order_by("path"))


def chosen(known: list[Place], wanted: str) -> Place | None:
    """The place asked for, or the first; what lies outside is not found."""
    if not wanted:
        return known[0] if known else None
    found = next((place for place in known if str(place.pk) == wanted), None)
    if found is None:
        raise PlaceUnknown(place=wanted)
    return found


def ground_of(place: Place) -> Ground:
    """The spots of a place, in one statement."""
    rows = inside(place, *SHOWN).values_list("pk", "path", "kind", "name", "name_en")
    is_english = (get_language() or "").startswith("en")
    spots = (
        Spot(pk, path, kind, (name_en if is_english else "") or name)
        for pk, path, kind, name, name_en in rows.order_by("path")
    )
    return Ground(place, {spot.path: spot for spot in _outside(spots)})


Lying = TypeVar("Lying", Spot, Place)


def _outside(found: Iterable[Lying]) -> Iterator[Lying]:
    """What does not lie inside a building; a lift belongs to its house. In the order of paths."""
    house = "-"
    for one in found:
        if one.kind == Kind.BUILDING:
            house = one.path
        if one.kind == Kind.BUILDING or not one.path.startswith(house):
            yield one


@dataclass(frozen=True)
class Plan:
    """The map as data: frame, how it lies, and every outline; the same for all who look."""

    frame: list[Point]
    bearing: float
    bodies: list[Body]
    backdrop: list[Body]

    def relief(self) -> Relief | None:
        """The map as a drawing, for browsers that cannot light it."""
        below = [body for body in self.bodies if body.kind in (Kind.COMMUNITY, Kind.COMPOUND)]
        above = [body for body in self.bodies if body.kind not in (Kind.COMMUNITY, Kind.COMPOUND)]
        return relief(self.frame, self.bearing, [*below, *self.backdrop, *above])


def plan_of(place: Place) -> Plan:
    """The plan of a place; outlines change rarely, so it is kept for a minute."""
    key = f"screen-plan:{place.pk}:{get_language()}"
    plan: Plan | None = cache.get(key)
    if plan is None:
        plan = _plan(place)
        cache.set(key, plan, FRESH_SECONDS)
    return plan


def relief_of(place: Place) -> Relief | None:
    """The drawing of a place, kept as long as its plan."""
    key = f"screen-relief:{place.pk}:{get_language()}"
    drawing: Relief | None = cache.get(key)
    if drawing is None:
        drawing = plan_of(place).relief()
        cache.set(key, drawing, FRESH_SECONDS)
    return drawing


def _plan(place: Place) -> Plan:
    bodies = [_body(row) for row in _outside(inside(place, *SHOWN).order_by("path"))]
    borders = _borders(bodies)
    frame = [point for border in borders for point in border]
    return Plan(frame, bearing(borders), bodies, list(_backdrop(place, frame)))


def _borders(bodies: list[Body]) -> list[list[Point]]:
    """The borders of the communities, else of whatever has one."""
    for kinds in ((Kind.COMMUNITY,), (Kind.GRID, Kind.COMPOUND), (Kind.BUILDING,)):
        found = [ring for body in bodies if body.kind in kinds for ring in lines(body.geometry)]
        if found:
            return found
    return []


def _body(row: Place) -> Body:
    spot = {"type": "Point", "coordinates": [row.longitude, row.latitude]}
    geometry = row.geometry or (spot if row.longitude is not None else None)
    height = 0.0
    if row.kind == Kind.BUILDING:
        floors = row.details.get("floors")
        height = float(row.details.get("height") or (floors * STOREY if floors else USUAL_HEIGHT))
    return Body(
        key=row.pk,
        kind=row.kind,
        name=local_name(row),
        geometry=geometry,
        height=height,
        is_minor=row.details.get("use") in MINOR_USES,
    )


def _backdrop(place: Place, frame: list[Point]) -> Iterator[Body]:
    """Roads, green and water, as far as they lie in the frame."""
    if not frame:
        return
    box = Frame.around(frame).wider(0.15)
    features = [f for above in lineage(place) for f in above.details.get("backdrop", ())]
    ordered = sorted(
        (f for f in features if _kind(f) in BEHIND), key=lambda f: BEHIND.index(_kind(f))
    )
    for feature in ordered:
        points = [point for line in lines(feature["geometry"]) for point in line]
        if points and box.meets(Frame.around(points)):
            yield _feature(feature)


def _kind(feature: dict[str, Any]) -> str:
    return str(feature["properties"].get("kind"))


def _feature(feature: dict[str, Any]) -> Body:
    geometry: Geometry = feature["geometry"]
    width = float(feature["properties"].get("width") or 0)
    return Body(key=0, kind=_kind(feature), name="", geometry=geometry, width=width)


def as_json(plan: Plan) -> dict[str, object]:
    """The plan as the map's script wants it; names end at the building."""
    box = Frame.around(plan.frame) if plan.frame else None
    layers = {
        "land": [b for b in plan.bodies if b.kind == Kind.COMMUNITY],
        "grids": [b for b in plan.bodies if b.kind == Kind.GRID],
        "compounds": [b for b in plan.bodies if b.kind == Kind.COMPOUND],
        "buildings": [b for b in plan.bodies if b.kind == Kind.BUILDING],
        "backdrop": plan.backdrop,
    }
    return {
        "bounds": [box.west, box.south, box.east, box.north] if box else None,
        "frame": plan.frame,
        "bearing": round(plan.bearing, 2),
        "spots": [_spot(body, at) for body in plan.bodies if (at := middle(body.geometry))],
        "layers": {name: _collection(bodies) for name, bodies in layers.items()},
    }


def _spot(body: Body, at: Point) -> dict[str, object]:
    point = [round(at[0], 7), round(at[1], 7)]
    return {
        "id": body.key,
        "kind": body.kind,
        "name": body.name,
        "at": point,
        "height": body.height,
        "minor": body.is_minor,
    }


def _collection(bodies: list[Body]) -> dict[str, object]:
    features = [
        {
            "type": "Feature",
            "geometry": body.geometry,
            "properties": {
                "id": body.key,
                "kind": body.kind,
                "height": body.height,
                "width": body.width,
            },
        }
        for body in bodies
        if body.geometry
    ]
    return {"type": "FeatureCollection", "features": features}
