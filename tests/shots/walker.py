"""Goes from page to page as everybody the table names, with few browsers."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.harness.servers import Servers
from tests.shots.pages import PAGES
from tests.shots.shown import Shown

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        ViewportSize,
    )

STAGINGS = [
    Path(__file__).with_name(name)
    for name in (
        "staging.py",
        "staging_deciding.py",
        "staging_register.py",
        "staging_ledgers.py",
        "staging_care.py",
        "staging_sensing.py",
        "staging_filling.py",
        "staging_entering.py",
    )
]
SLOW = 10_000
TALLEST = 5000  # pixels of a page; what is longer is a list that goes on like this
# Chromium writes a line for the answer itself; the table says which answers are meant.
ANSWERED = "Failed to load resource: the server responded with a status of"


def stage(servers: Servers) -> dict[str, str]:
    """What the demo has to show, by the names the table uses."""
    told: dict[str, str] = {}
    run_all = f"import runpy\nfor path in {[*map(str, STAGINGS)]}: runpy.run_path(path)"
    for line in servers.liren("shell", "--no-imports", "-c", run_all).splitlines():
        if line.startswith("STAGED "):
            told |= json.loads(line.removeprefix("STAGED "))
    return told


@dataclass
class Visit:
    """A page as it was met; `troubles` are answers that were not meant, and errors told."""

    shown: Shown
    mode: str
    language: str
    page: "Page"
    troubles: list[str]


@dataclass
class Walker:
    """Keeps a browser window for each person, mode and language."""

    browser: "Browser"
    url: str
    values: dict[str, str]
    missing: list[str] = field(default_factory=list)
    _pages: dict[tuple[str, str, str], "Page"] = field(default_factory=dict)
    _alone: "list[Page]" = field(default_factory=list)

    def walk(
        self, pages: Sequence[Shown], mode: str, language: str, viewport: "ViewportSize"
    ) -> Iterator[Visit]:
        """Every page that this mode has, in this language."""
        for entry in pages:
            shown = entry.filled(self.values)
            if shown is None:
                self.missing.append(entry.name)
            elif mode in shown.modes:
                yield self.visit(shown, mode, language, viewport)

    def visit(self, shown: Shown, mode: str, language: str, viewport: "ViewportSize") -> Visit:
        """Open one page and do what the table says."""
        page = self._page(shown, mode, language)
        page.set_viewport_size(viewport)
        troubles: list[str] = []

        def note(line: "ConsoleMessage") -> None:
            if line.type == "error" and ANSWERED not in line.text:
                troubles.append(f"console: {line.text}")

        def note_error(error: Exception) -> None:
            troubles.append(f"script: {error}")

        page.on("console", note)
        page.on("pageerror", note_error)
        try:
            troubles += self._open(page, shown)
        finally:
            page.remove_listener("console", note)
            page.remove_listener("pageerror", note_error)
        return Visit(shown, mode, language, page, troubles)

    def close(self) -> None:
        """Close all windows: one left open goes on listening and drawing."""
        for page in (*self._pages.values(), *self._alone):
            page.context.close()
        self._pages.clear()
        self._alone.clear()

    def _open(self, page: "Page", shown: Shown) -> list[str]:
        answer = page.goto(self.url + shown.path)
        status = answer.status if answer else 0
        wanted = 200 if shown.deed else shown.status
        if status != wanted:
            return [f"answered {status}, not {wanted}"]
        if shown.deed:
            try:
                shown.deed(page, self.values)
            except Exception as trouble:  # a page of many: it is told, the others go on
                return [f"could not be used: {str(trouble).splitlines()[0]}"]
        page.wait_for_load_state("load")
        return []

    @staticmethod
    def unfold(page: "Page") -> None:
        """Make the window as tall as the page: what keeps to its edge covers nothing then."""
        size = page.viewport_size
        tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
        if size and tall > size["height"]:
            page.set_viewport_size({"width": size["width"], "height": tall})

    def _page(self, shown: Shown, mode: str, language: str) -> "Page":
        if shown.is_alone:
            self._alone.append(self._context(shown.user, mode, language).new_page())
            return self._alone[-1]
        key = (shown.user, mode, language)
        if key not in self._pages:
            self._pages[key] = self._context(shown.user, mode, language).new_page()
        return self._pages[key]

    def _context(self, user: str, mode: str, language: str) -> "BrowserContext":
        context = self.browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(SLOW)
        cookies = {"liren_mode": mode, "django_language": language}
        if user:
            cookies["sessionid"] = self.values[f"session of {user}"]
        context.add_cookies([{"name": n, "value": v, "url": self.url} for n, v in cookies.items()])
        return context


def chosen(words: str) -> list[Shown]:
    """The pages whose name holds one of the words; all without any."""
    wanted = words.split()
    return [shown for shown in PAGES if not wanted or any(word in shown.name for word in wanted)]
