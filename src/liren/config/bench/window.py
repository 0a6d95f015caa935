"""Another browser's inbox: the real Chromium, opened on the desk of somebody who is called.

Playwright is a tool of the tests and need not be there; without it nothing is measured, and the
answer says what to install. A row counts as standing in the frame after it entered the page.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
LONGEST = 20.0
ASK_EVERY = 0.02
NOTE_ROWS = """
window.stood = {};
new MutationObserver(() => {
  for (const row of document.querySelectorAll('a[data-row]')) {
    const link = row.getAttribute('href');
    if (link in window.stood) continue;
    window.stood[link] = 0;
    requestAnimationFrame(() => { window.stood[link] = Date.now() / 1000; });
  }
}).observe(document, { childList: true, subtree: true });
"""
STANDS = "link => !!document.querySelector(`a[data-row][href='${link}']`)"


class BrowserMissing(RuntimeError):
    """Chromium or Playwright is not there; the text says what to install."""


class RowMissing(RuntimeError):
    """A row did not appear, or did not go."""


class Window:
    """The page, and when each of its rows came to stand."""

    def __init__(self, page: "Page") -> None:
        self._page = page

    def open(self, address: str) -> None:
        """Go to the inbox and wait until it listens."""
        with self._page.expect_request("**/live/", timeout=LONGEST * 1000):
            self._page.goto(address)

    def stood_at(self, link: str) -> float:
        """When the row with this link came to stand."""
        return self._until(
            lambda: float(self._page.evaluate("link => window.stood[link]", link) or 0)
        )

    def stood(self) -> dict[str, float]:
        """When each row that is or was there came to stand."""
        return {link: float(at) for link, at in self._page.evaluate("window.stood").items() if at}

    def gone(self, link: str) -> None:
        """Wait until the row is there no more."""
        self._until(lambda: float(not self._page.evaluate(STANDS, link)))

    def _until(self, ask: Callable[[], float]) -> float:
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if found := ask():
                return found
            time.sleep(ASK_EVERY)
        raise RowMissing(f"nothing within {LONGEST:.0f} seconds")


def find_browser() -> str:
    """The program that is driven; says what to install where something is missing."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        raise BrowserMissing("no Chromium was found; on Debian: apt-get install chromium")
    if find_spec("playwright") is None:
        raise BrowserMissing(
            "Playwright drives the browser and is not installed; it comes with "
            "requirements/dev.lock (make setup && make check)"
        )
    return program


@contextmanager
def window(cookie: str, origin: str) -> Iterator[Window]:
    """The browser with somebody signed in, for as long as the block lasts."""
    program = find_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": origin}])
        context.add_init_script(NOTE_ROWS)
        yield Window(context.new_page())
        browser.close()
