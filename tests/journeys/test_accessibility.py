"""WCAG 2.2 AA by axe: every resident's page, both modes, both languages."""

import pytest

from tests.journeys.barriers import barriers_on
from tests.shots.pages import DESK, RESIDENT, SCREEN
from tests.shots.shown import ELDER, NORMAL
from tests.shots.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What a demo of this size happens not to have.
MAY_BE_MISSING = {"progress-merged", "case-merged", "act-unmerge"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_residents_pages_are_for_everybody(walker: Walker, mode: str, language: str) -> None:
    barriers_on(walker, RESIDENT, mode, language)


def test_the_table_is_about_pages_that_are_there(walker: Walker) -> None:
    missing = {page.name for page in (*RESIDENT, *DESK, *SCREEN) if not page.filled(walker.values)}
    assert missing <= MAY_BE_MISSING
