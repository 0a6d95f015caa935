"""What several journeys share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.shots.walker import Walker, stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.harness.servers import Servers


@pytest.fixture(scope="session")
def staged(live: "Servers") -> dict[str, str]:
    """What the table of pages names, set up once in the neighbourhood of this worker."""
    return stage(live)


@pytest.fixture(scope="module")
def walker(browser: "Browser", live: "Servers", staged: dict[str, str]) -> Iterator[Walker]:
    """The same windows for all pages of a file."""
    opened = Walker(browser, live.url, staged)
    yield opened
    opened.close()
