"""A topic from a neighbour's words to a measure that neighbours have evaluated.

Raised on a phone, talked over, brought before a meeting, put to a vote of the owners with one
ballot on line, one on paper and one by proxy, planned, published, carried out, evaluated.
"""

import json
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.people import PASSWORD, SLOW, sign_in
from tests.journeys.test_owners_vote import closed_vote, come_with, digits_for, submit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

OPENING = Path(__file__).with_name("opening.py")
WORDS = "东门的坡道太陡，轮椅和婴儿车推不上去"
QUESTION = "是否同意用维修资金把东门坡道改缓？"
# What was announced has come, as if days had gone by; and the timer looks, which it does by itself
# once a minute.
OVER = (
    "from datetime import timedelta; from django.utils import timezone; "
    "from liren.deliberation.models import Sitting, Topic; at = timezone.now(); "
    "Topic.objects.filter(pk={pk}).update(open_until=at - timedelta(seconds=1)); "
    "Sitting.objects.filter(topic={pk}).update(starts_at=at - timedelta(hours=1)); "
    "from liren.core.timer import run_due; run_due(at)"
)
VOTE_OVER = (
    "from django.utils import timezone; from liren.voting.models import Vote; "
    "Vote.objects.filter(pk={}).update(closes_at=timezone.now()); "
    "from liren.core.timer import run_due; run_due(timezone.now())"
)


def neighbour(page: "Page", username: str) -> "Page":
    """Somebody who lives here signs in on a phone."""
    page.goto("/sign-in/staff/?next=/talk/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/talk/", timeout=SLOW)
    return page


def main(page: "Page", path: str = "") -> str:
    """What stands on a page."""
    if path:
        page.goto(path)
    return page.locator("main").inner_text()


def over(live: "Servers", topic: str) -> None:
    """Let the announced time pass."""
    live.liren("shell", "--no-imports", "-c", OVER.format(pk=topic))


