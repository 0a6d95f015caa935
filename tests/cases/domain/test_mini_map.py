"""The drawing keeps inside its box and true to scale."""

from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.mini_map import HEIGHT, MARGIN, WIDTH, Outline, draw


def square(west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@given(st.floats(-179, 178), st.floats(-80, 79), st.floats(1e-5, 0.5))
def test_nothing_leaves_the_box(west: float, south: float, size: float) -> None:
    outline = Outline("3号楼", "building", square(west, south, size), True)
    drawn = draw([outline], (west + size / 2, south + size / 2))
    assert drawn is not None and drawn.mark is not None
    assert abs(drawn.mark[0] - WIDTH / 2) <= 0.2
    numbers = drawn.shapes[0].d.replace("M", " ").replace("L", " ").replace("Z", "").split()
    assert all(MARGIN - 0.2 <= float(x) <= WIDTH - MARGIN + 0.2 for x in numbers[::2])
    assert all(MARGIN - 0.2 <= float(y) <= HEIGHT - MARGIN + 0.2 for y in numbers[1::2])


def test_without_outlines_there_is_no_map() -> None:
    assert draw([], (121.0, 31.0)) is None
    assert draw([Outline("点", "point", {"type": "Point"})], None) is None
