"""Metres on a local plane, turned a few degrees and laid on the globe (WGS-84)."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Literal

Point = tuple[float, float]
ShapeKind = Literal["Point", "LineString", "Polygon"]

# Wooded hills without a settlement of their own: the neighbourhood is drawn onto empty land.
ORIGIN_LONGITUDE, ORIGIN_LATITUDE = 118.62, 29.93
METRES_PER_DEGREE_OF_LATITUDE = 110_860.0
METRES_PER_DEGREE_OF_LONGITUDE = 111_320.0 * cos(radians(ORIGIN_LATITUDE))


@dataclass(frozen=True, slots=True)
class Shape:
    """A GeoJSON geometry in longitude and latitude; polygons have one closed ring."""

    kind: ShapeKind
    points: tuple[Point, ...]

    @property
    def centre(self) -> Point:
        """Its middle: the mean of its corners."""
        corners = self.points[:-1] if self.kind == "Polygon" else self.points
        return (
            round(sum(longitude for longitude, _ in corners) / len(corners), 7),
            round(sum(latitude for _, latitude in corners) / len(corners), 7),
        )

    def geojson(self) -> dict[str, object]:
        """The geometry as GeoJSON wants it."""
        pairs = [list(point) for point in self.points]
        if self.kind == "Point":
            return {"type": "Point", "coordinates": pairs[0]}
        return {"type": self.kind, "coordinates": [pairs] if self.kind == "Polygon" else pairs}


@dataclass(frozen=True, slots=True)
class Ground:
    """The plane of the plan: x to the east, y to the north, in metres, turned by some degrees."""

    degrees: float

    def at(self, x: float, y: float) -> Point:
        """Longitude and latitude of a spot, to the centimetre."""
        turn = radians(self.degrees)
        east, north = x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)
        return (
            round(ORIGIN_LONGITUDE + east / METRES_PER_DEGREE_OF_LONGITUDE, 7),
            round(ORIGIN_LATITUDE + north / METRES_PER_DEGREE_OF_LATITUDE, 7),
        )

    def point(self, x: float, y: float) -> Shape:
        """A single spot."""
        return Shape("Point", (self.at(x, y),))

    def line(self, points: list[Point]) -> Shape:
        """An open line."""
        return Shape("LineString", tuple(self.at(x, y) for x, y in points))

    def polygon(self, points: list[Point]) -> Shape:
        """A closed ring from its corners, given anticlockwise."""
        ring = tuple(self.at(x, y) for x, y in points)
        return Shape("Polygon", (*ring, ring[0]))


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle of the plan."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return ((self.west + self.east) / 2, (self.south + self.north) / 2)

    def corners(self) -> list[Point]:
        """Its corners, anticlockwise from the south-west."""
        return [
            (self.west, self.south),
            (self.east, self.south),
            (self.east, self.north),
            (self.west, self.north),
        ]

    def wider(self, metres: float) -> "Box":
        """The same box with a margin all round."""
        return Box(self.west - metres, self.south - metres, self.east + metres, self.north + metres)


def turned_box(centre: Point, length: float, depth: float, degrees: float) -> list[Point]:
    """Corners of a rectangle about its centre, turned anticlockwise."""
    turn = radians(degrees)
    half, flank = length / 2, depth / 2
    corners = [(-half, -flank), (half, -flank), (half, flank), (-half, flank)]
    return [
        (centre[0] + x * cos(turn) - y * sin(turn), centre[1] + x * sin(turn) + y * cos(turn))
        for x, y in corners
    ]


def ellipse(centre: Point, width: float, height: float, corners: int = 20) -> list[Point]:
    """A round shape, for ponds and lawns."""
    steps = [radians(360 * step / corners) for step in range(corners)]
    return [(centre[0] + width / 2 * cos(a), centre[1] + height / 2 * sin(a)) for a in steps]
