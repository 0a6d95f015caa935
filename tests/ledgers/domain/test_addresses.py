"""An address as the program writes it is read back as the home it was written of."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.config.demo.geometry import neighbourhood
from liren.core.scope import SEGMENT
from liren.ledgers.domain.homes import read_home
from liren.ledgers.services.importing_match import Homes
from liren.places.domain.doors import LEVELS, Door, Node, doors_of
from tests.factories.neighbourhood import PLACES

KINDS = ("home.estate", "home.building", "home.unit", "home.room")
ABOVE = "云汀市临溪区清溪街道桐花社区"
Row = tuple[str, str | None, str, Sequence[str]]  # key, parent, kind, names: its own first


def tree(rows: Iterable[Row]) -> list[Node]:
    """Places as the tree stores them, parents before children."""
    paths: dict[str | None, str] = {None: ""}
    nodes = []
    for pk, (key, parent, kind, names) in enumerate(rows, 1):
        paths[key] = f"{paths[parent]}{pk:0{SEGMENT}d}"
        nodes.append(Node(pk, paths[key], kind, names))
    return sorted(nodes, key=lambda node: node.path)


def line(node: Node, nodes: Sequence[Node]) -> list[Node]:
    """What a place lies in, and itself, as far as addresses name it."""
    return [one for one in nodes if node.path.startswith(one.path) and one.kind in LEVELS]


def read_back(nodes: Sequence[Node]) -> list[str]:
    """Of the homes of a tree, the addresses that are read as anything but their home."""
    homes = Homes(doors_of(nodes, SEGMENT))
    wrong = []
    for node in nodes:
        if node.kind != "home":
            continue
        names = [(one.kind, one.names[0]) for one in line(node, nodes)]
        words = "".join(name for _, name in names)
        parts = read_home(None)
        for level, kind in zip(LEVELS, KINDS, strict=True):
            cell = "".join(name for own, name in names if own == level)
            parts = parts.with_gaps_from(read_home(cell, kind))
        read = (read_home(words), read_home(ABOVE + words), parts)
        wrong += [f"{words}: {home}" for home in read if homes.at(home) != node.pk]
    assert not homes.unknown
    return wrong


def test_every_home_of_the_demo_is_found_by_its_address() -> None:
    street = neighbourhood(seed=7, homes=120)
    rows = [
        (one.key, one.parent_key, str(one.kind), [one.name, *one.aliases]) for one in street.places
    ]
    assert not read_back(tree(rows))


def test_the_home_of_the_factories_is_found_by_its_address() -> None:
    rows = [(one.key, one.parent, one.kind, [one.name, *one.aliases]) for one in PLACES]
    assert not read_back(tree(rows))


@given(
    compound=st.sampled_from(["梧桐苑", "梧桐苑一区", "清溪里小区", "幸福里8号院"]),
    area=st.sampled_from(["", "一区", "二期"]),
    building=st.sampled_from(["3号楼", "3幢", "03栋", "三号楼", "A座", "东楼", "东", "十二幢"]),
    unit=st.sampled_from(["", "2单元", "二单元", "甲单元"]),
    room=st.sampled_from(["502室", "502", "0502室", "东户", "502A", "十二室"]),
)
def test_however_its_parts_are_called(
    compound: str, area: str, building: str, unit: str, room: str
) -> None:
    rows: list[Row] = [("c", None, "compound", [compound, "旧名"])]
    if area:
        rows.append(("a", "c", "compound", [area]))
    rows.append(("b", rows[-1][0], "building", [building, f"{compound}{building}"]))
    if unit:
        rows.append(("u", "b", "unit", [unit]))
    rows.append(("h", rows[-1][0], "home", [room, "别名"]))
    assert not read_back(tree(rows))


def test_many_other_names_hide_no_address() -> None:
    names = [f"{word}3号楼" for word in "甲乙丙丁戊己庚辛壬癸"]
    rows: list[Row] = [
        ("c", None, "compound", ["梧桐苑一区", "梧桐苑", "梧桐", "老梧桐"]),
        ("b", "c", "building", ["3号楼", *names]),
        ("u", "b", "unit", ["2单元", *names]),
        ("h", "u", "home", ["502室", *names]),
    ]
    assert not read_back(tree(rows))


@pytest.mark.parametrize("address", ["梧桐苑3号楼1单元101室", "梧桐苑9号楼1单元101室"])
def test_no_home_is_added_where_it_is_not_clear_which_estate_is_meant(address: str) -> None:
    rows: list[Row] = []
    for area in ("一区", "二区"):
        rows += [
            (area, None, "compound", [f"梧桐苑{area}", "梧桐苑"]),
            (f"{area}3", area, "building", ["3号楼"]),
        ]
    homes = Homes(doors_of(tree(rows), SEGMENT))
    assert homes.at(read_home(address)) is None and not homes.unknown
    assert homes.at(read_home("梧桐苑一区3号楼1单元101室")) is None
    assert homes.unknown == {Door("梧桐苑一区", "3", "1", "101")}
