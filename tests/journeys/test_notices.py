"""A notice to 200 homes by three channels and a call list; a poster; a kiosk that forgets."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp

from tests.harness.servers import Servers
from tests.journeys.people import SLOW, report, sign_in
from tests.notices.channels.gateway import Gateway, running

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOMES = 200
SECRET = "a secret of 24 characters"


@pytest.fixture(scope="module")
def carrier() -> Iterator[Gateway]:
    """One carrier for text messages and for the group's robot."""
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """A neighbourhood of two hundred homes and a little more; its kiosk has little patience."""
    folder: Path = tmp_path_factory.mktemp("two hundred")
    patience = {"LIREN_KIOSK_IDLE": "4", "LIREN_KIOSK_WARN": "4"}
    with Servers(folder, homes="210", settings=patience) as servers:
        yield servers


def submit(page: "Page", button: str) -> None:
    with page.expect_navigation(timeout=SLOW):
        page.locator(button).filter(visible=True).first.click()


def set_up(page: "Page", key: str, **values: str) -> None:
    """The administrator sets a channel up for the street."""
    page.goto(f"/desk/channels/{key}/")
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    submit(page, "main button.button-primary")
    assert page.url.endswith("/desk/channels/"), page.locator("main").inner_text()


def written(page: "Page") -> str:
    """The worker writes to the whole community; the address of the draft."""
    page.goto("/desk/announcements/new/")
    page.fill("[name=title]", "周二上午停水")
    page.fill("[name=text]", "9 点到 12 点换阀门，请提前存水。")
    for reach in ("phone", "user", "group", "paper"):
        page.locator(f"[name=channels][value={reach}]").check(force=True)
    page.locator("[name=is_urgent]").check(force=True)
    submit(page, "main button.button-primary")
    return page.url


def figures(page: "Page") -> dict[str, int]:
    """The figures beside the announcement."""
    names = page.locator("aside dt").all_inner_texts()
    values = page.locator("aside dd").all_inner_texts()
    return {name: int(value) for name, value in zip(names, values, strict=True)}


def reached(page: "Page") -> tuple[int, int]:
    found = re.search(r"(\d+)\s*/\s*(\d+)", page.locator(".reach").first.inner_text())
    assert found
    return int(found[1]), int(found[2])


def test_two_hundred_homes_by_three_channels_and_a_call_list(
    open_desk: "Opener", carrier: Gateway, phone: "Page"
) -> None:
    admin, worker = sign_in_at(open_desk(), "admin"), sign_in(open_desk(), "worker")
    set_up(
        admin, "sms_gateway", url=carrier.url, secret=SECRET,
        success_field="errcode", success_value="0",
    )  # fmt: skip
    set_up(admin, "wecom_robot", webhook=f"{carrier.url}?key=group")
    draft = written(worker)
    assert "publish" not in worker.content(), "whoever writes does not send"
    secretary = sign_in(open_desk(), "secretary")
    secretary.goto(draft)
    seen, homes = figures(secretary), int(secretary.locator(".reach strong").inner_text())
    assert homes >= HOMES
    assert seen["短信"] + seen.get("站内消息", 0) + seen["要打电话或上门"] == homes
    submit(secretary, "form[action$='/publish/'] button")

    until = time.monotonic() + 120
    while reached(secretary) != (homes - seen["要打电话或上门"], homes):
        assert time.monotonic() < until, secretary.locator("aside").inner_text()
        time.sleep(2)
        secretary.reload()
    texts = [asked.json for asked in carrier.asked if "phone" in asked.json]
    groups = [asked for asked in carrier.asked if asked.query.get("key") == "group"]
    assert len({text["key"] for text in texts}) == len(texts), "nobody is told twice"
    assert len({text["phone"] for text in texts}) == len(texts), "no number is told twice"
    assert len(groups) == 1 and "周二上午停水" in groups[0].json["text"]["content"]
    assert all("【桐花社区居委会】" in text["text"] for text in texts), json.dumps(texts[0])

    ring_one(worker, draft)
    secretary.goto(draft)
    assert reached(secretary)[0] == homes - seen["要打电话或上门"] + 1
    assert figures(secretary)["电话通知"] == 1
    phone.goto("/")
    phone.get_by_text("周二上午停水", exact=True).first.click()
    phone.wait_for_url("**/notices/*/")
    assert "请提前存水" in phone.locator("main").inner_text()


def sign_in_at(page: "Page", username: str) -> "Page":
    """Somebody whose desk has no inbox."""
    page.goto("/sign-in/staff/?next=/desk/channels/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", "liren-demo")
    with page.expect_navigation(timeout=SLOW):
        page.press("input[name=password]", "Enter")
    return page


def ring_one(page: "Page", draft: str) -> None:
    """The first home of the list: rung once in vain, then reached."""
    for outcome in ("no_answer", "reached"):
        page.goto(f"{draft}calls/")
        form = page.locator("form.call-form").first
        form.locator(f"[value={outcome}]").check(force=True)
        with page.expect_navigation(timeout=SLOW):
            form.locator("button").click()


