"""Homes are found by the words of their addresses."""

import pytest

from liren.core.scope import SEGMENT
from liren.places.domain.doors import Door, Doors, Node, doors_of, part


@pytest.fixture
def doors() -> Doors:
    """Two compounds: the first has a home that the second has too."""
    rows = [
        ("a", "compound", ["梧桐苑", "梧桐"]),
        ("aa", "building", ["3号楼", "3栋"]),
        ("aaa", "unit", ["2单元"]),
        ("aaaa", "home", ["502室"]),
        ("aaab", "home", ["602室"]),
        ("b", "compound", ["清溪里小区"]),
        ("bb", "building", ["3幢"]),
        ("bbb", "home", ["502"]),
    ]
    paths = {key: "".join(f"{ord(sign):0{SEGMENT}d}" for sign in key) for key, _, _ in rows}
    nodes = [Node(n, paths[key], kind, names) for n, (key, kind, names) in enumerate(rows, 1)]
    return doors_of(nodes, SEGMENT)


@pytest.mark.parametrize(
    "door, found",
    [
        (Door("梧桐苑", "3", "2", "502"), 4),
        (Door("梧桐", "三", "02", "502室"), 4),
        (Door("梧桐苑", "3栋", "", "502"), 4),
        (Door("", "3", "2", "602"), 5),
        (Door("", "3", "", "502"), None),  # two of them
        (Door("清溪里", "3", "", "502"), 8),
        (Door("梧桐苑", "3", "2", "999"), None),
        (Door("梧桐苑"), 1),
    ],
)
def test_an_address_is_one_place_or_none(doors: Doors, door: Door, found: int | None) -> None:
    assert doors.at(door) == found


def test_the_finest_place_of_an_unknown_home(doors: Doors) -> None:
    assert doors.nearest(Door("梧桐苑", "3", "2", "999")) == 3
    assert doors.nearest(Door("梧桐苑", "9", "2", "999")) == 1
    assert doors.nearest(Door("望湖新村", "9", "2", "999")) is None


def test_parts_lose_what_says_what_they_are() -> None:
    assert [part("building", text) for text in ("3号楼", "03栋", "三幢", "东楼")] == [
        "3",
        "3",
        "3",
        "东",
    ]
    assert part("home", "0502室") == "502" and part("unit", "2单元") == "2"
