"""The plan: what is drawn is what is touched."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from liren.places.domain.plan import MARGIN, MOST_HEIGHT, WIDTH, Plan, laid_out, outline


def box(west: float, south: float, size: float = 0.0004) -> dict[str, Any]:
    east, north = west + size, south + size / 2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def plan(*corners: tuple[float, float]) -> Plan:
    drawn = (
        outline(key, "building", f"{key}号楼", box(*corner)) for key, corner in enumerate(corners)
    )
    return laid_out(one for one in drawn if one)


def test_points_and_nothing_have_no_outline() -> None:
    assert outline(1, "building", "", None) is None
    assert outline(1, "point", "", {"type": "Point", "coordinates": [121.5, 31.2]}) is None


def test_nothing_to_draw_is_a_plan_of_no_height() -> None:
    assert plan() == Plan(WIDTH, 0, ())
    assert plan().nearest(5, 5, "building") is None


def test_north_is_up_and_east_is_right() -> None:
    south_west, north_east = plan((121.500, 31.200), (121.502, 31.202)).outlines
    assert south_west.middle[0] < north_east.middle[0]
    assert south_west.middle[1] > north_east.middle[1]


def test_a_far_touch_means_nothing() -> None:
    assert plan((121.5, 31.2), (121.51, 31.21)).nearest(WIDTH / 2, 5, "building") is None


def test_the_label_is_the_number() -> None:
    assert plan((121.5, 31.2)).outlines[0].label == "0"


corner = st.tuples(st.floats(121.48, 121.52), st.floats(31.18, 31.22))


@given(st.lists(corner, min_size=1, max_size=12))
def test_everything_lies_on_the_sheet(corners: list[tuple[float, float]]) -> None:
    drawn = plan(*corners)
    assert drawn.height <= MOST_HEIGHT
    for one in drawn.outlines:
        assert all(MARGIN - 0.01 <= x <= WIDTH - MARGIN + 0.01 for x, _ in one.ring)
        assert all(MARGIN - 0.01 <= y <= drawn.height - MARGIN + 1 for _, y in one.ring)


@given(st.integers(0, 8))
def test_a_touch_in_the_middle_finds_the_building(key: int) -> None:
    drawn = plan(*((121.5 + at % 3 * 0.001, 31.2 + at // 3 * 0.001) for at in range(9)))
    found = drawn.nearest(*drawn.outlines[key].middle, "building")
    assert found is not None
    assert found.key == key
