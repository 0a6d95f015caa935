"""Places are told apart by what they lie in."""

from django.utils import translation

from liren.cases.selectors.neighbourhood import SPOTS
from liren.cases.selectors.place_search import search_spots
from liren.places.models import Kind, Place
from liren.places.services import NewPlace, add_places
from tests.factories.neighbourhood import Neighbourhood


def labels(town: Neighbourhood, query: str) -> list[str]:
    rows = Place.objects.filter(path__startswith=town.places["community"].path)
    return [spot.label for spot in search_spots(rows, SPOTS, query)]


def add_point(town: Neighbourhood, inside: str, name: str, name_en: str) -> None:
    point = NewPlace(
        key=name, parent=None, kind=Kind.POINT, name=name, name_en=name_en, code=f"P-{inside}"
    )
    add_places([point], under=town.places[inside])


def test_the_lifts_of_one_compound_are_told_apart(town: Neighbourhood) -> None:
    for inside in ("building", "unit"):
        add_point(town, inside, "电梯", "Lift")
    with translation.override("zh-hans"):
        assert sorted(labels(town, "电梯")) == ["梧桐苑3号楼2单元电梯", "梧桐苑3号楼电梯"]
    with translation.override("en"):
        assert "compound building unit Lift" in labels(town, "lift")


def test_a_house_comes_before_what_is_called_after_it(town: Neighbourhood) -> None:
    add_point(town, "compound", "3号楼垃圾桶", "Bin")
    with translation.override("zh-hans"):
        assert labels(town, "梧桐苑3") == ["梧桐苑3号楼", "梧桐苑3号楼垃圾桶"]
