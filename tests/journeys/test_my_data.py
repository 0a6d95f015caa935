"""What is held about somebody: shown for a purpose, seen by themselves, corrected, adopted."""

from typing import TYPE_CHECKING

import pytest

from tests.harness.accessibility import assert_accessible
from tests.journeys.people import SLOW, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched

pytestmark = pytest.mark.browser

PURPOSE = "核对体检通知"
WORDS = "上午在老年大学，下午在家"


def with_a_telephone(desk: "Page") -> str:
    """The page of the first resident of the list of whom a telephone is known."""
    desk.goto("/desk/people/")
    for link in [row.get_attribute("href") for row in desk.locator("tbody a").all()][:20]:
        desk.goto(link or "")
        if desk.locator("tr", has_text="联系电话").filter(has_text="****").count():
            return desk.url
    raise AssertionError("nobody of the first twenty has a telephone")


def come_in(phone: "Page", link: str, last_four: str) -> "Page":
    """By the link, once with wrong digits and once with those on record."""
    phone.goto(link)
    phone.fill("input[name=digits]", "0000" if last_four != "0000" else "1111")
    phone.locator("main button[type=submit]").click()
    phone.locator(".field-error").first.wait_for(timeout=SLOW)
    phone.fill("input[name=digits]", last_four)
    phone.locator("main button[type=submit]").click()
    phone.wait_for_url("**/my-data/", timeout=SLOW)
    return phone


def test_the_resident_sees_who_looked_and_corrects_it(
    open_desk: "Opener", open_phone: "Opener", watched: "Watched"
) -> None:
    watched.allow("422")  # wrong digits are answered so
    desk = sign_in(open_desk(), "worker")
    page = with_a_telephone(desk)
    row = desk.locator("tr", has_text="联系电话").first
    last_four = row.inner_text().split("****")[1][:4]
    row.locator("summary").click()
    row.locator("input[name=purpose]").fill(PURPOSE)
    row.locator("button", has_text="显示").click()
    desk.locator("strong", has_text=last_four).first.wait_for(timeout=SLOW)
    desk.goto(page)
    desk.get_by_role("button", name="出示二维码").click()
    link = desk.locator("main p.clip").inner_text()

    phone = come_in(open_phone(), link, last_four)
    assert PURPOSE in phone.locator("section", has_text="谁看过").inner_text()
    assert_accessible(phone)
    phone.goto("/my-data/correct/remark/")
    phone.fill("[name=value]", WORDS)
    phone.locator("main button[type=submit]").click()
    phone.wait_for_url("**/my-data/", timeout=SLOW)
    phone.get_by_role("button", name="都没变").click()
    phone.wait_for_load_state()
    with phone.expect_download(timeout=SLOW) as taken:
        phone.get_by_role("link", name="表格文件").click()
    assert taken.value.suggested_filename.endswith(".xlsx")

    desk.goto("/desk/people/proposals/")
    waiting = desk.locator("tr", has_text=WORDS)
    waiting.get_by_role("button", name="采纳").click()
    desk.wait_for_load_state()
    desk.goto(page)
    assert WORDS in desk.locator("main").inner_text()
