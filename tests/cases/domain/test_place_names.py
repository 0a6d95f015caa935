"""Place names: the longest and narrowest that the words mean, and never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.place_names import Entry, Found, PlaceNames

ROOT = "00000001000000020000000300000004"
PLACES: dict[str, str] = {}


def place(label: str, parent: str, kind: str, name: str, *aliases: str) -> Entry:
    PLACES[label] = PLACES.get(parent, ROOT) + f"{len(PLACES) + 10:08d}"
    return Entry(PLACES[label], kind, name, aliases)


ENTRIES = [
    Entry(ROOT, "community", "桐花社区"),
    place("grid", "", "grid", "第一网格"),
    place("wutong", "grid", "compound", "梧桐苑"),
    place("wutong 3", "wutong", "building", "3号楼", "3栋", "梧桐苑3号楼"),
    place("wutong 3 unit 1", "wutong 3", "unit", "1单元"),
    place("wutong 3 unit 2", "wutong 3", "unit", "2单元"),
    place("wutong 3-2-502", "wutong 3 unit 2", "home", "502室"),
    place("wutong 4", "wutong", "building", "4号楼"),
    place("wutong north gate", "wutong", "point", "北门", "梧桐苑北门", "门口"),
    place("qingxi", "grid", "compound", "清溪里", "清溪里小区"),
    place("qingxi 3", "qingxi", "building", "3幢"),
    place("qingxi 3 unit 1", "qingxi 3", "unit", "1单元"),
    place("qingxi 3 lift", "qingxi 3 unit 1", "point", "1单元电梯", "电梯"),
    place("qingxi 5", "qingxi", "building", "5幢"),
    place("qingxi north gate", "qingxi", "point", "北门", "清溪里北门"),
    place("canteen", "grid", "point", "桐花长者食堂", "长者食堂"),
    place("square", "grid", "point", "桐花广场", "广场"),
]
NAMES = PlaceNames(ENTRIES)


def find(text: str, near: str = "") -> Found:
    return NAMES.find(text, near=PLACES.get(near, ""))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("梧桐苑3号楼路灯坏了", "wutong 3"),
        ("梧桐苑三号楼路灯坏了", "wutong 3"),
        ("梧桐苑 ３栋 的路灯坏了", "wutong 3"),
        ("路灯坏了，在清溪里小区3#", "qingxi 3"),
        ("清溪里三幢一单元门禁失灵", "qingxi 3 unit 1"),
        ("梧桐苑3号楼2单元502室漏水", "wutong 3-2-502"),
        ("3-2-502漏水", "wutong 3-2-502"),
        ("三号楼二单元的灯不亮", "wutong 3 unit 2"),
        ("4号楼楼下有人乱停车", "wutong 4"),
        ("5号楼电梯", "qingxi 5"),
        ("清溪里3幢1单元的电梯困人", "qingxi 3 lift"),
        ("梧桐苑的北门锁不上", "wutong north gate"),
        ("清溪里北门堵了", "qingxi north gate"),
        ("长者食堂的饭菜凉了", "canteen"),
        ("我住在梧桐苑3号楼，长者食堂门口积水", "canteen"),
        ("梧桐苑3号楼和4号楼都停水", "wutong"),
        ("梧桐苑里没有路灯", "wutong"),
    ],
)
def test_the_words_mean_one_place(text: str, label: str) -> None:
    assert find(text).path == PLACES[label]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("3号楼的路灯坏了", {"wutong 3", "qingxi 3"}),
        ("3号楼1单元门禁坏了", {"wutong 3 unit 1", "qingxi 3 unit 1"}),
        ("北门锁不上", {"wutong north gate", "qingxi north gate"}),
    ],
)
def test_two_places_are_candidates_not_a_guess(text: str, labels: set[str]) -> None:
    found = find(text)
    assert found.path == ""
    assert set(found.candidates) == {PLACES[label] for label in labels}


@pytest.mark.parametrize(
    ("text", "near", "label"),
    [
        ("3号楼的路灯坏了", "qingxi", "qingxi 3"),
        ("北门锁不上", "wutong", "wutong north gate"),
        ("北门锁不上", "wutong 4", "wutong north gate"),
    ],
)
def test_where_the_reporter_is_decides(text: str, near: str, label: str) -> None:
    assert find(text, near).path == PLACES[label]


@pytest.mark.parametrize(
    "text",
    ["路灯坏了", "", "13号楼没人", "阳光花园3号楼漏水", "恒基凯旋门国际广场太吵",
     "比分3-2-1", "电话 0571-2-5023"],
)  # fmt: skip
def test_nothing_of_ours_is_meant(text: str) -> None:
    assert find(text) == Found()


@given(st.text(max_size=300))
def test_whatever_is_written_finds_only_known_places(text: str) -> None:
    found = find(text)
    known = {entry.path for entry in ENTRIES}
    assert {found.path, *found.candidates} <= known | {""}


@given(st.text(alphabet="梧桐苑清溪里3三号楼幢2单元502室-北门", max_size=40))
def test_names_in_any_order_find_only_known_places(text: str) -> None:
    found = find(text)
    assert {found.path, *found.candidates} <= {entry.path for entry in ENTRIES} | {""}
