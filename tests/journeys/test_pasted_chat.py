"""Forty lines of a group chat, in three matters, become three cases; the group is answered."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import SLOW, act, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FILE = Path(__file__).parents[1] / "cases" / "chats" / "01-wechat-pc-three-threads.txt"
MATTERS = ("路灯又不亮了", "推电瓶车进电梯", "下水道返水了")


def paste(page: "Page") -> None:
    page.goto("/desk/chats/")
    page.fill("textarea[name=text]", FILE.read_text("utf-8"))
    with page.expect_navigation(timeout=SLOW):
        page.locator("main form button[type=submit]").first.click()


def test_forty_lines_become_three_cases(desk: "Page") -> None:
    assert FILE.read_text("utf-8").count("\n") == 40
    worker = sign_in(desk, "worker")
    paste(worker)
    drafts = worker.locator("article.chat-draft")
    assert drafts.count() == 3
    for matter in MATTERS:
        assert drafts.filter(has_text=matter).count() == 1, matter
    lamp = drafts.filter(has_text=MATTERS[0])
    assert (
        "3 人" in lamp.inner_text() and "邻居们好" in lamp.locator("textarea").first.input_value()
    )

    lamp.locator("input[name$=title]").fill("6号楼前路灯不亮")
    with worker.expect_navigation(timeout=SLOW):
        lamp.get_by_role("button", name="收下").click()
    assert "已收下：6号楼前路灯不亮" in worker.locator("main, body").first.inner_text()
    with worker.expect_navigation(timeout=SLOW):
        worker.get_by_role("button", name="全部照草稿收下").click()
    assert "都处理好了" in worker.locator("main").inner_text()

    worker.get_by_role("link", name="6号楼前路灯不亮").click()
    worker.wait_for_url("**/desk/cases/*/", timeout=SLOW)
    case = worker.url.rstrip("/").rpartition("/")[2]
    assert "路灯" in worker.locator("#group_zh").input_value()
    act(worker, case, "dispatch", party="梧桐苑服务处", instruction="请今天看一下")
    worker.goto(f"/desk/cases/{case}/")
    answer = worker.locator("#group_zh").input_value()
    assert "梧桐苑服务处" in answer and "静静" not in answer

    paste(worker)
    assert worker.locator("article.chat-draft").count() == 0
    assert worker.get_by_text("以前处理过").count() == 3


def test_a_message_is_put_into_another_draft(desk: "Page") -> None:
    worker = sign_in(desk, "secretary")
    worker.goto("/desk/chats/")
    worker.fill(
        "textarea[name=text]",
        "小叶 20:01\n10号楼单元门关不上了\n大强 20:02\n11号楼垃圾桶满了三天没人收\n",
    )
    with worker.expect_navigation(timeout=SLOW):
        worker.locator("main form button[type=submit]").first.click()
    worker.locator("article.chat-draft").nth(1).locator("input[name=message]").check()
    worker.locator("#to").select_option(index=0)
    with worker.expect_navigation(timeout=SLOW):
        worker.get_by_role("button", name="挪", exact=False).last.click()
    assert worker.locator("article.chat-draft").count() == 1
    assert "大强" in worker.locator("article.chat-draft").inner_text()
