"""Places from files: every bad line named, a second time changes nothing."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from liren.core.errors import NotAllowed
from liren.core.permissions import SYSTEM
from liren.core.tables import FileUnreadable
from liren.places.models import Place
from liren.places.services import NewPlace, add_places
from liren.places.services.importing import Outcome, import_places
from tests.factories.neighbourhood import Neighbourhood

HEADER = "code,parent,kind,name,name_en,aliases,lon,lat,floors"
GRID = [[118.0, 29.0], [118.1, 29.0], [118.1, 29.1], [118.0, 29.1], [118.0, 29.0]]
HOUSE = [[118.02, 29.02], [118.03, 29.02], [118.03, 29.03], [118.02, 29.03], [118.02, 29.02]]
FAR = [[x + 1, y] for x, y in HOUSE]


def bring(
    town: Neighbourhood, now: datetime, path: Path, content: str, *, check: bool = False
) -> Outcome:
    path.write_text(content, encoding="utf-8")
    return import_places(path=path, under=town.places["community"], by=SYSTEM, now=now, check=check)


def table(*lines: str) -> str:
    return "\n".join([HEADER, *lines, ""])


def feature(code: str, kind: str, ring: list[list[float]], parent: str = "") -> dict[str, Any]:
    properties = {"code": code, "kind": kind, "name": code, "parent": parent}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "places.csv"


@pytest.fixture
def geojson(tmp_path: Path) -> Path:
    return tmp_path / "places.geojson"


GOOD = table(
    "C9-1-1,C9-1,单元,1单元,,,,,",
    "C9-1,C9,楼栋,1号楼,Building 1,1栋;一号楼,118.05,29.05,18",
    "C9,990105003007001,小区,望江苑,Wangjiang,望江小区,,,",
)


def test_a_tree_in_any_order_comes_in(town: Neighbourhood, now: datetime, csv: Path) -> None:
    outcome = bring(town, now, csv, GOOD)
    assert (outcome.added, outcome.bad) == (3, [])
    unit = Place.objects.get(code="C9-1-1")
    building = Place.objects.get(code="C9-1")
    assert unit.path.startswith(building.path)
    assert building.path.startswith(town.places["grid"].path)
    assert building.aliases == ["1栋", "一号楼"]
    assert building.details["floors"] == 18
    assert (building.longitude, building.latitude) == (118.05, 29.05)


def test_a_second_import_changes_nothing(town: Neighbourhood, now: datetime, csv: Path) -> None:
    bring(town, now, csv, GOOD)
    before = list(Place.objects.values())
    outcome = bring(town, now, csv, GOOD)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 0, 3)
    assert list(Place.objects.values()) == before


def test_a_new_name_is_taken_over(town: Neighbourhood, now: datetime, csv: Path) -> None:
    bring(town, now, csv, GOOD)
    outcome = bring(town, now, csv, GOOD.replace("望江苑", "望江园"))
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 2)
    assert Place.objects.get(code="C9").name == "望江园"


def test_checking_only_looks(town: Neighbourhood, now: datetime, csv: Path) -> None:
    outcome = bring(town, now, csv, GOOD, check=True)
    assert outcome.added == 3
    assert not Place.objects.filter(code="C9").exists()


def test_each_bad_line_is_named(town: Neighbourhood, now: datetime, csv: Path) -> None:
    outcome = bring(
        town,
        now,
        csv,
        table(
            ",C1,building,9号楼,,,,,",
            "C1-9,C1,building,,,,,,",
            "C1-10,nowhere,building,10号楼,,,,,",
            "C1-11,C1,castle,11号楼,,,,,",
            "C1-12,C1,building,12号楼,,,29.0,118.0,",
            "C1-13,C1,building,13号楼,,,,,many",
            "C1-14,C1,building,14号楼,,,,,",
            "C1-14,C1,building,14号楼,,,,,",
            "C1-15,C1-3,compound,里外颠倒,,,,,",
            "C1-3,C2,building,3号楼,,,,,",
            "990105003008,,community,柳荫社区,,,,,",
            "C1-16,,building,没有网格,,,,,",
        ),
    )
    assert outcome.bad == [
        (2, "no_code"), (3, "no_name"), (4, "unknown_parent"), (5, "unknown_kind"),
        (6, "not_degrees"), (7, "wrong_floors"), (9, "double_code"), (10, "wrong_order"),
        (11, "moved"), (12, "code_elsewhere"),
    ]  # fmt: skip
    assert outcome.added == 2


def test_outlines_are_put_in_order_and_noted(
    town: Neighbourhood, now: datetime, geojson: Path
) -> None:
    outcome = bring(
        town,
        now,
        geojson,
        collection(feature("G9", "grid", GRID[::-1]), feature("B9", "building", HOUSE)),
    )
    assert (outcome.added, outcome.bad) == (2, [])
    assert outcome.notes == [(1, "ring_was_turned")]
    house = Place.objects.select_related("parent").get(code="B9")
    assert house.parent is not None
    assert house.parent.code == "G9"
    assert (house.longitude, house.latitude) == (118.025, 29.025)


def test_a_building_outside_is_named(town: Neighbourhood, now: datetime, geojson: Path) -> None:
    outcome = bring(
        town,
        now,
        geojson,
        collection(
            feature("G9", "grid", GRID),
            feature("B8", "building", FAR),
            feature("B9", "building", FAR, "G9"),
        ),
    )
    assert outcome.bad == [(2, "outside_grids"), (3, "outside_parent")]
    assert outcome.added == 1


def test_the_division_list_tells_its_own_parents(
    town: Neighbourhood, now: datetime, csv: Path
) -> None:
    city = NewPlace(key="city", parent=None, kind="city", name="甲市", code="991100000000")
    root = add_places([city])["city"]
    lines = ("991100000000,甲市", "991101000000,乙区", "991101001003,丁社区", "991101001000,丙街道")
    csv.write_text("\n".join(["code,name", *lines, ""]), encoding="utf-8")
    outcome = import_places(path=csv, under=root, by=SYSTEM, now=now)
    assert (outcome.added, outcome.unchanged, outcome.bad) == (3, 1, [])
    community = Place.objects.select_related("parent").get(code="991101001003")
    assert community.kind == "community"
    assert community.parent is not None
    assert community.parent.name == "丙街道"


@pytest.mark.parametrize("content", ["{", "[" * 100_000, '{"type": "x"'])
def test_broken_maps_say_so(
    town: Neighbourhood, now: datetime, geojson: Path, content: str
) -> None:
    with pytest.raises(FileUnreadable):
        bring(town, now, geojson, content)


def test_only_who_may_import_imports(town: Neighbourhood, now: datetime, csv: Path) -> None:
    csv.write_text(GOOD, encoding="utf-8")
    with pytest.raises(NotAllowed):
        import_places(path=csv, under=town.places["community"], by=town.users["worker"], now=now)


def test_the_command_names_the_lines(
    town: Neighbourhood, csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv.write_text(GOOD + "X,nowhere,building,9号楼,,,,,\n", encoding="utf-8")
    call_command("import_places", str(csv), under="990105003007")
    said = capsys.readouterr()
    assert "5" in said.err
    assert "3" in said.out
    assert Place.objects.filter(code="C9-1-1").exists()
