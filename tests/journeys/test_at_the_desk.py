"""A worker's day: the inbox by keys alone, a photo seen from afar, a place by a few letters."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from tests.journeys.people import SLOW, report, sign_in
from tests.journeys.test_limits import LATENCY, SLOW_LINE, to, wire

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.harness.browser import Opener, Watched

pytestmark = pytest.mark.browser

PLACE = "A1-01"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture as heavy as one of a telephone."""
    picture = Image.effect_noise((3000, 2250), 12).convert("RGB")
    ImageDraw.Draw(picture).rectangle((600, 500, 1800, 1300), fill=(200, 60, 20))
    path = tmp_path / "photo.jpg"
    picture.save(path, "JPEG", quality=85)
    assert path.stat().st_size > 1_000_000
    return path


def test_the_inbox_is_worked_by_keys_alone(open_phone: "Opener", open_desk: "Opener") -> None:
    report(open_phone(), place=PLACE, words="门禁刷卡没反应，三号门进不去")
    page = sign_in(open_desk(), "worker")
    page.locator("[data-row]").filter(has_text="门禁刷卡").wait_for(timeout=SLOW)
    to(page, "[data-row]")
    for _ in range(60):
        if "门禁刷卡" in str(page.evaluate("document.activeElement.innerText")):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#detail .case-title").filter(has_text="门禁刷卡").wait_for(timeout=SLOW)
    to(page, "#detail select[name=party]")
    page.keyboard.press("ArrowDown")
    to(page, "#detail form[action$='/dispatch/'] button[type=submit]")
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=SLOW) as told:
        page.keyboard.press("Enter")
    assert told.value.status < 400
    page.locator("#detail .badge").filter(has_text="办理中").wait_for(timeout=SLOW)


def test_what_came_while_the_line_was_down_stands_when_it_is_back(
    open_phone: "Opener", open_desk: "Opener", watched: "Watched"
) -> None:
    watched.allow("ERR_CONNECTION_REFUSED")
    page = open_desk()
    page.route("**/live/", lambda route: route.abort("connectionrefused"))
    with page.expect_request("**/live/", timeout=SLOW):
        sign_in(page, "worker")
    report(open_phone(), place=PLACE, words="快递柜挡住了一半的门洞")
    page.unroute("**/live/")
    page.locator("[data-row]").filter(has_text="快递柜挡住").wait_for(timeout=SLOW)


def test_what_came_before_the_line_was_open_stands_once_it_is(
    open_phone: "Opener", open_desk: "Opener"
) -> None:
    page = open_desk()
    held: list[Route] = []
    page.route("**/live/", lambda route: held.append(route))
    with page.expect_request("**/live/", timeout=SLOW):
        sign_in(page, "worker")
    report(open_phone(), place=PLACE, words="楼道里的感应灯一直亮着")
    came = page.locator("[data-row]").filter(has_text="感应灯一直亮")
    assert came.count() == 0
    held[0].continue_()
    came.wait_for(timeout=SLOW)


def test_a_photo_over_a_slow_line_is_seen_at_the_desk(
    open_phone: "Opener", open_desk: "Opener", photo: Path
) -> None:
    phone = open_phone()
    phone.goto("/progress/")
    slow = {"downloadThroughput": SLOW_LINE, "uploadThroughput": SLOW_LINE, "latency": LATENCY}
    wire(phone).send("Network.emulateNetworkConditions", {"offline": False, **slow})
    phone.goto(f"/report/{PLACE}/")
    phone.fill("textarea[name=text]", "花坛边的瓷砖碎了一地，露出钢筋")
    phone.set_input_files("input[name=photos]", photo)
    phone.locator("[data-previews] img").wait_for()
    phone.wait_for_function(
        "() => document.querySelector('[name=photos]').files[0].name === 'photo.jpg'"
    )
    phone.locator("button[value=send]:visible").last.click(timeout=60_000)
    phone.wait_for_url("**/received/", timeout=60_000)
    phone.locator("a.button-primary").last.click()
    phone.locator(".photos img").first.wait_for(timeout=SLOW)

    desk = sign_in(open_desk(), "worker")
    desk.locator("[data-row]").filter(has_text="瓷砖碎了").first.click()
    desk.locator("#detail .photos img").first.wait_for(timeout=SLOW)
    desk.wait_for_function(
        "() => document.querySelector('#detail .photos img')?.naturalWidth > 0", timeout=SLOW
    )


def test_a_place_is_found_by_its_pinyin_and_the_keys(open_desk: "Opener") -> None:
    page = sign_in(open_desk(), "worker")
    page.goto("/desk/new/")
    page.fill("textarea[name=text]", "晾衣绳绑在树上")
    to(page, "input[name=place_q]")
    page.keyboard.type("wty2h")
    page.locator("#places-found button").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.locator("select[name=place] option:checked").inner_text()
    assert "2号楼" in chosen
    assert page.url.endswith("/desk/new/"), "nothing was sent"


def test_a_resident_finds_the_place_without_scripts(open_phone: "Opener") -> None:
    page = open_phone(java_script_enabled=False)
    page.goto("/report/")
    page.fill("textarea[name=text]", "晾衣绳绑在树上，走路勒脖子")
    page.fill("input[name=place_q]", "梧桐2")
    page.press("input[name=place_q]", "Enter")
    page.locator("button[name=pick]").first.click()
    assert "2号楼" in page.locator(".known-place").inner_text()
    assert page.locator("textarea[name=text]").input_value().startswith("晾衣绳")
