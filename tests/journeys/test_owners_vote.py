"""An owners' committee election: a ballot on line, one on paper, one by proxy; a tenant, a second
vote and a late vote are refused; the result is counted again from the published file."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.harness.servers import Servers
from tests.journeys.people import SLOW, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.harness.browser import Opener, Watched

pytestmark = pytest.mark.browser

ELECTION = Path(__file__).with_name("election.py")
TENANT = "15400900099"
# The time of the vote is over, as if a week had gone by.
OVER = (
    "from django.utils import timezone; from liren.voting.models import Vote; "
    "Vote.objects.filter(pk={}).update(closes_at=timezone.now())"
)


@dataclass(frozen=True)
class Election:
    """The vote, and for each home the code of its letter and the number of its paper."""

    vote: int
    letters: dict[str, list[str]]


@pytest.fixture(scope="module")
def election(live: Servers) -> Iterator[Election]:
    """An election that has been open for an hour."""
    printed = live.liren("shell", "--no-imports", "-c", ELECTION.read_text("utf-8"))
    line = next(line for line in printed.splitlines() if line.startswith("ELECTION "))
    yield Election(**json.loads(line.removeprefix("ELECTION ")))


def submit(page: "Page", button: str = "main button.button-primary") -> None:
    """Press the one most likely button, and wait for the next page."""
    with page.expect_navigation(timeout=SLOW):
        page.locator(button).filter(visible=True).first.click()


def come_with(page: "Page", code: str, phone: str) -> None:
    """Scan the letter, type a telephone."""
    page.goto(f"/vote/{code.replace(' ', '')}/")
    page.fill("main input[name=phone]", phone)
    submit(page)


def refusal(page: "Page") -> str:
    """What the page says of why not."""
    return page.locator("main [role=alert]").first.inner_text()


def digits_for(phone: str, live: Servers) -> str:
    """The latest digits that the console channel printed for a telephone."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        log = live.log.read_text("utf-8", "replace")
        if found := re.findall(rf"\+86{phone}: (\d{{6}}) ", log):
            return str(found[-1])
        time.sleep(0.2)
    raise AssertionError(f"nothing was sent to {phone}")


def test_an_election_from_the_letter_to_the_published_file(
    election: Election,
    phone: "Page",
    open_desk: "Opener",
    watched: "Watched",
    live: Servers,
    tmp_path: Path,
) -> None:
    watched.allow("422")  # each refusal is answered so
    phone.goto(f"/votes/{election.vote}/")
    assert "共 4 户，已投 0 户" in phone.locator("main").inner_text()
    receipt = ballot_on_line(phone, election, live)

    worker, secretary = sign_in(open_desk(), "worker"), sign_in(open_desk(), "secretary")
    ballots_on_paper(worker, election)
    early = secretary.request.get(f"/votes/{election.vote}/result/")
    assert early.status == 404, "nobody sees a count before the close"

    live.liren("shell", "--no-imports", "-c", OVER.format(election.vote))
    come_with(phone, election.letters["1-1-202"][0], "15400900004")
    assert "截止" in refusal(phone)

    closed_vote(secretary, str(election.vote))
    open_the_box(worker, secretary, election)
    secretary.goto(f"/desk/votes/{election.vote}/")
    submit(secretary, "form[action$='/step/count/'] button")
    phone.goto(f"/votes/{election.vote}/result/")
    seen = phone.locator("main").inner_text()
    assert "当选：陈立" in seen and "线上投票 1" in seen
    look_up(phone, election, receipt)
    verify(phone, election, receipt, live, tmp_path)


def ballot_on_line(page: "Page", election: Election, live: Servers) -> str:
    """The owner votes once; a tenant and a second vote are refused. Returns the receipt."""
    letter = election.letters["1-1-101"][0]
    come_with(page, letter, TENANT)
    assert "租户和家人" in refusal(page)

    come_with(page, letter, "15400900001")
    page.fill("main input[name=digits]", digits_for("15400900001", live))
    submit(page)
    page.locator("main label").filter(has_text="陈立").click()
    submit(page)
    assert "陈立" in page.locator(".chosen").inner_text()
    submit(page)
    receipt = page.locator(".receipt-code").inner_text()
    submit(page)
    assert "共 4 户，已投 1 户" in page.locator("main").inner_text()

    come_with(page, letter, "15400900001")
    assert "已经投过票" in refusal(page)
    return receipt


def ballots_on_paper(worker: "Page", election: Election) -> None:
    """One envelope of the owner, and one by proxy."""
    take_in(worker, election, "1-1-102")
    worker.goto(f"/desk/votes/{election.vote}/proxies/new/")
    for name, text in (("home", "1-1-201"), ("holder", "赵小三"), ("instruction", "选陈立")):
        worker.fill(f"main [name={name}]", text)
    worker.locator("[name=is_written]").check(force=True)
    submit(worker)
    take_in(worker, election, "1-1-201", by_proxy=True)


def take_in(page: "Page", election: Election, home: str, *, by_proxy: bool = False) -> None:
    """A closed envelope comes to the counter, scanned by its code."""
    page.goto(f"/desk/votes/{election.vote}/paper/?paper={election.letters[home][1]}")
    if by_proxy:
        page.locator("[name=is_by_proxy]").check(force=True)
    submit(page)
    assert home in page.locator("main").inner_text()


def closed_vote(page: "Page", vote: str) -> None:
    """It closes by itself within the half minute of the timer."""
    until = time.monotonic() + 90
    while True:
        page.goto(f"/desk/votes/{vote}/")
        if "已截止，还没计票" in page.locator("body").inner_text():
            return
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(2)


def open_the_box(worker: "Page", secretary: "Page", election: Election) -> None:
    """Envelopes first; then each paper by two; then the box is done with."""
    box = f"/desk/votes/{election.vote}/boxes/1/"
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
            page.locator("main label").filter(has_text="陈立").click()
            submit(page)
    worker.goto(box)
    worker.fill("main [name=reason]", "照片另存")
    submit(worker)


def look_up(page: "Page", election: Election, receipt: str) -> None:
    """The voter finds the ballot with the receipt."""
    page.goto(f"/votes/{election.vote}/receipt/")
    page.fill("main [name=code]", receipt.lower())
    submit(page)
    assert "陈立" in page.locator("main .card").inner_text()


def verify(page: "Page", election: Election, receipt: str, live: Servers, folder: Path) -> None:
    """Anybody counts again from the published file."""
    file = folder / "vote.json"
    file.write_bytes(page.request.get(f"/votes/{election.vote}/files/1.json").body())
    told = json.loads(live.liren("vote", "verify", str(file), "--receipt", receipt, "--json"))
    assert told["is_true"] and told["receipts"][receipt]["chosen"] == ["陈立"]
    assert told["result"]["elected"] == ["陈立"]
