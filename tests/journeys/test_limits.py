"""What residents are promised: light, quick on a slow line, by touch, by keys, without scripts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.shots.pages import RESIDENT
from tests.shots.shown import ELDER, NORMAL, Shown
from tests.shots.walker import Walker, stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

    from tests.harness.browser import Opener
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

LIGHT = 100 * 1024
SLOW_LINE = 400 * 1000 / 8  # bytes a second
LATENCY = 300
WITHIN = 3.0
SMALLEST = {NORMAL: 44, ELDER: 60}
PHONE: Any = {"width": 390, "height": 844}
PLACE = "A1-01"
FIRST_PAGES = ("/", "/report/", f"/report/{PLACE}/")
KEYS_AT_MOST = 60


@pytest.fixture(scope="module")
def walker(browser: "Browser", live: "Servers") -> Iterator[Walker]:
    opened = Walker(browser, live.url, stage(live))
    yield opened
    opened.close()


def wire(page: "Page") -> "CDPSession":
    """The browser's own measuring device, with nothing kept from before."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return session


@pytest.mark.parametrize("mode", [NORMAL, ELDER])
@pytest.mark.parametrize("path", FIRST_PAGES)
def test_the_first_pages_are_light(
    open_phone: "Opener", live: "Servers", path: str, mode: str
) -> None:
    page = in_mode(open_phone(), mode, live)
    parts: dict[str, float] = {}
    wire(page).on(
        "Network.loadingFinished",
        lambda end: parts.update({end["requestId"]: end["encodedDataLength"]}),
    )
    page.goto(path, wait_until="networkidle")
    assert len(parts) >= 3, "the page, its style and its script were counted"
    assert sum(parts.values()) <= LIGHT


@pytest.mark.parametrize("path", FIRST_PAGES[:2])
def test_they_are_usable_within_three_seconds_on_a_slow_line(
    open_phone: "Opener", path: str
) -> None:
    page = open_phone()
    page.goto("/progress/")  # whoever opens the line has a name for the address already
    wire(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": SLOW_LINE,
            "uploadThroughput": SLOW_LINE,
        },
    )
    page.goto(path, wait_until="domcontentloaded")
    page.locator("textarea[name=text], a.door-first").first.wait_for(state="visible")
    assert seconds_until_painted(page) <= WITHIN


def seconds_until_painted(page: "Page") -> float:
    """From the touch to the largest thing on the page, scripts ready."""
    milliseconds: float = page.evaluate(
        """() => new Promise(resolve => {
            new PerformanceObserver(list => {
                const painted = Math.max(...list.getEntries().map(entry => entry.startTime));
                const [way] = performance.getEntriesByType('navigation');
                resolve(Math.max(painted, way.domContentLoadedEventEnd));
            }).observe({type: 'largest-contentful-paint', buffered: true});
        })"""
    )
    return milliseconds / 1000


@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_without_scripts_a_poster_leads_to_a_slip(
    open_phone: "Opener", live: "Servers", mode: str
) -> None:
    page = in_mode(open_phone(java_script_enabled=False), mode, live)
    page.goto(f"/report/{PLACE}/")
    page.fill("textarea[name=text]", f"单元门的门锁坏了，关不上（{mode}）")
    for _ in range(4):
        button = page.locator("button[name=different]:visible, button.button-primary:visible").last
        button.click()
        if page.url.endswith("/received/"):
            break
    assert page.url.endswith("/received/")
    assert re.fullmatch(r"\d{6}", page.locator(".slip-code").inner_text().replace(" ", ""))
    page.locator("a.button-primary").last.click()
    assert "门锁坏了" in page.locator("main").inner_text()


def test_without_scripts_a_verdict_is_heard(open_phone: "Opener", walker: Walker) -> None:
    page = open_phone(java_script_enabled=False)
    page.goto(f"/r/{walker.values['link_judge']}/")
    page.locator("[name=solved][value=yes]").check(force=True)
    assert page.locator("#verdict").count() == 1
    page.locator("button[form=verdict]").click()
    page.wait_for_load_state()
    assert page.locator("#verdict").count() == 0


