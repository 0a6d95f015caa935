"""The drawn neighbourhood: counts, codes, outlines."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.config.demo.geometry import neighbourhood
from liren.config.demo.places import Neighbourhood, Place
from tests.config.demo.shapes import area, inside, metres, overlap

CODES = {
    "city": r"\d{12}",
    "district": r"\d{12}",
    "street": r"\d{12}",
    "community": r"\d{12}",
    "grid": r"\d{15}",
    "compound": r"[A-Z]\d{1,2}",
    "building": r"[A-Z]\d{1,2}-\d{2}",
    "unit": r"[A-Z]\d{1,2}-\d{2}-\d",
    "home": r"[A-Z]\d{1,2}-\d{2}-\d-\d{3,4}",
    "point": r"[A-Z]G?\d{1,2}(-\d{2}-\d)?-P\d{2}",
}
PARENTS = {
    "district": "city",
    "street": "district",
    "community": "street",
    "grid": "community",
    "compound": "grid",
    "building": "compound",
    "unit": "building",
    "home": "unit",
}


def test_the_usual_demo_is_one_community_of_four_grids_and_two_estates(land: Neighbourhood) -> None:
    assert [p.name for p in land.of_kind("street")] == ["清溪街道"]
    assert [p.name for p in land.of_kind("community")] == ["桐花社区"]
    assert len(land.of_kind("grid")) == 4
    names = [p.name for p in land.of_kind("compound")]
    assert names == ["梧桐苑一区", "梧桐苑二区", "清溪里一期", "清溪里二期"]
    assert len(land.of_kind("home")) == 1510


@settings(max_examples=40, deadline=None)
@given(homes=st.integers(50, 9000), seed=st.integers(0, 99))
def test_any_number_of_homes_is_met_exactly(homes: int, seed: int) -> None:
    land = neighbourhood(seed, homes)
    assert len(land.of_kind("home")) == homes
    assert len(land.by_key) == len(land.places), "a code came twice"
    assert (len(land.of_kind("community")) > 1) == (homes > 6000)


@pytest.mark.parametrize("homes", [0, 49, 50_001])
def test_an_absurd_number_of_homes_is_refused(homes: int) -> None:
    with pytest.raises(ValueError, match="50"):
        neighbourhood(1, homes)


def test_the_same_seed_draws_the_same_and_another_does_not(land: Neighbourhood) -> None:
    again = neighbourhood(land.seed)
    assert again == land
    assert neighbourhood(land.seed + 1).places != land.places


@pytest.mark.parametrize("homes", [50, 1510, 14_789])
def test_codes_have_their_form_and_parents_come_first(homes: int) -> None:
    seen: dict[str, Place] = {}
    for place in neighbourhood(3, homes).places:
        assert re.fullmatch(CODES[place.kind], place.code), place
        assert place.code not in seen
        if place.kind in PARENTS:
            assert seen[place.parent_key or ""].kind == PARENTS[place.kind]
        seen[place.key] = place


def test_codes_nest_as_the_standard_says(land: Neighbourhood) -> None:
    for grid in land.of_kind("grid"):
        community = land.by_key[grid.parent_key or ""]
        assert grid.code.startswith(community.code)
        assert community.code.startswith(land.of_kind("street")[0].code[:9])
        assert community.code.startswith("99"), "no real division begins with 99"


@pytest.mark.parametrize("homes", [50, 800, 1510, 6500])
def test_buildings_stand_apart_within_their_compound(homes: int) -> None:
    land = neighbourhood(5, homes)
    outlines = {b.key: metres(b.shape) for b in land.of_kind("building")}
    for compound in land.of_kind("compound"):
        border = metres(compound.shape)
        inner = [outlines[b.key] for b in land.of_kind("building") if b.parent_key == compound.key]
        assert all(inside(corner, border) for corners in inner for corner in corners)
        assert not any(overlap(one, other) for one, other in combinations(inner, 2))


def test_slabs_and_towers_have_real_sizes(land: Neighbourhood) -> None:
    for building in land.of_kind("building"):
        assert building.floors is not None
        assert building.height == pytest.approx(building.floors * 3.0, abs=2.5)
        footprint = area(metres(building.shape))
        assert (400 < footprint < 850) if building.floors == 6 else (500 < footprint < 620)


def test_grids_tile_their_community(land: Neighbourhood) -> None:
    whole = area(metres(land.of_kind("community")[0].shape))
    grids = [metres(grid.shape) for grid in land.of_kind("grid")]
    assert sum(area(grid) for grid in grids) == pytest.approx(whole, rel=0.001)
    for home in land.of_kind("building"):
        spot = metres(home.shape)[0]
        assert sum(inside(spot, grid) for grid in grids) == 1


def test_every_outline_is_closed_and_has_an_area(land: Neighbourhood) -> None:
    for shape in [thing.shape for thing in land.places] + [f.shape for f in land.backdrop]:
        assert shape.geojson()["type"] == shape.kind
        if shape.kind == "Polygon":
            assert shape.points[0] == shape.points[-1]
            assert area(metres(shape)) > 1


def test_people_find_a_home_by_the_ways_they_write_it(land: Neighbourhood) -> None:
    home = next(p for p in land.of_kind("home") if p.key.startswith("A1-03-2-50"))
    room = home.name.removesuffix("室")
    assert land.address(home.key) == f"梧桐苑一区3号楼2单元{home.name}"
    assert f"3号楼2单元{room}" in home.aliases
    assert {"3幢", "三号楼", "梧桐苑3号楼"} <= set(land.by_key["A1-03"].aliases)


def test_services_and_gates_are_there(land: Neighbourhood) -> None:
    uses = {point.use for point in land.of_kind("point")}
    wanted = {"gate", "lift", "kindergarten", "square", "pond", "shop", "clinic", "canteen"}
    assert wanted | {"service_centre", "bicycle_shed", "bins", "charger"} <= uses


def test_a_large_one_has_as_many_homes_as_asked() -> None:
    assert len(neighbourhood(11, 14_789).of_kind("home")) == 14_789
