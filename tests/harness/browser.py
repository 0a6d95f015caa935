"""The installed Chromium, pages that tell of their errors, and the fixtures of the journeys."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.required import missing
from tests.harness.servers import Servers

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        Response,
        ViewportSize,
    )

# The same browser without its own windows comes first: it draws a third quicker.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# A quiet browser: no profile but an empty one, no calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
PHONE: "ViewportSize" = {"width": 390, "height": 844}
DESK: "ViewportSize" = {"width": 1440, "height": 900}
OVERTAKEN = re.compile(r"^htmx:(sendAbort|afterRequest)\b")

Opener = Callable[..., "Page"]


def find_chromium() -> str | None:
    """The first browser of the family that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """The real browser, without a window."""
    path = find_chromium()
    if path is None:
        missing("browser", "no Chromium was found")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """All servers of `liren run` over a small demo neighbourhood, on ports of their own."""
    if find_chromium() is None:
        missing("browser", "no Chromium was found")
    folder = tmp_path_factory.mktemp("live")
    shutil.copytree(demo(tmp_path_factory), folder, dirs_exist_ok=True)
    with Servers(folder) as servers:
        yield servers


def demo(factory: pytest.TempPathFactory) -> Path:
    """The data of a demo."""

    def build(folder: Path) -> None:
        with Servers(folder):
            pass

    return built_once(factory, "demo", build)


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """A folder to copy, built by whichever worker comes first; the others wait for it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    built, making = shared / name, shared / f"{name}.making"
    with (shared / f"{name}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not built.exists():
            making.mkdir()
            build(making)
            making.rename(built)
    return built


class Watched:
    """Opens contexts and remembers every error that their pages tell of."""

    def __init__(self, browser: "Browser", base_url: str) -> None:
        self.errors: list[str] = []
        self.expected: list[str] = []
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []

    def open(self, viewport: "ViewportSize", *, touch: bool = False, **options: Any) -> "Page":
        """A page in a context of its own: another person at another device."""
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport=viewport,
            has_touch=touch,
            is_mobile=touch,
            **{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options},
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        context.on("page", self._watch)
        return context.new_page()

    def allow(self, pattern: str) -> None:
        """Say that an error is meant to happen, as a regular expression."""
        self.expected.append(pattern)

    def close(self) -> None:
        """Close all, and fail the test when a page told of an error."""
        for context in self._contexts:
            context.close()
        told = [e for e in self.errors if not any(re.search(p, e) for p in self.expected)]
        assert not told, "the pages told of errors: " + "; ".join(told)

    def _watch(self, page: "Page") -> None:
        page.on("pageerror", lambda error: self._note(f"script: {error} at {page.url}"))
        page.on("console", lambda line: self._note_line(line, page))
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_answer)

    def _note(self, error: str) -> None:
        self.errors.append(error)

    def _note_line(self, line: "ConsoleMessage", page: "Page") -> None:
        # htmx tells of a question that a newer one took the place of; that is no fault.
        if line.type == "error" and not OVERTAKEN.search(line.text):
            self._note(f"console: {line.text} at {page.url}")

    def _note_failure(self, sent: "Request") -> None:
        # A page that is left aborts what it was still fetching; that is no fault.
        if sent.failure is None or "ERR_ABORTED" not in sent.failure:
            self._note(f"request: {sent.url} {sent.failure}")

    def _note_answer(self, answer: "Response") -> None:
        if answer.status >= 500:
            self._note(f"answer: {answer.status} {answer.url}")


@pytest.fixture
def watched(browser: "Browser", live: Servers) -> Iterator[Watched]:
    """The pages of this test; `watched.allow(pattern)` for an error that is meant."""
    pages = Watched(browser, live.url)
    yield pages
    pages.close()


@pytest.fixture
def open_phone(watched: Watched) -> Opener:
    """Open a page on a telephone of 390 × 844 with touch; each call is another telephone."""
    return lambda **options: watched.open(PHONE, touch=True, **options)


@pytest.fixture
def open_desk(watched: Watched) -> Opener:
    """Open a page on a screen of 1440 × 900; each call is another desk."""
    return lambda **options: watched.open(DESK, **options)


@pytest.fixture
def phone(open_phone: Opener) -> "Page":
    """A telephone in a resident's hand."""
    return open_phone()


@pytest.fixture
def desk(open_desk: Opener) -> "Page":
    """A worker's desk."""
    return open_desk()


@pytest.fixture
def page(desk: "Page") -> "Page":
    """A page for tests that do not care about the device."""
    return desk
