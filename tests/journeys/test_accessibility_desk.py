"""WCAG 2.2 AA by axe: every page of the desk and the screen, both languages."""

import pytest

from tests.journeys.barriers import barriers_on
from tests.shots.pages import DESK, SCREEN
from tests.shots.shown import NORMAL
from tests.shots.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desk_is_for_everybody(walker: Walker, language: str) -> None:
    barriers_on(walker, DESK, NORMAL, language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_screen_is_for_everybody(walker: Walker, language: str) -> None:
    barriers_on(walker, SCREEN, NORMAL, language)
