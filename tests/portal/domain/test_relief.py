"""The ground as numbers: level streets, what is near is drawn last, no holes in walls."""

from math import cos, radians, sin

import pytest

from liren.portal.domain.relief import WIDTH, Body, relief
from liren.portal.domain.survey import Frame, Geometry, Point, bearing, lines, middle


def turned(degrees: float, length: float = 0.004, depth: float = 0.002) -> list[Point]:
    """A rectangle on the equator, turned anticlockwise."""
    turn = radians(degrees)
    corners = [(0.0, 0.0), (length, 0.0), (length, depth), (0.0, depth), (0.0, 0.0)]
    return [(x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in corners]


def polygon(ring: list[Point]) -> Geometry:
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def house(key: int, north: float) -> Body:
    ring = [(0.0, north), (0.001, north), (0.001, north + 0.0005), (0.0, north + 0.0005)]
    return Body(key=key, kind="building", name="", geometry=polygon([*ring, ring[0]]), height=20.0)


@pytest.mark.parametrize("degrees", [-40, -8, 0, 5, 44])
def test_the_longest_edge_comes_to_lie_level(degrees: float) -> None:
    assert bearing([turned(degrees)]) == pytest.approx(-degrees, abs=0.01)


def test_the_gap_between_two_borders_is_no_edge() -> None:
    far = [(x + 1.0, y + 0.7) for x, y in turned(10)]
    assert bearing([turned(10), far]) == pytest.approx(-10, abs=0.01)


def test_nothing_has_no_bearing_and_no_relief() -> None:
    assert bearing([]) == 0.0
    assert relief([], 0.0, [house(1, 0.0)]) is None
    assert middle(None) is None
    assert list(lines({"type": "Point", "coordinates": [1, 2]})) == []


def test_what_lies_nearer_is_drawn_later() -> None:
    drawn = relief(turned(0), 0.0, [house(1, 0.0), house(2, 0.001), house(3, 0.0005)])
    assert drawn is not None
    assert [one.body.key for one in drawn.drawn] == [2, 3, 1]


def test_a_relief_fits_its_sheet() -> None:
    drawn = relief(turned(12), bearing([turned(12)]), [house(1, 0.0)])
    assert drawn is not None
    assert drawn.width == WIDTH
    assert 0 < drawn.drawn[0].x < drawn.width
    assert 0 < drawn.drawn[0].y < drawn.height


def test_frames_meet_where_they_share_a_spot() -> None:
    frame = Frame(0, 0, 2, 2)
    assert frame.meets(Frame(1, 1, 3, 3))
    assert not frame.meets(Frame(2.1, 0, 3, 2))
    assert frame.wider(0.1).meets(Frame(2.1, 0, 3, 2))
