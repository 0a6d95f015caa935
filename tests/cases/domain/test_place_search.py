"""A few letters find a place: of its name, its code, its pinyin."""

import pytest

from liren.cases.domain.place_search import LONGEST_QUERY, MOST_FOUND, Spot, found

SPOTS = [
    Spot(1, "梧桐苑", ("梧桐苑", "Wutong Court", "A1")),
    Spot(2, "梧桐苑3号楼", ("3号楼", "Building 3", "A1-03")),
    Spot(3, "梧桐苑13号楼", ("13号楼", "Building 13", "A1-13")),
    Spot(4, "清溪里3号楼", ("3号楼", "三座", "Building 3", "B1-03")),
    Spot(5, "梧桐苑北门", ("北门", "North Gate", "")),
]


def keys(query: str) -> list[int]:
    return [spot.key for spot in found(query, SPOTS)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("梧桐苑3号楼", 2),
        ("梧桐苑三幢", 2),
        ("梧桐3", 2),
        ("wty3", 2),
        ("WTY13", 3),
        ("qxl", 4),
        ("b1-03", 4),
        ("Ａ１－０３", 2),
        ("bm", 5),
        ("north", 5),
        ("wutong court", 1),
    ],
)
def test_the_likeliest_comes_first(query: str, first: int) -> None:
    assert keys(query)[0] == first


def test_both_buildings_of_a_number_are_offered() -> None:
    assert keys("3号楼")[:2] == [2, 4]


@pytest.mark.parametrize("query", ["", "   ", "八角亭", "zzz"])
def test_nothing_is_found_where_nothing_is_meant(query: str) -> None:
    assert keys(query) == []


def test_as_many_as_anybody_chooses_among() -> None:
    many = [Spot(n, f"梧桐苑{n}号楼") for n in range(50)]
    assert len(found("梧桐", many)) == MOST_FOUND
    assert found("梧" + "x" * LONGEST_QUERY * 1000, many) == []
