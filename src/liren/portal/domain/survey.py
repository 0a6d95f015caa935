"""What a map needs to know of GeoJSON outlines: their points, their frame, how they lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians
from typing import Any

Geometry = dict[str, Any]
Point = tuple[float, float]
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Frame:
    """The smallest box around some points."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "Frame":
        """The box of at least one point."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return cls(min(xs), min(ys), max(xs), max(ys))

    def meets(self, other: "Frame") -> bool:
        """Whether the two share a spot."""
        across = self.west <= other.east and other.west <= self.east
        return across and self.south <= other.north and other.south <= self.north

    def wider(self, share: float) -> "Frame":
        """The box with a margin all round."""
        x, y = (self.east - self.west) * share, (self.north - self.south) * share
        return Frame(self.west - x, self.south - y, self.east + x, self.north + y)


def lines(geometry: Geometry | None) -> Iterator[list[Point]]:
    """The rings of polygons and the courses of lines; nothing for what is neither."""
    found = geometry.get("coordinates") or [] if geometry else []
    match geometry and geometry.get("type"):
        case "LineString":
            yield _points(found)
        case "Polygon" | "MultiLineString":
            yield from map(_points, found)
        case "MultiPolygon":
            yield from (_points(ring) for polygon in found for ring in polygon)


def _points(pairs: Iterable[Sequence[float]]) -> list[Point]:
    return [(float(pair[0]), float(pair[1])) for pair in pairs]


def middle(geometry: Geometry | None) -> Point | None:
    """The middle of the box around it, where a name can stand: a winding bank does not pull it."""
    if geometry and geometry.get("type") == "Point":
        longitude, latitude, *_rest = geometry["coordinates"]
        return float(longitude), float(latitude)
    points = [point for line in lines(geometry) for point in line]
    if not points:
        return None
    box = Frame.around(points)
    return (box.west + box.east) / 2, (box.south + box.north) / 2


def bearing(rings: Iterable[Sequence[Point]]) -> float:
    """How to turn the map, in degrees, so that the longest edge lies level."""
    edges = [
        ((x2 - x1) * cos(radians(y1)), y2 - y1)
        for ring in rings
        for (x1, y1), (x2, y2) in pairwise(ring)
    ]
    if not edges:
        return 0.0
    longest = max(edges, key=lambda edge: hypot(*edge))
    return -((degrees(atan2(longest[1], longest[0])) + 45) % 90 - 45)
