"""WCAG 2.2 AA by axe: every page of the table, both modes, both languages."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.accessibility import assert_accessible
from tests.harness.browser import built_once, demo
from tests.harness.parts import name_of
from tests.harness.servers import Servers
from tests.shots.pages import DESK, RESIDENT, SCREEN
from tests.shots.shown import ELDER, NORMAL, Door, Shown
from tests.shots.walker import Visit, Walker, stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES: "dict[Door, ViewportSize]" = {
    "resident": {"width": 390, "height": 844},
    "desk": {"width": 1440, "height": 900},
    "screen": {"width": 1920, "height": 1080},
}
# What a demo of this size happens not to have.
MAY_BE_MISSING = {"progress-merged", "case-merged", "act-unmerge"}
STAGED = "staged.json"
PART = 25


@pytest.fixture(scope="module")
def walker(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    """The same windows for all pages that a worker looks at, over servers of its own."""

    def build(folder: Path) -> None:
        shutil.copytree(demo(tmp_path_factory), folder, dirs_exist_ok=True)
        with Servers(folder) as servers:  # some of it is work for their worker
            (folder / STAGED).write_text(json.dumps(stage(servers)), "utf-8")

    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(built_once(tmp_path_factory, "staged", build), folder, dirs_exist_ok=True)
    with Servers(folder) as servers:
        yield Walker(browser, servers.url, json.loads((folder / STAGED).read_text("utf-8")))


def in_parts(pages: tuple[Shown, ...]) -> pytest.MarkDecorator:
    """Any worker takes a few pages at a time, in all their modes and languages."""
    parts = [pages[first : first + PART] for first in range(0, len(pages), PART)]
    return pytest.mark.parametrize("pages", [_param(part) for part in parts])


def _param(part: tuple[Shown, ...]) -> Any:
    return pytest.param(part, id=name_of(part[0].name, of=part[0].door))


@in_parts(RESIDENT)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_residents_pages_are_for_everybody(
    walker: Walker, mode: str, language: str, pages: tuple[Shown, ...]
) -> None:
    barriers_on(walker, pages, mode, language)


@in_parts(DESK)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_is_for_everybody(walker: Walker, language: str, pages: tuple[Shown, ...]) -> None:
    barriers_on(walker, pages, NORMAL, language)


@in_parts(SCREEN)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_screen_is_for_everybody(
    walker: Walker, language: str, pages: tuple[Shown, ...]
) -> None:
    barriers_on(walker, pages, NORMAL, language)


def test_the_table_is_about_pages_that_are_there(walker: Walker) -> None:
    missing = {page.name for page in (*RESIDENT, *DESK, *SCREEN) if not page.filled(walker.values)}
    assert missing <= MAY_BE_MISSING


def barriers_on(walker: Walker, pages: tuple[Shown, ...], mode: str, language: str) -> None:
    """All pages are asked before the test fails, with everything that was found."""
    found: list[str] = []
    for visit in walker.walk(pages, mode, language, SIZES[pages[0].door]):
        found += [f"{visit.shown.name}: {trouble}" for trouble in visit.troubles]
        found += barriers(visit)
    walker.close()
    assert not found, f"in {mode} print, {language}:\n" + "\n".join(found)


def barriers(visit: Visit) -> list[str]:
    """What axe says of one page."""
    Walker.unfold(visit.page)
    try:
        assert_accessible(visit.page)
    except AssertionError as told:
        return [f"{visit.shown.name}: {told}"]
    return []
