"""A small plan of a neighbourhood: outlines on the earth laid on a sheet of so many pixels.

The same reckoning draws the plan and reads where a finger touched it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, dist, radians
from typing import Any

WIDTH = 320
MARGIN = 8
MOST_HEIGHT = 420
REACH = 40  # a touch further away than this means nothing

Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A place with the ring of its outline, in longitude and latitude or in pixels."""

    key: int
    kind: str
    name: str
    ring: tuple[Point, ...]

    @property
    def middle(self) -> Point:
        """Where its name stands: the middle of its corners."""
        corners = self.ring[:-1] if self.ring[0] == self.ring[-1] else self.ring
        return (
            sum(x for x, _ in corners) / len(corners),
            sum(y for _, y in corners) / len(corners),
        )

    @property
    def label(self) -> str:
        """Its number if it has one; there is no room for more on a building."""
        digits = re.search(r"\d+", self.name)
        return digits.group() if digits else ""

    @property
    def points(self) -> str:
        """The ring as SVG writes it."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.ring)


@dataclass(frozen=True)
class Plan:
    """What is drawn, and how large the sheet is."""

    width: int
    height: int
    outlines: tuple[Outline, ...]

    def nearest(self, x: float, y: float, kind: str) -> Outline | None:
        """The outline of a kind that was touched, or the nearest within reach."""
        near = [one for one in self.outlines if one.kind == kind]
        touched = [one for one in near if _holds(one.ring, (x, y))]
        if touched:
            return touched[0]
        best = min(near, key=lambda one: dist(one.middle, (x, y)), default=None)
        return best if best and dist(best.middle, (x, y)) <= REACH else None


def outline(key: int, kind: str, name: str, geometry: dict[str, Any] | None) -> Outline | None:
    """An outline from GeoJSON; none for what has no area."""
    if not geometry or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return None
    rings = geometry["coordinates"]
    ring = rings[0] if geometry["type"] == "Polygon" else rings[0][0]
    return Outline(key, kind, name, tuple((float(x), float(y)) for x, y, *_ in ring))


def laid_out(outlines: Iterable[Outline], *, width: int = WIDTH) -> Plan:
    """Lay outlines on a sheet of that width, north up, true in angles."""
    found = tuple(outlines)
    if not found:
        return Plan(width, 0, ())
    # Degrees of longitude are shorter than those of latitude; one measure for the whole sheet.
    shrink = cos(radians(found[0].ring[0][1]))
    flat = [[(x * shrink, y) for x, y in one.ring] for one in found]
    west, east = min(_of(flat, 0)), max(_of(flat, 0))
    south, north = min(_of(flat, 1)), max(_of(flat, 1))
    room = width - 2 * MARGIN
    scale = min(room / (east - west or 1), (MOST_HEIGHT - 2 * MARGIN) / (north - south or 1))
    left = (width - (east - west) * scale) / 2
    drawn = tuple(
        Outline(
            one.key,
            one.kind,
            one.name,
            tuple((left + (x - west) * scale, MARGIN + (north - y) * scale) for x, y in ring),
        )
        for one, ring in zip(found, flat, strict=True)
    )
    return Plan(width, round((north - south) * scale + 2 * MARGIN), drawn)


def _of(rings: Iterable[Sequence[Point]], axis: int) -> Iterator[float]:
    return (point[axis] for ring in rings for point in ring)


def _holds(ring: Sequence[Point], spot: Point) -> bool:
    """Whether a spot lies inside, by counting the sides that a ray crosses."""
    x, y = spot
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
