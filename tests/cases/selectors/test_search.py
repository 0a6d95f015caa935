"""Full-text search in Chinese, alike on both databases."""

from datetime import datetime

import pytest

from liren.cases.models import Case
from liren.cases.selectors.search import matching
from liren.cases.services import search
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.core.scope import Scope
from tests.factories.neighbourhood import Neighbourhood

LAMP = "三号楼二单元的路灯坏了，晚上很黑"
LIFT = "13号楼 3单元电梯困人 E-bike A3"


@pytest.fixture
def cases(town: Neighbourhood, now: datetime) -> dict[str, int]:
    place = town.places["community"]
    return {
        name: report_case(NewReport(text=text, place=place), by=VISITOR, now=now).case.pk
        for name, text in (("lamp", LAMP), ("lift", LIFT))
    }


def found(query: str) -> set[int]:
    return set(matching(Case.objects.all(), query).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("路灯", {"lamp"}),
        ("灯", {"lamp"}),
        ("黑", {"lamp"}),
        ("坏", {"lamp"}),
        ("3号楼", {"lamp"}),
        ("三幢", {"lamp"}),
        ("３#", {"lamp"}),
        ("13栋", {"lift"}),
        ("单元", {"lamp", "lift"}),
        ("路灯 晚上", {"lamp"}),
        ("路灯 电梯", set()),
        ("e-bike", {"lift"}),
        ("bik", {"lift"}),
        ("a3", {"lift"}),
        ("灯路", set()),
        ("", {"lamp", "lift"}),
    ],
)
def test_words_find_their_cases(cases: dict[str, int], query: str, names: set[str]) -> None:
    assert found(query) == {cases[name] for name in names}


@pytest.mark.parametrize(
    "query",
    ['"', "'", '路灯"', "路灯'); DROP TABLE cases_case;--", "NEAR(路 灯)", "路灯*", "tokens:路灯",
     "^路灯", "-路灯", "路灯 AND", "(", "😀", "%s", "\\", "&|!<->:*", "\x00", "𠮷",
     "路" * 10_000_000],
)  # fmt: skip
def test_nothing_typed_breaks_the_search(cases: dict[str, int], query: str) -> None:
    assert found(query) <= set(cases.values())


def test_a_number_finds_its_case(cases: dict[str, int]) -> None:
    lamp = Case.objects.get(pk=cases["lamp"])
    assert found(lamp.number) == {lamp.pk}
    assert found("261122-999999999999") == set()


def test_it_stays_inside_the_scope(cases: dict[str, int], town: Neighbourhood) -> None:
    outside = Scope.of([town.places["next_community"].path])
    assert not matching(Case.objects.within(outside), "路灯").exists()
    inside = Scope.of([town.places["community"].path])
    assert matching(Case.objects.within(inside), "路灯").order_by("-id")[:50].count() == 1


def test_indexing_again_replaces(cases: dict[str, int]) -> None:
    search.index_cases([(cases["lamp"], "水管爆了")])
    assert found("路灯") == set()
    assert found("水管") == {cases["lamp"]}
    search.reindex(cases["lamp"])
    assert found("路灯") == {cases["lamp"]}
    assert found("水管") == set()
