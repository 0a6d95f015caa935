"""Trees are loaded, classes learnt from what ships, from files, and from what people confirm."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from liren.cases.models import Case, Category
from liren.cases.services import classes, trees
from liren.cases.services.learn import (
    LabelsUnknown,
    import_labels,
    is_worth_learning,
    learn_classes,
)
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.understand import Words, understand_all
from liren.core.permissions import SYSTEM, VISITOR
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture(autouse=True)
def _fresh(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's own
    classes.forget_classes()


@pytest.fixture
def tree(db: None, now: datetime) -> dict[str, Category]:
    return trees.load_shipped_tree(by=SYSTEM, now=now)


def test_the_tree_that_ships_is_whole(tree: dict[str, Category]) -> None:
    assert tree["0101"].parent == tree["01"]
    assert tree["0401"].urgent
    assert not tree["0101"].urgent
    assert tree["0101"].fast_lane is False
    assert "路灯" in tree["0101"].keywords
    assert all(len(row.name) <= 80 for row in tree.values())


def test_loading_again_changes_nothing(tree: dict[str, Category], now: datetime) -> None:
    before = list(Category.objects.order_by("pk").values())
    trees.load_shipped_tree(by=SYSTEM, now=now)
    assert list(Category.objects.order_by("pk").values()) == before


def test_another_tree_stands_beside_it(
    tree: dict[str, Category], now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "tree.csv"
    path.write_text("level1,level2\n城建,路灯\n城建,井盖\n", encoding="utf-8")
    other = trees.load_tree(path=path, tree="other", by=SYSTEM, now=now)
    assert sorted(other) == ["城建", "城建/井盖", "城建/路灯"]
    assert Category.objects.filter(tree="default").count() == len(tree)


def test_a_bad_line_stops_the_tree_and_is_named(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tree.csv"
    path.write_text("code,name,parent\n1,好,\n2,孤儿,9\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_categories", str(path), tree="other")
    assert "3" in capsys.readouterr().err
    assert not Category.objects.filter(tree="other").exists()


def labels(folder: Path, *lines: str) -> Path:
    path = folder / "labels.csv"
    path.write_text("\n".join(["label,title,detail", *lines, ""]), encoding="utf-8")
    return path


def test_labels_by_name_or_code_are_kept_with_the_data(
    tree: dict[str, Category], now: datetime, tmp_path: Path
) -> None:
    path = labels(tmp_path, "路灯照明,灯坏,门口的灯坏了", "0401,困人,有人困在电梯里")
    counts = import_labels(path=path, tree="default", by=SYSTEM, now=now)
    assert counts == {"0101": 1, "0401": 1}
    kept = list((tmp_path / "models" / "labels" / "default").iterdir())
    assert import_labels(path=path, tree="default", by=SYSTEM, now=now) == counts
    assert list((tmp_path / "models" / "labels" / "default").iterdir()) == kept


def test_labels_that_no_tree_knows_are_named(
    tree: dict[str, Category], now: datetime, tmp_path: Path
) -> None:
    path = labels(tmp_path, "航天,火箭,火箭")
    with pytest.raises(LabelsUnknown) as refused:
        import_labels(path=path, tree="default", by=SYSTEM, now=now)
    assert "航天" in str(refused.value)


@pytest.mark.slow
def test_what_a_person_confirms_is_learnt(
    town: Neighbourhood, tree: dict[str, Category], now: datetime
) -> None:
    assert is_worth_learning()
    told = learn_classes(by=SYSTEM, now=now)
    assert told["shipped"] == 650  # twelve messages and the key words of each of fifty classes
    assert told["confirmed"] == 0
    assert not is_worth_learning()
    place = town.places["community"]
    words = [Words(text="有人被困在电梯里出不来", place=place, at=now)]
    (found,) = understand_all(words, now=now)
    assert found.suggestions[0]["code"] == "0401"
    assert len(found.suggestions) == 2
    later = now.replace(year=now.year + 1)
    case = report_case(NewReport(text="楼道灯不亮", place=place), by=VISITOR, now=later).case
    Case.objects.filter(pk=case.pk).update(category=tree["0101"], category_by="person")
    assert is_worth_learning()
    assert learn_classes(by=SYSTEM, now=now)["confirmed"] == 1
