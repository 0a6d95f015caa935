"""A department's form: filled on the page and in its workbook, handed in; a month reported."""

import hashlib
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from tests.harness.accessibility import assert_accessible
from tests.journeys.people import SLOW, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched

pytestmark = pytest.mark.browser

FORM = "60 岁以上独居老人关爱台账"


def fill(path: "Path", needs: str) -> int:
    """Write the two needed columns into every row, as a clerk would; says how many rows."""
    book = load_workbook(path)
    places = {
        key: (book.defined_names[name].attr_text or "").split("$")[1:]
        for key, name in (("when", "C_visited"), ("needs", "C_needs"), ("name", "C_name"))
    }
    sheet = book.worksheets[0]
    columns = {key: column_index_from_string(place[0]) for key, place in places.items()}
    first = int(places["name"][1]) + 1
    rows = 0
    while sheet.cell(first + rows, columns["name"]).value:
        sheet.cell(first + rows, columns["when"]).value = "2026-11-12"
        sheet.cell(first + rows, columns["needs"]).value = needs
        rows += 1
    book.save(path)
    return rows


def send(page: "Page", path: "Path") -> str:
    """Send a workbook back; what the latest line says."""
    page.set_input_files("input[type=file][name=file]", path)
    page.get_by_role("button", name="发送").click()
    page.locator("#returns tbody tr").first.wait_for(timeout=SLOW)
    return page.locator("#returns tbody tr").first.inner_text()


def send_wrong_then_right(desk: "Page", folder: "Path") -> None:
    """A workbook with a wrong answer comes back; only its rows are mended and sent again."""
    with desk.expect_download(timeout=SLOW) as taken:
        desk.get_by_role("button", name="下载表格").click()
    path = folder / "form.xlsx"
    taken.value.save_as(path)
    rows = fill(path, "唱歌")
    assert str(rows) in send(desk, path)
    with desk.expect_download(timeout=SLOW) as wrong:
        desk.get_by_role("link", name="问题表").first.click()
    again = folder / "again.xlsx"
    wrong.value.save_as(again)
    assert fill(again, "送餐") == rows
    assert str(rows) in send(desk, again)


def test_a_form_is_filled_sent_back_and_handed_in(
    open_desk: "Opener", watched: "Watched", tmp_path: "Path"
) -> None:
    watched.allow("422")  # a wrong value is answered so
    desk = sign_in(open_desk(), "worker")
    desk.goto("/desk/forms/")
    desk.get_by_role("link", name=FORM).first.click()
    desk.wait_for_load_state()
    assert_accessible(desk)
    here = desk.url
    desk.locator(".filling select").first.select_option("陪诊")
    desk.get_by_role("button", name="保存本页").click()
    desk.locator("text=已保存").first.wait_for(timeout=SLOW)
    assert desk.locator(".filling select").first.input_value() == "陪诊"

    desk.locator("a.wrong[href*='/phone/']").first.click()
    desk.fill("input[name=value]", "15400001234")
    desk.locator("main button[type=submit]").click()
    desk.wait_for_url(here, timeout=SLOW)

    send_wrong_then_right(desk, tmp_path)
    desk.get_by_role("button", name="提交", exact=True).click()
    desk.locator("text=SM3").first.wait_for(timeout=SLOW)

    officer = sign_in(open_desk(), "shiwu")
    officer.goto("/desk/forms/")
    officer.get_by_role("link", name=FORM).first.click()
    with officer.expect_download(timeout=SLOW) as received:
        officer.get_by_role("button", name="接收").first.click()
    assert received.value.suggested_filename.endswith(".xlsx")


def test_a_months_report_is_made_and_its_hash_checked(open_desk: "Opener") -> None:
    desk = sign_in(open_desk(), "secretary")
    desk.goto("/desk/reports/")
    desk.fill("input[name=month]", "2025-12")
    desk.get_by_role("button", name="生成并报送").click()
    desk.locator("text=与报送时一致").wait_for(timeout=SLOW)
    assert_accessible(desk)
    written = desk.request.get(desk.url + "content/").body()
    assert hashlib.sha256(written).hexdigest() in desk.locator(".hash").inner_text()
    desk.goto("/desk/burden/")
    assert "省下的分钟" in desk.locator("main").inner_text()
    assert_accessible(desk)
