"""WCAG 2.2 AA by axe: every page of the table, both modes, both languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.harness.accessibility import assert_accessible
from tests.shots.pages import DESK, RESIDENT, SCREEN
from tests.shots.shown import ELDER, NORMAL, Door, Shown
from tests.shots.walker import Visit, Walker, stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

    from tests.harness.servers import Servers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES: "dict[Door, ViewportSize]" = {
    "resident": {"width": 390, "height": 844},
    "desk": {"width": 1440, "height": 900},
    "screen": {"width": 1920, "height": 1080},
}
# What a demo of this size happens not to have.
MAY_BE_MISSING = {"progress-merged", "case-merged", "act-unmerge"}


@pytest.fixture(scope="module")
def walker(browser: "Browser", live: "Servers") -> Iterator[Walker]:
    """The same windows for all pages of the table."""
    opened = Walker(browser, live.url, stage(live))
    yield opened
    opened.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_residents_pages_are_for_everybody(walker: Walker, mode: str, language: str) -> None:
    barriers_on(walker, RESIDENT, mode, language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_is_for_everybody(walker: Walker, language: str) -> None:
    barriers_on(walker, DESK, NORMAL, language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_screen_is_for_everybody(walker: Walker, language: str) -> None:
    barriers_on(walker, SCREEN, NORMAL, language)


def test_the_table_is_about_pages_that_are_there(walker: Walker) -> None:
    missing = {page.name for page in (*RESIDENT, *DESK, *SCREEN) if not page.filled(walker.values)}
    assert missing <= MAY_BE_MISSING


def barriers_on(walker: Walker, pages: tuple[Shown, ...], mode: str, language: str) -> None:
    """All pages are asked before the test fails, with everything that was found."""
    found: list[str] = []
    for visit in walker.walk(pages, mode, language, SIZES[pages[0].door]):
        found += [f"{visit.shown.name}: {trouble}" for trouble in visit.troubles]
        found += barriers(visit)
    assert not found, f"in {mode} print, {language}:\n" + "\n".join(found)


def barriers(visit: Visit) -> list[str]:
    """What axe says of one page."""
    Walker.unfold(visit.page)
    try:
        assert_accessible(visit.page)
    except AssertionError as told:
        return [f"{visit.shown.name}: {told}"]
    return []
