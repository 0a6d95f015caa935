"""From a poster's code to the resident's verdict, through every turn the loop has."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import SLOW, act, report, sign_in, stage

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener

pytestmark = pytest.mark.browser

PLACE = "A1-01"
WORDS = "一单元门口的路灯又不亮了，晚上老人看不清台阶"


@pytest.fixture
def staff(open_desk: "Opener") -> dict[str, "Page"]:
    names = ("worker", "wuye", "chengguan", "grid1")
    return {name: sign_in(open_desk(), name) for name in names}


def case_of(page: "Page", words: str) -> str:
    """The number of the case at the top of the inbox's row with these words."""
    row = page.locator("a[href^='/desk/cases/']").filter(has_text=words).first
    found = re.search(r"/desk/cases/(\d+)/", row.get_attribute("href") or "")
    assert found
    return found[1]


def test_a_resident_on_a_phone_is_heard_and_has_the_last_word(
    phone: "Page", staff: dict[str, "Page"]
) -> None:
    worker, wuye = staff["worker"], staff["wuye"]
    link = report(phone, place=PLACE, words=WORDS)
    row = worker.locator("a[href^='/desk/cases/']").filter(has_text="路灯又不亮").first
    row.wait_for(timeout=SLOW)  # live: nobody has reloaded the page
    case = case_of(worker, "路灯又不亮")

    act(worker, case, "dispatch", party="城市管理", instruction="请看一下")
    act(staff["chengguan"], case, "return", reason="小区里的灯归物业管")
    act(worker, case, "dispatch", party="梧桐苑服务处")
    act(wuye, case, "accept")
    act(wuye, case, "finish", result="换了灯泡")
    act(staff["grid1"], case, "send_back", reason="灯还是一闪一闪")
    act(wuye, case, "finish", result="换了灯头和线")
    act(staff["grid1"], case, "approve", words="亮了")

    assert "换了灯头和线" in stage(phone, link)
    judge(phone, solved="no", comment="昨晚又灭了")
    act(worker, case, "dispatch", party="城市管理")
    act(staff["chengguan"], case, "finish", result="重新接了电缆")
    act(staff["grid1"], case, "approve", words="连看两晚都亮")
    stage(phone, link)
    judge(phone, solved="yes", comment="")
    worker.goto(f"/desk/cases/{case}/")
    assert "重新接了电缆" in worker.locator("main").inner_text()


def judge(page: "Page", *, solved: str, comment: str) -> None:
    form = page.locator("form[action$='/verdict/']")
    form.locator(f"[name=solved][value={solved}]").check(force=True)
    if comment:
        form.locator("[name=comment]").fill(comment)
    with page.expect_navigation(timeout=SLOW):
        page.locator("button[form=verdict]").click()


def test_an_old_neighbour_is_heard_by_telephone(phone: "Page", staff: dict[str, "Page"]) -> None:
    worker = staff["worker"]
    worker.goto("/desk/new/")
    worker.locator("[name=channel][value=telephone]").check(force=True)
    worker.fill("[name=text]", "何奶奶来电：厨房水管滴水，地上湿，怕滑倒")
    worker.fill("[name=phone]", "13900001111")
    worker.locator("select[name=place]").select_option(index=2)
    with worker.expect_navigation(timeout=SLOW):
        worker.locator("main form button[type=submit]").last.click()
    told = worker.locator("main").inner_text()
    number, code = re.search(r"\d{6}-\d+", told), re.search(r"\d{3} \d{3}", told)
    assert number and code, told
    phone.goto("/progress/")
    phone.fill("input[name=number]", number[0])
    phone.fill("input[name=code]", code[0].replace(" ", ""))
    with phone.expect_navigation(timeout=SLOW):
        phone.press("input[name=code]", "Enter")
    link = phone.url
    case = number[0].rpartition("-")[2]
    act(worker, case, "dispatch", party="梧桐苑服务处", instruction="老人独居，请先打电话")
    act(staff["wuye"], case, "finish", result="换了水龙头垫圈，地面擦干")
    act(staff["grid1"], case, "approve", words="上门看过，不滴了")
    assert "换了水龙头垫圈" in stage(phone, link)
    judge(phone, solved="yes", comment="谢谢，小师傅很耐心")
    assert "谢谢" in phone.locator("main").inner_text()