def do(page: "Page", topic: str, key: str, **typed: str) -> None:
    """One deed at the desk, with what is typed."""
    page.goto(f"/desk/talk/{topic}/?do={key}")
    form = page.locator(f"form[action$='/do/{key}/']")
    for name, text in typed.items():
        box = form.locator(f"[name={name}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            pick(page, box, text)
        else:
            box.fill(text)
    with page.expect_navigation(timeout=SLOW):
        form.locator("button.button-primary").click()
    assert "field-error" not in page.content(), page.locator(".field-error").all_inner_texts()


def pick(page: "Page", box: "object", text: str) -> None:
    """The option with these words, or this value."""
    from playwright.sync_api import Locator

    assert isinstance(box, Locator)
    options = box.locator("option").all()
    words = {(one.inner_text().strip(), one.get_attribute("value") or "") for one in options}
    value = next(value for word, value in words if text in (word, value) or text in word)
    box.select_option(value=value)


def in_days(days: int) -> str:
    return f"{datetime.now().astimezone() + timedelta(days=days):%Y-%m-%dT19:00}"


def test_from_a_neighbours_words_to_their_verdict(
    live: "Servers", phone: "Page", open_phone: "Opener", open_desk: "Opener", watched: "Watched"
) -> None:
    first, second, third = (
        neighbour(phone, "resident"),
        neighbour(open_phone(), "neighbour01"),
        neighbour(open_phone(), "neighbour02"),
    )
    secretary, worker = sign_in(open_desk(), "secretary"), sign_in(open_desk(), "worker")
    topic = bring_up(first)
    stand_behind(second, topic)
    do(secretary, topic, "take_up", words="坡道关系到很多家，拿出来商量。", until=in_days(9))
    talk_over(first, second, worker, topic)
    over(live, topic)
    do(secretary, topic, "meet", words="下周坐下来定方案")
    meet(worker, live, topic)
    do(secretary, topic, "ask_vote", words="动用维修资金，由业主表决")
    do(secretary, topic, "vote", question=QUESTION, basis="owners", item="5")
    vote_on_it(live, phone, worker, secretary, topic)

    do(secretary, topic, "plan", words="用维修资金改造东门坡道，坡度不超过 1:12。")
    do(
        secretary, topic, "measure",
        what="改造东门坡道并加扶手", party="梧桐苑服务处", due_date=in_days(30)[:10], cost="38000",
    )  # fmt: skip
    do(secretary, topic, "publish")
    over(live, topic)
    until(lambda: "正在实施" in main(phone, f"/talk/{topic}/"))
    carry_out(sign_in(open_desk(), "wuye"), topic)
    assert "坡道已经浇好" in main(second, f"/talk/{topic}/")
    do(secretary, topic, "ask_word")
    for page in (first, second, third):
        evaluate(page, topic)
    over(live, topic)
    until(lambda: "邻居们说已解决" in main(phone, f"/talk/{topic}/"))
    the_whole_way_is_one_line(phone, topic)


def bring_up(page: "Page") -> str:
    page.goto("/talk/new/")
    page.fill("textarea[name=words]", WORDS)
    submit(page, "button[form=raise]")
    if page.locator("#different").count():
        submit(page, "button[form=different]")
    found = re.search(r"/talk/(\d+)/", page.url)
    assert found, page.url
    return found[1]


def stand_behind(page: "Page", topic: str) -> None:
    """What sounds the same is joined with one tap."""
    page.goto("/talk/new/")
    page.fill("textarea[name=words]", "东门坡道太陡，推婴儿车上不去")
    submit(page, "button[form=raise]")
    submit(page, f"form[action='/talk/{topic}/support/'] button")
    assert "您家已支持" in page.locator("body").inner_text()


def talk_over(first: "Page", second: "Page", worker: "Page", topic: str) -> None:
    first.goto(f"/talk/{topic}/statements/")
    first.fill("textarea[name=text]", "两边都要有扶手")
    submit(first, "form[action$='/say/'] button")
    do(worker, topic, "statement", text="施工时要留一条能走的路", source="telephone")
    second.goto(f"/talk/{topic}/statements/")
    for _ in range(2):
        submit(second, "button[value=agree]")
    assert "已经对全部观点表态" in main(second)
    answer = second.request.get(f"/talk/{topic}/opinions/")
    assert answer.status == 404, "nobody sees how others think before the talk has ended"


def meet(page: "Page", live: "Servers", topic: str) -> None:
    do(
        page, topic, "sitting",
        kind="meeting", starts_at=in_days(5), where="居委会二楼", agenda="看方案\n定方案",
        invited_words="东区各楼代表", invited="12",
    )  # fmt: skip
    over(live, topic)
    page.goto(f"/desk/talk/{topic}/")
    with page.expect_navigation(timeout=SLOW):
        page.locator("a[href*='/desk/talk/sittings/']").first.click()
    address = page.url.partition("#")[0]
    for name in ("代表甲", "代表乙", "代表丙"):
        page.goto(address)
        page.fill("[name=present-name]", name)
        submit(page, "form[action$='/present/'] button")
    page.fill("[name=minute-speaker]", "1 号楼居民")
    page.fill("[name=minute-text]", "坡度按规范来，别省钱")
    submit(page, "form[action$='/minute/'] button")
    page.fill("[name=decision-text]", "同意改造，请业主表决动用维修资金")
    page.fill("[name=decision-yes]", "3")
    submit(page, "form[action$='/decision/'] button")
    submit(page, "form[action$='/post/'] button")


def vote_on_it(
    live: "Servers", phone: "Page", worker: "Page", secretary: "Page", topic: str
) -> None:
    """The owners vote: on line, on paper, by proxy."""
    secretary.goto(f"/desk/talk/{topic}/")
    href = secretary.locator("main a[href^='/desk/votes/']").first.get_attribute("href") or ""
    vote = href.strip("/").rpartition("/")[2]
    script = f"VOTE = {vote}\n" + OPENING.read_text("utf-8")
    printed = live.liren("shell", "--no-imports", "-c", script)
    line = next(line for line in printed.splitlines() if line.startswith("OPENED "))
    letters = json.loads(line.removeprefix("OPENED "))

    come_with(phone, letters["1-1-101"][0], "15400800001")
    phone.fill("main input[name=digits]", digits_for("15400800001", live))
    submit(phone)
    phone.locator("main label").filter(has_text="同意").first.click()
    submit(phone)
    submit(phone)
    submit(phone)
    take_in(worker, vote, letters["1-1-102"][1])
    worker.goto(f"/desk/votes/{vote}/proxies/new/")
    for name, text in (("home", "1-1-201"), ("holder", "赵小三"), ("instruction", "同意")):
        worker.fill(f"main [name={name}]", text)
    worker.locator("[name=is_written]").check(force=True)
    submit(worker)
    take_in(worker, vote, letters["1-1-201"][1], by_proxy=True)

    live.liren("shell", "--no-imports", "-c", VOTE_OVER.format(vote))
    closed_vote(secretary, vote)
    enter_papers(worker, secretary, vote)
    secretary.goto(f"/desk/votes/{vote}/")
    submit(secretary, "form[action$='/step/count/'] button")
    until(lambda: "表决通过" in main(phone, f"/talk/{topic}/"))


def take_in(page: "Page", vote: str, number: str, *, by_proxy: bool = False) -> None:
    page.goto(f"/desk/votes/{vote}/paper/?paper={number}")
    if by_proxy:
        page.locator("[name=is_by_proxy]").check(force=True)
    submit(page)


def enter_papers(worker: "Page", secretary: "Page", vote: str) -> None:
    box = f"/desk/votes/{vote}/boxes/1/"
    worker.goto(box)
    worker.fill("main [name=envelopes]", "2")
    submit(worker)
    for page in (worker, secretary):
        while True:
            page.goto(box)
            link = page.get_by_role("link", name="录入", exact=True)
            if not link.count():
                break
            with page.expect_navigation(timeout=SLOW):
                link.first.click()
            page.locator("main label").filter(has_text="同意").first.click()
            submit(page)
    worker.goto(box)
    worker.fill("main [name=reason]", "照片另存")
    submit(worker)


def carry_out(page: "Page", topic: str) -> None:
    """The party finds it in its inbox, takes it on, tells news, spends, and has done."""
    page.goto("/desk/")
    href = page.locator("a[href*='/desk/talk/measures/']").filter(has_text="东门坡道").first
    address = href.get_attribute("href") or ""
    news = "模板拆了，坡道已经浇好"
    for button, words in (("accept", ""), ("news", news), ("finish", "坡道完工")):
        page.goto(address)
        if button == "finish":
            page.fill("[name=spend-amount]", "36500")
            page.fill("[name=spend-what]", "坡道工程款")
            page.fill("[name=spend-day]", f"{datetime.now().astimezone():%Y-%m-%d}")
            submit(page, "form[action$='/spend/'] button")
        page.fill("[name=news-words]", words)
        submit(page, f"button[name=do][value={button}]")


def evaluate(page: "Page", topic: str) -> None:
    page.goto(f"/talk/{topic}/evaluate/")
    page.locator("input[value=settled]").first.check(force=True)
    submit(page, "button[form=evaluate]")


def until(is_so: "object", seconds: int = 150) -> None:
    """Wait for what jobs and the timer do."""
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(2)


def the_whole_way_is_one_line(page: "Page", topic: str) -> None:
    """From the first words to the verdict, in the order in which it was."""
    page.goto(f"/talk/{topic}/")
    line = page.locator("ol.timeline").inner_text()
    way = (
        "已解决", "已完成，正在请邻居评价", "完成", "进展", "已接下", "开始实施", "方案已公示",
        "已决定", "表决通过", "正在准备表决", "提交表决", "会议记录已公布", "已发出会议通知",
        "提交会议商议", "开始商量", "已公开答复", "提出",
    )  # fmt: skip
    places = [line.find(word) for word in way]
    assert -1 not in places, [word for word, at in zip(way, places, strict=True) if at < 0]
    assert "36,500" in main(page) and "各户评价：解决 3" in main(page)
