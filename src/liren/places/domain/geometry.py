"""Outlines as GeoJSON has them: checked, put in order, and asked what lies inside."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Position = tuple[float, float]
Ring = list[Position]
Shape = dict[str, Any]

MOST_CORNERS = 20_000
MOST_COMPARED = 400  # crossing edges are looked for in outlines up to this size


class ShapeWrong(ValueError):
    """An outline that cannot be used; the argument is a reason code."""


def put_in_order(shape: Shape) -> tuple[Shape, list[str]]:
    """A geometry with its rings closed and turned as RFC 7946 wants, and notes on what was odd."""
    kind = shape.get("type") if isinstance(shape, dict) else None
    notes: list[str] = []
    if kind == "Point":
        return {"type": kind, "coordinates": list(_position(shape.get("coordinates")))}, notes
    if kind == "Polygon":
        return {"type": kind, "coordinates": _polygon(shape.get("coordinates"), notes)}, notes
    if kind == "MultiPolygon":
        parts = _listed(shape.get("coordinates"))
        return {"type": kind, "coordinates": [_polygon(part, notes) for part in parts]}, notes
    raise ShapeWrong("unknown_shape")


def _listed(value: object) -> Sequence[object]:
    if not isinstance(value, list) or not value or len(value) > MOST_CORNERS:
        raise ShapeWrong("unknown_shape")
    return value


def _position(value: object) -> Position:
    numbers = value[:2] if isinstance(value, list) else []
    if len(numbers) < 2 or not all(type(n) in (int, float) for n in numbers):
        raise ShapeWrong("unknown_shape")
    longitude, latitude = float(numbers[0]), float(numbers[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ShapeWrong("not_degrees")
    return longitude, latitude


def _polygon(value: object, notes: list[str]) -> list[list[list[float]]]:
    rings = [_ring(ring, notes, outer=at == 0) for at, ring in enumerate(_listed(value))]
    return [[list(position) for position in ring] for ring in rings]


def _ring(value: object, notes: list[str], *, outer: bool) -> Ring:
    ring = [_position(position) for position in _listed(value)]
    if ring[0] != ring[-1]:
        ring.append(ring[0])
        notes.append("ring_was_open")
    if len(set(ring)) < 3 or _area(ring) == 0:
        raise ShapeWrong("no_area")
    if (_area(ring) > 0) != outer:
        ring.reverse()
        notes.append("ring_was_turned")
    if _crosses_itself(ring):
        notes.append("crosses_itself")
    return ring


def _area(ring: Ring) -> float:
    """Twice the signed area would do; anticlockwise is positive."""
    x, y = ring[0]  # near the corner, so that small outlines lose no digits
    pairs = pairwise(ring)
    return sum((ax - x) * (by - y) - (bx - x) * (ay - y) for (ax, ay), (bx, by) in pairs) / 2


def _crosses_itself(ring: Ring) -> bool:
    edges = list(pairwise(ring))
    if len(edges) > MOST_COMPARED:
        return False
    last = len(edges) - 1
    return any(
        _cross(*edges[one], *edges[other])
        for one in range(len(edges))
        for other in range(one + 2, len(edges))
        if (one, other) != (0, last)
    )


def _side(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(a: Position, b: Position, c: Position, d: Position) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _rings(shape: Shape) -> Iterator[list[Ring]]:
    """The polygons of a shape that was put in order."""
    if shape["type"] == "Polygon":
        yield shape["coordinates"]
    elif shape["type"] == "MultiPolygon":
        yield from shape["coordinates"]


def centre(shape: Shape) -> Position:
    """The middle of the area of a shape, or the point itself."""
    if shape["type"] == "Point":
        return tuple(shape["coordinates"])
    outer = max((rings[0] for rings in _rings(shape)), key=lambda ring: abs(_area(ring)))
    area, (x, y) = _area(outer), outer[0]
    east = north = 0.0
    for (ax, ay), (bx, by) in pairwise(outer):
        turn = (ax - x) * (by - y) - (bx - x) * (ay - y)
        east += (ax + bx - 2 * x) * turn
        north += (ay + by - 2 * y) * turn
    return round(x + east / (6 * area), 7), round(y + north / (6 * area), 7)


def holds(shape: Shape | None, point: Position) -> bool:
    """Whether a point lies inside an outline; a shape without area holds nothing."""
    if shape is None:
        return False
    return any(
        _inside(rings[0], point) and not any(_inside(hole, point) for hole in rings[1:])
        for rings in _rings(shape)
    )


def _inside(ring: Ring, point: Position) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
