"""A whistle with three parties, seen live on the board: one answers, one is ruled, one is late."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import SLOW, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.harness.browser import Opener
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

WORDS = "二层平台有人堆了煤气罐，楼下闻到煤气味"
CITY, FIRE, POLICE = "清溪城市管理中队", "清溪消防救援站", "清溪派出所"
# The half hour of one party, over a minute ago; the timer that runs finds it by itself.
HALF_AN_HOUR_LATER = """
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from liren.workorders.models import WorkOrder
gone = timedelta(minutes=31)
waiting = WorkOrder.objects.filter(kind="whistle", party__name="{party}", closed_at=None)
waiting.filter(call__whistle={whistle}).update(
    issued_at=F("issued_at") - gone,
    original_due_at=F("original_due_at") - gone,
    due_at=F("due_at") - gone,
    sweep_at=timezone.now(),
)
"""


def test_three_parties_are_called_and_the_board_is_live(
    open_desk: "Opener", live: "Servers"
) -> None:
    names = ("worker", "duty", "chengguan", "xiaofang")
    worker, duty, city, fire = (sign_in(open_desk(), name) for name in names)
    board = sign_in(open_desk(), "duty")
    board.goto("/desk/whistles/")

    whistle = blow(worker)
    card = board.locator(f"[data-whistle='{whistle}']")
    card.wait_for(timeout=SLOW)  # live: nobody has loaded the page again
    assert card.get_by_text("还没应答").count() == 3

    city.locator(f"a[href='/desk/whistles/{whistle}/']").first.wait_for(timeout=SLOW)
    answer_coming(city, whistle)
    stands(card, CITY, "在路上")

    answer_not_ours(fire, whistle)
    stands(card, FIRE, "说不归他们")
    rule_released(duty, whistle)
    stands(card, FIRE, "已免去")

    late = HALF_AN_HOUR_LATER.format(party=POLICE, whistle=whistle)
    live.liren("shell", "--no-imports", "-c", late)
    stands(card, POLICE, "已报街道")
    duty.goto("/desk/")
    duty.locator(f"a[href='/desk/whistles/{whistle}/']").first.wait_for(timeout=SLOW)

    end(worker, whistle)
    card.wait_for(state="detached", timeout=SLOW)
    board.goto("/desk/whistles/?show=ended")
    ended = board.locator(f"[data-whistle='{whistle}']").inner_text()
    assert "帮上了" in ended
    assert "没帮上" in ended


def blow(page: "Page") -> str:
    page.goto("/desk/whistles/blow/")
    page.fill("textarea[name=words]", WORDS)
    for party in (CITY, FIRE, POLICE):
        page.locator(".needed-row").filter(has_text=party).locator("input").check()
    with page.expect_navigation(timeout=SLOW):
        page.locator(".blow button.button-primary").click()
    found = re.search(r"/desk/whistles/(\d+)/$", page.url)
    assert found, page.locator("main").inner_text()
    return found[1]


def answer_coming(page: "Page", whistle: str) -> None:
    page.goto(f"/desk/whistles/{whistle}/")
    page.fill("input[name=words]", "两个人带车")
    press(page, ".whistle-answer button.button-primary")


def answer_not_ours(page: "Page", whistle: str) -> None:
    page.goto(f"/desk/whistles/{whistle}/")
    page.locator(".whistle-answer summary").click()
    page.fill(".whistle-answer textarea[name=words]", "没有火情，归燃气")
    press(page, ".whistle-answer details button")


def rule_released(page: "Page", whistle: str) -> None:
    page.goto("/desk/")
    row = page.locator(f".inbox-row:has(a[href='/desk/whistles/{whistle}/'])")
    row.first.wait_for(timeout=SLOW)
    assert "裁定" in row.first.inner_text()
    page.goto(f"/desk/whistles/{whistle}/")
    page.locator("[name=verdict][value=release]").check(force=True)
    page.fill(".whistle-rule textarea[name=reason]", "先由城管和派出所到场")
    press(page, ".whistle-rule button.button-primary")


def end(page: "Page", whistle: str) -> None:
    page.goto(f"/desk/whistles/{whistle}/")
    page.locator(".whistle-end > summary").click()
    questions = page.locator(".whistle-help")
    for number in range(questions.count()):
        one = questions.nth(number)
        said = "no" if POLICE in one.inner_text() else "yes"
        one.locator(f"input[value={said}]").check(force=True)
    page.fill(".whistle-end textarea[name=words]", "煤气罐搬走，气味散了")
    press(page, ".whistle-end button.button-primary")


def press(page: "Page", selector: str) -> None:
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=SLOW) as told:
        page.locator(selector).first.click()
    assert told.value.status < 400, f"answered {told.value.status}"


def stands(card: "Locator", party: str, words: str) -> None:
    """The party's line on the board comes to say it, by itself."""
    line = card.locator(".call").filter(has_text=party).filter(has_text=words)
    line.wait_for(timeout=SLOW)
