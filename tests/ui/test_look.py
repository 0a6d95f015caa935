"""The gallery in the real browser: readable, reachable, nothing over the edge."""

from collections.abc import Iterator
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from tests.harness.accessibility import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SETTINGS = {
    "ROOT_URLCONF": "tests.ui.urls",
    "ALLOWED_HOSTS": ["*"],
    "LIREN_LIVE_PORT": "/ui/stream/",
}
RESIDENT = ["", "resident/", "form/", "error/"]
STAFF = ["desk/", "empty/", "screen/", "poster/"]
WIDTHS = {"screen/": 1920}
SMALL = """(least) => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
  .filter((part) => part.checkVisibility() && !part.closest(".for-readers, .skip, p, dd, .figure"))
  .map((part) => part.closest(".choice") || part)
  .map((part) => part.matches(".inbox-what") ? part.parentElement : part)
  .map((part) => [part.getBoundingClientRect(), part.outerHTML.slice(0, 90)])
  .filter(([box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""


class Quiet(WSGIRequestHandler):
    """Does not write a line for every picture."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The gallery alone, without a database."""
    with override_settings(**SETTINGS):
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/ui/gallery/"
        server.shutdown()
        server.server_close()


def look(browser: "Browser", url: str, *, width: int, mode: str, language: str) -> "Page":
    phone = width < 500
    context = browser.new_context(
        viewport={"width": width, "height": 844}, has_touch=phone, is_mobile=phone
    )
    context.add_cookies(
        [
            {"name": "liren_mode", "value": mode, "url": url},
            {"name": "django_language", "value": language, "url": url},
        ]
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "mode"),
    [*[(n, m) for n in RESIDENT for m in ("normal", "elder")], *[(n, "normal") for n in STAFF]],
)
def test_anybody_can_read_it(
    browser: "Browser", gallery: str, name: str, mode: str, language: str
) -> None:
    for width in (390, WIDTHS.get(name, 1440)):
        page = look(browser, gallery + name, width=width, mode=mode, language=language)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert_accessible(page)
        page.context.close()


@pytest.mark.parametrize(
    ("name", "mode", "least"),
    [
        *[(name, "normal", 44) for name in ("", "resident/", "form/", "desk/", "error/")],
        *[(name, "elder", 60) for name in ("", "resident/", "form/", "error/")],
    ],
)
def test_a_finger_finds_every_target(
    browser: "Browser", gallery: str, name: str, mode: str, least: int
) -> None:
    page = look(browser, gallery + name, width=390, mode=mode, language="zh-hans")
    assert page.evaluate(SMALL, least) == []
    page.context.close()


def test_the_countdown_in_the_browser_says_what_the_server_said(
    browser: "Browser", gallery: str
) -> None:
    for language in ("zh-hans", "en"):
        page = look(browser, gallery + "desk/", width=1440, mode="normal", language=language)
        ticked = page.locator(".countdown [data-left]").all_inner_texts()
        source = page.request.get(page.url).text()
        server = [part.split("<")[0] for part in source.split("<span data-left>")[1:]]
        assert ticked[4:14] == server[4:14]  # those in minutes may turn in between
        assert ticked[0] == server[0]
        page.context.close()


def test_the_rail_becomes_a_bar_with_the_rest_behind_more(browser: "Browser", gallery: str) -> None:
    page = look(browser, gallery + "desk/", width=390, mode="normal", language="en")
    assert not page.locator(".desk-rail").is_visible()
    assert page.locator(".desk-bar > ul a:visible").count() == 4
    page.get_by_text("More").click()
    assert page.locator(".desk-sheet a:visible").count() == 4
    page.keyboard.press("Escape")
    assert page.locator(".desk-sheet a:visible").count() == 0
    page.context.close()


def test_it_tells_when_the_line_is_down(browser: "Browser", gallery: str) -> None:
    page = look(browser, gallery + "resident/", width=390, mode="normal", language="en")
    assert not page.locator("#offline").is_visible()
    page.context.set_offline(True)
    page.locator("#offline").wait_for(state="visible")
    page.context.close()


def test_what_the_server_announces_reaches_the_page(browser: "Browser", gallery: str) -> None:
    page = look(browser, gallery + "desk/", width=1440, mode="normal", language="en")
    heard = page.evaluate("""() => Promise.all(["orders", "cases"].map((name) =>
      new Promise((done) => document.body.addEventListener(name,
        () => done(name), {once: true}))))""")
    assert heard == ["orders", "cases"]
    page.context.close()


def test_the_arrows_walk_the_rows(browser: "Browser", gallery: str) -> None:
    page = look(browser, gallery + "desk/", width=1440, mode="normal", language="en")
    rows = page.locator(".inbox-what")
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    assert rows.nth(1).evaluate("row => row === document.activeElement")
    page.keyboard.press("Control+k")
    assert page.locator("#q").evaluate("box => box === document.activeElement")
    page.context.close()


def test_single_letters_work_in_the_list_only(browser: "Browser", gallery: str) -> None:
    """WCAG 2.1.4: whoever speaks to the machine must not set off shortcuts."""
    page = look(browser, gallery + "desk/", width=1440, mode="normal", language="en")
    rows = page.locator(".inbox-what")
    page.keyboard.press("j")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement === document.body")
    rows.first.focus()
    page.keyboard.press("j")
    assert rows.nth(1).evaluate("row => row === document.activeElement")
    page.keyboard.press("/")
    assert page.locator("#q").evaluate("box => box === document.activeElement")
    page.context.close()