TOO_SMALL = """smallest => {
    const reached = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
    const isShown = one => one.checkVisibility({opacityProperty: true, visibilityProperty: true})
        && !one.closest('.for-readers, .skip, [hidden]');
    const inWords = one => getComputedStyle(one).display === 'inline'
        && one.closest('p, li, dd, label');
    const box = one => {
        const boxes = [one, ...(one.labels || [])].map(each => each.getBoundingClientRect());
        return [Math.max(...boxes.map(b => b.width)), Math.max(...boxes.map(b => b.height))];
    };
    return [...document.querySelectorAll(reached)]
        .filter(one => isShown(one) && !inWords(one))
        .map(one => [one.outerHTML.slice(0, 100), ...box(one)])
        .filter(([, wide, high]) => Math.min(wide, high) < smallest - 0.5)
        .map(([what, wide, high]) => `${Math.round(wide)} × ${Math.round(high)}: ${what}`);
}"""


@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_fingers_hit_what_they_aim_at(walker: Walker, mode: str) -> None:
    found = []
    for visit in walker.walk(calm(RESIDENT), mode, "zh-hans", PHONE):
        small = visit.page.evaluate(TOO_SMALL, SMALLEST[mode])
        found += [f"{visit.shown.name}: {one}" for one in small]
    assert not found, "\n".join(found)


# What is wider than the window, or cut off inside its own box, is lost to somebody who zooms.
LOST = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
        const style = getComputedStyle(one);
        const hides = /hidden|clip/.test(style.overflow);
        const isSeen = one.checkVisibility() && one.clientWidth > 1 && one.innerText;
        return hides && isSeen && !one.closest('.for-readers')
            && (one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2);
    }).map(one => `cut off: ${one.outerHTML.slice(0, 90)}`);
    return wide > 1 ? [`${wide} pixels too wide`, ...cut] : cut;
}"""
TWICE = "document.documentElement.style.fontSize = '200%'"


@pytest.mark.parametrize("mode", [NORMAL, ELDER])
def test_twice_the_text_loses_nothing(walker: Walker, mode: str) -> None:
    found = []
    for visit in walker.walk(calm(RESIDENT), mode, "zh-hans", PHONE):
        visit.page.evaluate(TWICE)
        found += [f"{visit.shown.name}: {one}" for one in visit.page.evaluate(LOST)]
    assert not found, "\n".join(found)


def test_the_keyboard_alone_reports(open_desk: "Opener") -> None:
    page = open_desk()
    page.goto(f"/report/{PLACE}/")
    to(page, "textarea[name=text]")
    page.keyboard.type("楼顶的水箱盖子被风吹开了")
    to(page, "[name=place_note]")
    page.keyboard.type("楼顶")
    to(page, "button[value=send].button-primary")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    if page.locator("button[name=different]").count():
        to(page, "button[name=different]")
        page.keyboard.press("Enter")
    page.wait_for_url("**/received/")
    assert page.locator(".slip").count() == 1


def to(page: "Page", selector: str) -> None:
    """Press Tab until it has the focus, and see that the focus can be seen."""
    for _ in range(KEYS_AT_MOST):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            style = page.evaluate(
                "() => [null, '::after']"
                ".map(part => getComputedStyle(document.activeElement, part))"
                ".map(style => style.outlineStyle + style.boxShadow)"
            )
            assert style != ["nonenone"] * 2, f"{selector} has the focus, and nobody sees it"
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def in_mode(page: "Page", mode: str, live: "Servers") -> "Page":
    """The same telephone, in large print or not."""
    page.context.add_cookies([{"name": "liren_mode", "value": mode, "url": live.url}])
    return page


def calm(pages: tuple[Shown, ...]) -> list[Shown]:
    """Every page as it comes, without what is done on it."""
    return [page for page in pages if page.deed is None]
