"""Nothing generated is stale: reference pages, API document, migrations, translations."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from liren.config import catalogues, reference
from tests.harness.environment import ROOT
from tests.house.tree import SOURCE, modules

PAGES = reference.pages()


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_current(name: str) -> None:
    path = ROOT / "docs" / "reference" / name
    assert path.exists(), f"{name} is missing: run `liren docs`"
    assert path.read_text("utf-8") == PAGES[name], f"{name} is stale: run `liren docs`"


def test_no_reference_page_is_left_over() -> None:
    written = (ROOT / "docs" / "reference").glob("*")
    drawn = {p.name for p in written if "Drawn from the code" in p.read_text("utf-8")[:200]}
    assert drawn <= set(PAGES), f"nobody draws {', '.join(drawn - set(PAGES))}"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(f"run `liren makemigrations`:\n{said.getvalue()}")


def test_migrations_of_a_module_follow_one_another() -> None:
    forked = MigrationLoader(None).detect_conflicts()
    assert not forked, f"two changes were made beside each other: {forked}"


@pytest.mark.parametrize("module", modules())
def test_translations_are_complete(module: str) -> None:
    found = list(catalogues.problems(SOURCE / module))
    assert not found, "run `liren messages` and translate:\n" + "\n".join(found)


def test_modules_do_not_contradict_each_other() -> None:
    found = list(catalogues.contradictions(SOURCE))
    assert not found, "\n".join(found)


def test_workflows_have_an_entry_for_every_stage() -> None:
    for name in reference.WORKFLOWS.values():
        table = reference.transitions(name)
        stages = type(next(iter(table)))
        assert set(table) == set(stages), f"{name}: a stage has no row"
