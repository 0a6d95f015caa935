"""Outlines: checked, put in order, and asked what lies inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.places.domain.geometry import ShapeWrong, centre, holds, put_in_order

SQUARE = [[118.0, 29.0], [118.1, 29.0], [118.1, 29.1], [118.0, 29.1], [118.0, 29.0]]
HOLE = [[118.04, 29.04], [118.04, 29.06], [118.06, 29.06], [118.06, 29.04], [118.04, 29.04]]


def polygon(*rings: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def test_a_proper_outline_stays_as_it_is() -> None:
    assert put_in_order(polygon(SQUARE, HOLE)) == (polygon(SQUARE, HOLE), [])


def test_a_ring_that_runs_the_wrong_way_is_turned() -> None:
    shape, notes = put_in_order(polygon(SQUARE[::-1], HOLE[::-1]))
    assert notes == ["ring_was_turned", "ring_was_turned"]
    again, none = put_in_order(shape)
    assert (again, none) == (shape, [])


def test_an_open_ring_is_closed() -> None:
    shape, notes = put_in_order(polygon(SQUARE[:-1]))
    assert shape == polygon(SQUARE)
    assert notes == ["ring_was_open"]


def test_an_outline_that_crosses_itself_is_noted() -> None:
    bow = [[0.0, 0.0], [3.0, 2.0], [3.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    assert "crosses_itself" in put_in_order(polygon(bow))[1]


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ({"type": "Polygon", "coordinates": [[[4000000, 3000000], [1, 1], [2, 2]]]}, "not_degrees"),
        ({"type": "Point", "coordinates": [29.0, 118.0]}, "not_degrees"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1]]]}, "no_area"),
        ({"type": "Polygon", "coordinates": [[["1", 1], [2, 2], [1, 1]]]}, "unknown_shape"),
        ({"type": "Circle"}, "unknown_shape"),
        ({"type": "Polygon", "coordinates": []}, "unknown_shape"),
        ({"type": "Point", "coordinates": [True, 1]}, "unknown_shape"),
    ],
)
def test_what_is_no_outline_says_why(shape: dict[str, object], reason: str) -> None:
    with pytest.raises(ShapeWrong, match=reason):
        put_in_order(shape)


def test_a_courtyard_is_not_inside() -> None:
    shape, _ = put_in_order(polygon(SQUARE, HOLE))
    assert holds(shape, (118.02, 29.02))
    assert not holds(shape, (118.05, 29.05))
    assert not holds(shape, (118.2, 29.05))
    assert not holds(None, (118.05, 29.05))


def test_the_middle_of_several_parts_is_that_of_the_largest() -> None:
    small = [[119.0, 29.0], [119.01, 29.0], [119.01, 29.01], [119.0, 29.0]]
    both = {"type": "MultiPolygon", "coordinates": [[small], [SQUARE]]}
    assert centre(put_in_order(both)[0]) == (118.05, 29.05)


sides = st.floats(0.001, 5)


@given(st.floats(-170, 170), st.floats(-80, 80), sides, sides)
def test_a_rectangle_holds_its_middle(x: float, y: float, width: float, height: float) -> None:
    ring = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
    shape, _ = put_in_order(polygon(ring))
    assert holds(shape, centre(shape))
