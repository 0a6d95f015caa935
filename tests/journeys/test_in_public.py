"""What neighbours see of each other, and a cause that is chosen, carried out and shown."""

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import pytest

from tests.journeys.people import SLOW, act, report, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser
ATOM = "{http://www.w3.org/2005/Atom}"
HIDDEN = "后门的铁栅栏松动摇晃，请打13812345678"
SHOWN = "后门的铁栅栏生锈断了一根，请打13812345678"


def choose(page: "Page", shown: str) -> None:
    """Say on the page of one's report who may know of it."""
    page.locator("details", has=page.locator("form[action$='/shown/']")).locator("summary").click()
    form = page.locator("form[action$='/shown/']")
    form.locator(f"input[value={shown}]").check(force=True)
    with page.expect_navigation(timeout=SLOW):
        form.locator("button").click()


def case_of(page: "Page", link: str) -> str:
    """The id of a report's case, from its number."""
    page.goto(link)
    number = re.search(r"\d{6}-(\d+)", page.locator("main").inner_text())
    assert number, page.url
    return number[1]


def test_private_stays_private_and_public_goes_without_its_number(
    live: "Servers", phone: "Page", open_phone: "Opener", desk: "Page"
) -> None:
    place = place_code(live)
    private = report(phone, place=place, words=HIDDEN)
    phone.goto(private)
    choose(phone, "office")
    private_case = case_of(phone, private)
    public = report(phone, place=place, words=SHOWN)
    phone.goto(public)
    choose(phone, "words")
    public_case = case_of(phone, public)
    worker = sign_in(desk, "worker")
    for case in (private_case, public_case):
        act(worker, case, "correct", category="健身与休闲设施")
        act(worker, case, "file")

    neighbour = open_phone()
    neighbour.goto("/public/")
    told = neighbour.locator("main").inner_text()
    assert "生锈断了一根" in told and "松动摇晃" not in told
    assert "13812345678" not in neighbour.content()
    assert neighbour.request.get(f"/public/case/{private_case}/").status == 404
    neighbour.goto(f"/public/case/{public_case}/")
    assert "13812345678" not in neighbour.content()

    feed = neighbour.request.get(f"/public/{place}/feed.atom")
    entries = Tree.fromstring(feed.body()).findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    assert any("生锈断了一根" in title for title in titles)
    assert not any("松动" in title for title in titles) and b"13812345678" not in feed.body()
    again = neighbour.request.get(
        f"/public/{place}/feed.atom", headers={"If-None-Match": feed.headers["etag"]}
    )
    assert again.status == 304

    phone.goto(public)
    choose(phone, "office")
    neighbour.goto("/public/")
    assert "生锈断了一根" not in neighbour.locator("main").inner_text()


def test_a_cause_is_chosen_and_its_effect_is_shown(open_desk: "Opener", phone: "Page") -> None:
    phone.goto("/public/month/")
    before = phone.locator("main").inner_text()
    assert "措施做完后同样" in before and "说明不了什么" in before  # last month's, from the demo

    secretary = sign_in(open_desk(), "secretary")
    secretary.goto("/desk/causes/")
    row = secretary.locator("tr", has_text="路灯照明").first
    row.locator("summary").click()
    row.locator("[name=why]").fill("同一批灯，修了又坏。")
    with secretary.expect_navigation(timeout=SLOW):
        row.locator("form button").click()
    secretary.fill("[name=what]", "换掉整条老线路")
    party = secretary.locator("[name=party]")
    party.select_option(label=next(o for o in options(party.inner_text()) if "梧桐苑服务处" in o))
    with secretary.expect_navigation(timeout=SLOW):
        secretary.locator("form[action$='/plan/'] button").click()

    firm = sign_in(open_desk(), "wuye")
    firm.get_by_role("link", name="换掉整条老线路").first.click()
    firm.fill("[name=words]", "线路全部换新，逐盏试亮。")
    with firm.expect_navigation(timeout=SLOW):
        firm.locator("button[value=finish]").click()

    phone.goto("/public/month/")
    after = phone.locator("main").inner_text()
    assert "换掉整条老线路" in after and "逐盏试亮" in after
    assert "第二天起开始计数" in after


def options(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def place_code(live: "Servers") -> str:
    """The first compound of the demo."""
    told = live.liren(
        "shell",
        "-c",
        "from liren.places.models import Place; "
        "print('CODE', Place.objects.filter(kind='compound').earliest('path').code)",
    )
    found = re.search(r"CODE (\S+)", told)
    assert found
    return found[1]
