"""Just enough geometry to look at what the generator drew."""

from itertools import pairwise

from liren.config.demo.ground import (
    METRES_PER_DEGREE_OF_LATITUDE,
    METRES_PER_DEGREE_OF_LONGITUDE,
    ORIGIN_LATITUDE,
    ORIGIN_LONGITUDE,
    Point,
    Shape,
)


def metres(shape: Shape) -> list[Point]:
    """The corners of a polygon in metres, without the closing one."""
    return [
        (
            (longitude - ORIGIN_LONGITUDE) * METRES_PER_DEGREE_OF_LONGITUDE,
            (latitude - ORIGIN_LATITUDE) * METRES_PER_DEGREE_OF_LATITUDE,
        )
        for longitude, latitude in shape.points[:-1]
    ]


def area(corners: list[Point]) -> float:
    """Signed area in square metres; positive when drawn anticlockwise."""
    closed = [*corners, corners[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed)) / 2


def overlap(one: list[Point], other: list[Point]) -> bool:
    """Whether two convex polygons share ground: no separating axis exists."""
    return not any(_separated(one, other, axis) for axis in _axes(one) + _axes(other))


def _axes(corners: list[Point]) -> list[Point]:
    closed = [*corners, corners[0]]
    return [(b[1] - a[1], a[0] - b[0]) for a, b in pairwise(closed)]


def _separated(one: list[Point], other: list[Point], axis: Point) -> bool:
    first = [x * axis[0] + y * axis[1] for x, y in one]
    second = [x * axis[0] + y * axis[1] for x, y in other]
    return max(first) <= min(second) or max(second) <= min(first)


def inside(point: Point, corners: list[Point]) -> bool:
    """Whether a point lies in a polygon, by counting crossings."""
    x, y = point
    found = False
    for a, b in pairwise([*corners, corners[0]]):
        if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]:
            found = not found
    return found
