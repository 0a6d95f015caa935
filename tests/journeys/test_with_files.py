"""A file of messages through its page: the bar moves, bad rows come back, repeats become one case.

It runs last, because it fills the inbox that all journeys share.
"""

import csv
import io
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import SLOW, sign_in

if TYPE_CHECKING:
    from tests.harness.browser import Opener

pytestmark = pytest.mark.browser

ROWS = 1800
HEADER = ("工单编号", "来电时间", "工单标题", "工单内容")
WHAT = ("电梯异响", "垃圾没收", "车位被占", "漏水", "树枝断了", "井盖响", "噪音", "路灯闪")
STONE, STONE_TOO = (
    "社区食堂门口的石墩子倒在路中间，骑车的差点撞上去",
    "食堂门口石墩子倒在路中间，骑车的差点撞上去，快来人",
)
OTHERS = [
    ("Q-A", "2026-11-20 10:00", "", STONE),
    ("Q-B", "2026-11-21 10:00", "", STONE_TOO),
    ("Q-C", "去年冬天", "坏时间", "路灯坏了"),
    ("Q0", "2026-11-20 09:00", "重号", "别的话"),
    ("Q-D", "昨天", "", "灯灭了"),
]


def messages(path: Path) -> Path:
    """Rows of which most are new, two say the same, and three cannot be used."""
    many = (
        (f"Q{n}", "2026-11-20 09:00", WHAT[n % 8], f"{n}号车库旁{WHAT[n % 8]}，第{n}次说")
        for n in range(ROWS)
    )
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADER, *many, *OTHERS])
    return path


def test_a_file_is_brought_in_and_its_bad_rows_come_back(
    open_desk: "Opener", tmp_path: Path
) -> None:
    page = sign_in(open_desk(), "worker")
    page.goto("/desk/imports/")
    page.set_input_files("input[name=file]", messages(tmp_path / "十一月.csv"))
    with page.expect_navigation(timeout=SLOW):
        page.locator("form[enctype] button[type=submit]").last.click()
    assert "Q0" in page.locator("table").inner_text()
    assert page.locator("select[name=detail]").input_value() == "3"
    with page.expect_navigation(timeout=SLOW):
        page.locator("form.mapping button[type=submit]").last.click()
    bar = page.locator("#import progress")
    seen = set()
    until = time.monotonic() + 120
    while (value := float(bar.get_attribute("value") or 0)) < 1 and time.monotonic() < until:
        seen.add(value)
        page.wait_for_timeout(150)
    assert len(seen) >= 2, f"the bar moves while the worker works: {seen}"
    page.locator("#repeats").wait_for(timeout=SLOW)  # by itself, when the last row is in
    with page.expect_download() as waited:
        page.locator("a[href$='/bad/']").click()
    given = Path(waited.value.path()).read_bytes().decode("gb18030")
    rows = list(csv.reader(io.StringIO(given)))
    assert [row[0] for row in rows[1:]] == ["Q-C", "Q0", "Q-D"]
    assert all(row[-1] for row in rows[1:]), "each with its reason"

    group = page.locator(".repeat-group").filter(has_text="石墩子")
    with page.expect_navigation(timeout=SLOW):
        group.locator("button[type=submit]").click()
    assert page.locator(".repeat-group").filter(has_text="石墩子").count() == 0
    page.goto("/desk/cases/?q=石墩子")
    assert "2 人反映" in page.locator("main").inner_text()
