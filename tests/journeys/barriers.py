"""Every page of a table asked by axe."""

from typing import TYPE_CHECKING

from tests.harness.accessibility import assert_accessible
from tests.shots.shown import Door, Shown
from tests.shots.walker import Visit, Walker

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

SIZES: "dict[Door, ViewportSize]" = {
    "resident": {"width": 390, "height": 844},
    "desk": {"width": 1440, "height": 900},
    "screen": {"width": 1920, "height": 1080},
}


def barriers_on(walker: Walker, pages: tuple[Shown, ...], mode: str, language: str) -> None:
    """All pages are asked before the test fails, with everything that was found."""
    found: list[str] = []
    for visit in walker.walk(pages, mode, language, SIZES[pages[0].door]):
        found += [f"{visit.shown.name}: {trouble}" for trouble in visit.troubles]
        # Colours are the same in both languages, and looking at them is half of the time.
        found += barriers(visit, () if language == "zh-hans" else ("color-contrast",))
    assert not found, f"in {mode} print, {language}:\n" + "\n".join(found)


def barriers(visit: Visit, except_rules: tuple[str, ...]) -> list[str]:
    """What axe says of one page."""
    Walker.unfold(visit.page)
    try:
        assert_accessible(visit.page, except_rules=except_rules)
    except AssertionError as told:
        return [f"{visit.shown.name}: {told}"]
    return []
