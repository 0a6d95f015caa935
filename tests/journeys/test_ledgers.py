"""Two ledgers as communities keep them: brought in, their errors mended, who is one person judged.

It runs on invented ledgers that lie beside the checkout. Everything is done at the desk.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import SLOW, sign_in
from tests.ledgers import scoring
from tests.ledgers.test_correction import mend_workbook, truths

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener

pytestmark = [pytest.mark.browser, pytest.mark.shared_data]

FIRST, SECOND, CARDS = (
    "01_常住人口台账.xlsx", "02_民政救助台账.xlsx", "04_家庭户情登记卡.xlsx",
)  # fmt: skip


def press(page: "Page", words: str) -> None:
    """Press the button with these words, and see the next page."""
    with page.expect_navigation(timeout=SLOW):
        page.locator("button", has_text=words).first.click()


def wait_for(page: "Page", words: str) -> None:
    """The worker does it; the page says so by itself."""
    page.locator("#ledger .badge", has_text=words).first.wait_for(timeout=6 * SLOW)


def planned(page: "Page") -> None:
    """Take the columns as they are suggested."""
    wait_for(page, "等核对列")
    press(page, "读取并生成方案")
    wait_for(page, "等核对方案")


def bring(page: "Page", file: Path) -> str:
    """Send a ledger and bring it in; returns its address."""
    page.goto("/desk/ledgers/")
    page.set_input_files("input[name=file]", file)
    page.fill("input[name=sender]", "桐花社区居委会")
    press(page, "先看一看")
    planned(page)
    if (adds := page.locator("#adds-homes")).count():
        adds.check()  # their estate is in no list yet
    press(page, "导入")
    wait_for(page, "已导入")
    return re.sub(r"[?#].*$", "", page.url)


def figure(page: "Page", label: str) -> int:
    """A number of the plan."""
    shown = page.locator(".figure", has=page.locator(".figure-label", has_text=label))
    return int(shown.locator(".figure-value").first.inner_text())


def mend(page: "Page", here: str, file: Path, folder: Path) -> None:
    """Take the rows with errors, correct them as their sender would, and send only them."""
    known = truths(file.parent)
    page.goto(here)
    link = page.get_by_role("button", name="下载出错的行")
    link.wait_for(timeout=6 * SLOW)
    with page.expect_download() as waited:
        link.click()
    again = folder / f"改-{file.name}"
    again.write_bytes(Path(waited.value.path()).read_bytes())
    mend_workbook(again, scoring.key_of(file), known)
    page.set_input_files("input[name=file]", again)
    press(page, "报送改好的行")
    planned(page)
    assert figure(page, "有错") == 0
    press(page, "导入")
    wait_for(page, "已导入")


def judge(page: "Page", here: str, answer: str, badge: str) -> int:
    """Say of each open pair of a ledger whether it is one person; says how many there were."""
    page.goto(f"{here}reviews/")
    count = 0
    while page.locator(".pair .badge-amber").count():
        page.locator(".pair", has=page.locator(".badge-amber")).first.locator(
            "button", has_text=answer
        ).click()
        page.wait_for_load_state()
        count += 1
        assert page.locator(".pair .badge", has_text=badge).count() == count
    page.goto(here)
    if page.locator("button", has_text="导入刚判断好的").count():
        press(page, "导入刚判断好的")
        wait_for(page, "已导入")
    return count


def test_ledgers_become_one_register(
    open_desk: "Opener", shared_data: Path, tmp_path: Path
) -> None:
    files = {}
    for name in (FIRST, SECOND, CARDS):
        files[name] = tmp_path / name
        files[name].write_bytes((shared_data / "ledgers" / name).read_bytes())
    page = sign_in(open_desk(), "worker")
    addresses = {name: bring(page, file) for name, file in files.items()}
    page.goto(addresses[FIRST])
    assert figure(page, "有错") == 9 and "133" in page.locator("#ledger").inner_text()
    for name in (FIRST, SECOND):
        mend(page, addresses[name], shared_data / "ledgers" / name, tmp_path)
    judged = judge(page, addresses[SECOND], "是同一个人", "同一个人")
    judged += judge(page, addresses[CARDS], "是两个人", "两个人")
    assert judged == 2
    page.goto("/desk/people/?q=朱婷")
    assert page.locator("tbody tr", has_text="朱婷").count() == 1  # two records, one person
    page.goto("/desk/people/?q=刘梓涵")
    assert page.locator("tbody tr", has_text="刘梓涵").count() == 2
    page.goto(addresses[CARDS])
    page.locator("summary", has_text="全部撤回").click()
    press(page, "撤回")
    wait_for(page, "已撤回")
    page.goto("/desk/people/?q=刘梓涵")
    assert page.locator("tbody tr", has_text="刘梓涵").count() == 1
