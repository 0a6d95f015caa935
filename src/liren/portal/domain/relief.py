"""The neighbourhood seen from above at a slant, as shapes for SVG: what the lit map shows too.

Metres on a plane turned by the bearing; the plane is tilted towards the eye, so that north shrinks
and heights rise. What lies further north is drawn first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin

from liren.portal.domain.survey import METRES_PER_DEGREE, Geometry, Point, lines, middle

WIDTH = 1000.0
MARGIN = 24.0
TILT = radians(48)
HEADROOM = 40.0  # for names on the roofs of the last row


@dataclass(frozen=True, kw_only=True)
class Body:
    """Something on the plan with a name; flat when it has no height."""

    key: int
    kind: str
    name: str
    geometry: Geometry | None
    height: float = 0.0
    width: float = 0.0  # of a road
    is_minor: bool = False  # named only where there is something to say


@dataclass(frozen=True)
class Drawn:
    """A body as it is drawn: outlines as SVG paths, and where its name stands."""

    body: Body
    ground: str
    walls: str
    roof: str
    x: float
    y: float
    stroke: float


@dataclass(frozen=True)
class Relief:
    """The sheet and what is on it, in drawing order."""

    width: float
    height: float
    drawn: tuple[Drawn, ...]


class Slant:
    """From longitude, latitude and height to a spot on the sheet."""

    def __init__(self, frame: Sequence[Point], turned: float) -> None:
        self._origin = frame[0]
        self._turn = radians(turned)
        self._scale, self._left, self._top = 1.0, 0.0, 0.0
        spots = [self(point) for point in frame]
        west, east = min(x for x, _ in spots), max(x for x, _ in spots)
        north, south = min(y for _, y in spots), max(y for _, y in spots)
        self._scale = (WIDTH - 2 * MARGIN) / max(east - west, 1.0)
        self._left = MARGIN - west * self._scale
        self._top = MARGIN + HEADROOM - north * self._scale
        self.height = (south - north) * self._scale + 2 * MARGIN + HEADROOM

    def __call__(self, point: Point, height: float = 0.0) -> Point:
        longitude, latitude = self._origin
        east = (point[0] - longitude) * METRES_PER_DEGREE * cos(radians(latitude))
        north = (point[1] - latitude) * METRES_PER_DEGREE
        x = east * cos(self._turn) - north * sin(self._turn)
        y = east * sin(self._turn) + north * cos(self._turn)
        down = -y * cos(TILT) - height * sin(TILT)
        return x * self._scale + self._left, down * self._scale + self._top

    def metres(self, length: float) -> float:
        """A length along the ground."""
        return length * self._scale


def relief(frame: Sequence[Point], bearing: float, bodies: Iterable[Body]) -> Relief | None:
    """Draw bodies into a frame; none where there is no frame."""
    if not frame:
        return None
    slant = Slant(frame, bearing)
    drawn = [one for body in bodies if (one := _drawn(body, slant))]
    flat = [one for one in drawn if not one.walls]
    tall = sorted((one for one in drawn if one.walls), key=lambda one: one.y + one.stroke)
    return Relief(WIDTH, round(slant.height, 1), (*flat, *tall))


def _drawn(body: Body, slant: Slant) -> Drawn | None:
    centre = middle(body.geometry)
    if centre is None:
        return None
    rings = list(lines(body.geometry))
    is_open = bool(body.geometry and "LineString" in body.geometry["type"])
    x, y = slant(centre, body.height)
    drop = slant(centre)[1] - y
    return Drawn(
        body,
        _path([[slant(point) for point in ring] for ring in rings], closed=not is_open),
        _walls(rings[0], body.height, slant) if body.height and rings else "",
        _path([[slant(point, body.height) for point in ring] for ring in rings]),
        round(x, 1),
        round(y, 1),
        round(drop if body.height else slant.metres(body.width), 1),
    )


def _walls(ring: Sequence[Point], height: float, slant: Slant) -> str:
    sides = []
    for start, end in pairwise(ring):
        foot = [slant(start), slant(end)]
        side = [*foot, slant(end, height), slant(start, height)]
        # All the same way round: in one path, two that turn against each other make a hole.
        sides.append(side if foot[0][0] <= foot[1][0] else [*reversed(side)])
    sides.sort(key=lambda side: side[0][1] + side[1][1])
    return _path(sides)


def _path(rings: Iterable[Sequence[Point]], *, closed: bool = True) -> str:
    end = "Z" if closed else ""
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + end for ring in rings)
