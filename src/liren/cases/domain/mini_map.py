"""A small drawing of the surroundings from the outlines of the place tree; no tiles, no service."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 320, 180
MARGIN = 12
Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A place with its GeoJSON geometry."""

    name: str
    kind: str
    geometry: dict[str, Any]
    is_here: bool = False


@dataclass(frozen=True)
class Shape:
    """One outline as an SVG path."""

    name: str
    kind: str
    d: str
    is_here: bool


@dataclass(frozen=True)
class MiniMap:
    """The shapes in a box of WIDTH by HEIGHT, and the mark where it is."""

    shapes: tuple[Shape, ...]
    mark: Point | None
    width: int = WIDTH
    height: int = HEIGHT


def draw(outlines: Sequence[Outline], here: Point | None) -> MiniMap | None:
    """Fit the outlines into the box, true to scale; none when there is nothing to draw."""
    points = [point for outline in outlines for ring in rings(outline.geometry) for point in ring]
    if not points:
        return None
    project = _fitted([*points, *([here] if here else [])])
    shapes = tuple(
        Shape(outline.name, outline.kind, _path(outline, project), outline.is_here)
        for outline in outlines
    )
    return MiniMap(shapes, project(here) if here else None)


def rings(geometry: dict[str, Any]) -> Iterable[Sequence[Point]]:
    """The closed lines of a polygon or several."""
    coordinates = geometry.get("coordinates") or []
    if geometry.get("type") == "Polygon":
        yield from coordinates
    elif geometry.get("type") == "MultiPolygon":
        for polygon in coordinates:
            yield from polygon


@dataclass(frozen=True)
class _Projection:
    west: float
    north: float
    across: float  # how much a degree of longitude is shorter than one of latitude
    scale: float
    left: float
    top: float

    def __call__(self, point: Sequence[float]) -> Point:
        x = (point[0] - self.west) * self.across * self.scale + self.left
        y = (self.north - point[1]) * self.scale + self.top
        return round(x, 1), round(y, 1)


def _fitted(points: Sequence[Sequence[float]]) -> _Projection:
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    across = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * across, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    return _Projection(west, north, across, scale, left, top)


def _path(outline: Outline, project: _Projection) -> str:
    lines = []
    for ring in rings(outline.geometry):
        corners = " L".join(f"{x:g} {y:g}" for x, y in map(project, ring))
        lines.append(f"M{corners}Z")
    return "".join(lines)