def test_a_poster_is_printed_scanned_and_reported_from(open_desk: "Opener", phone: "Page") -> None:
    worker = sign_in(open_desk(), "worker")
    worker.goto("/desk/posters/")
    choice = worker.locator("select[name=place] option").filter(has_text="梧桐苑").first
    worker.locator("select[name=place]").select_option(value=choice.get_attribute("value"))
    worker.locator("[name=size][value=a6]").check(force=True)
    submit(worker, "main form button")
    link = worker.locator("a[href*='.pdf']").get_attribute("href")
    answer = worker.request.get(link or "", timeout=60_000)
    assert answer.headers["content-type"] == "application/pdf"
    page = pypdfium2.PdfDocument(answer.body())[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    found = re.search(r"/report/([^/]+)/$", code.text)
    assert found, code.text
    followed = report(phone, place=found[1], words="电梯口的灯一闪一闪，看不清按钮")
    assert "灯一闪一闪" in stage_of(phone, followed)


def stage_of(page: "Page", link: str) -> str:
    page.goto(link)
    return page.locator("main").inner_text()


@pytest.fixture
def kiosk(open_desk: "Opener", watched: "Watched") -> "Page":
    """A screen at the counter that a worker has turned into a kiosk."""
    worker = sign_in(open_desk(), "worker")
    worker.goto("/desk/kiosks/")
    worker.locator("select[name=place]").select_option(index=1)
    worker.fill("[name=name]", "服务大厅")
    submit(worker, "main form button.button-primary")
    key = worker.locator(".kiosk-key").inner_text()
    device = open_desk()
    device.goto("/kiosk/")
    device.fill("[name=key]", key)
    submit(device, "button[form=kiosk]")
    return device


def begin(device: "Page") -> None:
    device.locator("main a.door-first").click()
    device.wait_for_selector(".doors", timeout=SLOW)


def report_in_large_print(page: "Page", words: str) -> str:
    """One question a screen, up to the receipt; the link to follow."""
    page.goto("/report/A1-01/")
    page.fill("textarea[name=text]", words)
    while not page.url.endswith("/received/"):
        different = page.locator("button[name=different]:visible")
        submit(page, "button[name=different]" if different.count() else "button.button-primary")
    return re.sub(r"received/$", "", page.url)


def test_a_kiosk_asks_waits_and_leaves_nothing_behind(kiosk: "Page") -> None:
    begin(kiosk)
    link = report_in_large_print(kiosk, "楼道里有一股焦味，门上有字条写着王某某")
    warning = kiosk.locator("#kiosk-warning")
    # Whoever is still there says so as often as they like, and loses nothing.
    for _again in range(2):
        warning.wait_for(state="visible", timeout=SLOW)
        kiosk.locator("[data-kiosk-stay]").click()
        assert kiosk.url.endswith("/received/")
    # Whoever has gone away is forgotten.
    kiosk.wait_for_url("**/kiosk/", timeout=SLOW)
    begin(kiosk)
    kiosk.go_back()
    kiosk.go_back()
    kiosk.wait_for_load_state()
    assert "焦味" not in kiosk.content() and "/r/" not in kiosk.url
    for path in (link, f"{link}received/", "/my/"):
        kiosk.goto(path)
        assert "焦味" not in kiosk.content()
    kept = kiosk.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "/r/" not in kept and "焦味" not in kept
    assert not [cookie for cookie in kiosk.context.cookies() if cookie["name"] == "liren_community"]


def test_what_is_being_written_is_not_lost_to_the_clock(kiosk: "Page") -> None:
    begin(kiosk)
    kiosk.goto("/report/")
    for part in ("楼下", "的井盖", "松了，", "走过去", "咣当响"):
        kiosk.locator("textarea[name=text]").press_sequentially(part)
        kiosk.wait_for_timeout(1500)  # longer together than the patience of the kiosk
    assert not kiosk.locator("#kiosk-warning").is_visible()
    assert kiosk.locator("textarea[name=text]").input_value() == "楼下的井盖松了，走过去咣当响"
    assert kiosk.locator("input[type=file]").is_hidden()


def test_a_kiosk_offers_nobody_what_somebody_typed(kiosk: "Page") -> None:
    """Fields of a telephone say `tel`, and a browser would offer the number that was there last."""
    for path in ("/report/A1-01/", "/progress/"):
        kiosk.goto(path)
        written = "main input[type=text], main input[type=tel], main textarea"
        fields = kiosk.locator(written).evaluate_all("all => all.map((each) => each.autocomplete)")
        assert fields and set(fields) == {"off"}


def test_a_kiosk_has_no_way_to_the_desk(kiosk: "Page") -> None:
    for path in ("/desk/", "/sign-in/staff/"):
        kiosk.goto(path)
        assert "/sign-in/" not in kiosk.url and "/desk/" not in kiosk.url
    submit(kiosk, "form[action='/kiosk/end/'] button")
    assert kiosk.url.endswith("/kiosk/")
