"""Care in the browser: a call whose buddy goes, a missed day, a meal not taken, no line."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import PASSWORD, SLOW, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

# The minutes of the family are over; the timer that runs asks the next by itself.
FAMILY_DID_NOT_ANSWER = """
from django.utils import timezone
from liren.care.models import HelpCall
HelpCall.objects.filter(pk={call}).update(next_at=timezone.now())
"""


def come_in(page: "Page", username: str, to: str) -> "Page":
    """A resident with an account."""
    page.goto(f"/sign-in/staff/?next={to}")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{to}", timeout=SLOW)
    return page


def touch(page: "Page", name: str) -> None:
    """One touch of a key, and what comes of it."""
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name=name, exact=True).first.click()


def test_the_family_does_not_answer_and_the_buddy_goes(
    open_phone: "Opener", open_desk: "Opener", live: "Servers"
) -> None:
    elder = come_in(open_phone(), "elder", "/help/")
    worker = sign_in(open_desk(), "worker")
    elder.context.add_cookies([{"name": "liren_mode", "value": "elder", "url": elder.url}])
    elder.reload()
    touch(elder, "求助")
    assert "几秒后" in elder.locator("main").inner_text()
    row = worker.locator("a[href*='/desk/care/calls/']").first
    row.wait_for(timeout=SLOW)  # live: at once, nobody has loaded the page again
    call = re.findall(r"\d+", row.get_attribute("href") or "")[0]
    elder.get_by_text("女儿 李静").first.wait_for(timeout=30_000)  # after the seconds to take back
    live.liren("shell", "--no-imports", "-c", FAMILY_DID_NOT_ANSWER.format(call=call))
    elder.locator(".rung-told").nth(1).wait_for(timeout=SLOW)

    buddy = come_in(open_phone(), "resident", f"/care/calls/{call}/")
    touch(buddy, "我这就去")
    elder.get_by_text("正在路上").first.wait_for(timeout=SLOW)
    buddy.get_by_text("我到门口了").first.click()
    finish(buddy, found="helped")
    worker.goto("/desk/care/")
    assert "当场帮上了" in worker.locator("main").inner_text()
    worker.goto("/desk/")
    assert worker.locator(f"a[href='/desk/care/calls/{call}/']").count() == 0


def finish(page: "Page", *, found: str) -> None:
    """Say what was found at the door."""
    page.locator(f"input[name=found][value={found}]").check()
    touch(page, "结束求助")


def test_a_touch_of_a_face_and_a_missed_day(open_phone: "Opener", open_desk: "Opener") -> None:
    buddy = come_in(open_phone(), "resident", "/care/buddies/")
    touch(buddy, "好")
    assert "已记" in buddy.locator("main").inner_text()
    worker = sign_in(open_desk(), "worker")
    worker.goto("/desk/care/buddies/")
    assert worker.locator(".face-well").count() > 0
    worker.goto("/desk/")
    missed = worker.locator("a[href*='/desk/care/tasks/']").filter(has_text="没有")
    worker.goto(missed.first.get_attribute("href") or "")
    worker.fill("textarea[name=result]", "在女儿家，过两天回来")
    with worker.expect_navigation(timeout=SLOW):
        worker.locator("main button.button-primary").click()
    assert worker.url.endswith("/desk/")


def test_meals_are_brought_and_one_is_not_taken(open_desk: "Opener") -> None:
    worker = sign_in(open_desk(), "worker")
    worker.goto("/desk/care/meals/")
    worker.locator("a[href*='/desk/care/meals/']").filter(has_text="今天").first.click()
    worker.wait_for_url(re.compile(r"/meals/\d+/$"), timeout=SLOW)
    name = worker.locator("li.row .row-title").first.inner_text().split()[-1]
    touch(worker, "没取")
    while worker.locator("li.row button[value=taken]").count() > 1:
        with worker.expect_navigation(timeout=SLOW):
            worker.locator("li.row button[value=taken]").last.click()
    worker.goto("/desk/")
    assert name in worker.locator("main").inner_text()
    worker.goto("/desk/care/meals/")
    assert "本月" in worker.locator("main").inner_text()


def test_a_visit_is_noted_without_a_line(open_phone: "Opener", watched: "Watched") -> None:
    worker = sign_in(open_phone(), "grid1")
    worker.goto("/desk/care/round/")
    door = worker.locator(".round > li").first
    door.get_by_text("记探访").click()
    watched.allow("/desk/care/round/send/")
    watched.allow("ERR_INTERNET_DISCONNECTED")
    worker.context.set_offline(True)
    door.locator("input[name=words]").fill("腿好些了")
    door.locator("button[value=well]").click()
    door.get_by_text("会自动发出").wait_for(timeout=SLOW)
    assert "腿好些了" not in worker.evaluate("JSON.stringify(localStorage)"), "sealed"
    worker.get_by_text("有 1 条等着发出").wait_for(timeout=SLOW)
    worker.context.set_offline(False)
    door.get_by_text("已记", exact=True).wait_for(timeout=SLOW)
    assert worker.evaluate("JSON.parse(Object.values(localStorage)[0]).length") == 0
