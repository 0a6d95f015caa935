"""What only real servers can show: two at once, twice at once, and a worker that is killed.

Its name puts it late: it fills the inbox of the neighbourhood that all journeys share.
"""

import os
import re
import signal
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.journeys.people import PASSWORD

if TYPE_CHECKING:
    from tests.harness.servers import Servers

pytestmark = pytest.mark.browser

PLACE = "A1-01"
ROWS = 1200
PATIENCE = 120
FORM_KEY = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Person:
    """Somebody with a browser that does no more than it is told."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = build_opener(HTTPCookieProcessor())

    def get(self, path: str) -> "Answer":
        return self._ask(Request(self._url + path))

    def post(self, path: str, typed: dict[str, str], *, key: str) -> "Answer":
        data = urlencode({**typed, "csrfmiddlewaretoken": key}).encode()
        return self._ask(Request(self._url + path, data, {"Referer": self._url}))

    def send(self, kind: str, data: bytes, path: str) -> "Answer":
        return self._ask(Request(self._url + path, data, {"Content-Type": kind}))

    def sign_in(self, username: str) -> "Person":
        form = self.get("/sign-in/staff/")
        typed = {"username": username, "password": PASSWORD, "next": "/desk/"}
        self.post("/sign-in/staff/", typed, key=form.key)
        return self

    def _ask(self, request: Request) -> "Answer":
        try:
            with self._opener.open(request, timeout=60) as answer:
                return Answer(answer)
        except HTTPError as refusal:
            return Answer(refusal)


class Answer:
    """What came back."""

    def __init__(self, answer: HTTPResponse | HTTPError) -> None:
        self.status = answer.status or 0
        self.url = answer.url or ""
        self.body = answer.read().decode()

    @property
    def key(self) -> str:
        """The key that forms of this page carry."""
        found = FORM_KEY.search(self.body)
        assert found, self.body[:500]
        return found[1]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Everybody begins in the same moment."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        ready.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def report(live: "Servers", words: str) -> str:
    """A visitor's report; returns the address of its page."""
    visitor = Person(live.url)
    page = visitor.get(f"/report/{PLACE}/")
    answer = visitor.post(f"/report/{PLACE}/", said(page, words), key=page.key)
    assert answer.url.endswith("/received/"), answer.status
    return answer.url


def said(page: Answer, words: str) -> dict[str, str]:
    place = re.search(r'name="place" value="(\d+)"', page.body)
    assert place
    key = str(uuid.uuid4())
    typed = {"text": words, "place": place[1], "go": "send", "different": "1"}
    return {**typed, "client_key": key, "known": "qr"}


def test_two_clerks_press_the_same_button(live: "Servers") -> None:
    report(live, "地下车库的排水泵不响了")
    clerks = [Person(live.url).sign_in(name) for name in ("worker", "secretary")]
    found = re.search(r"/desk/cases/(\d+)/", clerks[0].get("/desk/cases/").body)
    assert found
    path = f"/desk/cases/{found[1]}/"
    pages = [clerk.get(f"{path}?do=dispatch") for clerk in clerks]
    order = re.search(r'name="order" value="(\d+)"', pages[0].body)
    party = re.search(r'<option value="(\d+)"[^>]*>[^<]*服务处', pages[0].body)
    assert order and party
    typed = {"order": order[1], "party": party[1], "instruction": "请看一下"}
    answers = at_once(
        *(
            lambda clerk=clerk, page=page: clerk.post(f"{path}dispatch/", typed, key=page.key)
            for clerk, page in zip(clerks, pages, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [200, 409]
    (late,) = [answer for answer in answers if answer.status == 409]
    assert "这件事刚刚有了新进展，请再看一看。" in late.body or "请再看一" in late.body
    assert clerks[0].get(path).body.count("请看一下") >= 1


def test_a_form_sent_six_times_at_once_is_one_report(live: "Servers") -> None:
    visitor = Person(live.url)
    page = visitor.get(f"/report/{PLACE}/")
    typed = said(page, "楼道扶手松了一截，老人扶着害怕")
    path = f"/report/{PLACE}/"
    answers = at_once(*[lambda: visitor.post(path, typed, key=page.key)] * 6)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.url for answer in answers}) == 1


def test_ten_megabytes_are_refused_and_the_next_is_served(live: "Servers") -> None:
    visitor = Person(live.url)
    page = visitor.get("/report/")
    answer = visitor.post("/report/", {"text": "长" * 3_400_000}, key=page.key)
    assert answer.status == 413
    assert "<h1" in answer.body
    deep = visitor.send("application/json", b"[" * 500_000, "/api/reports")
    assert 400 <= deep.status < 500
    assert visitor.get("/").status == 200


def test_a_worker_killed_in_the_middle_of_a_file_loses_no_row(live: "Servers") -> None:
    code = re.search(r"(\d{12})", live.liren("shell", "--no-imports", "-c", COMMUNITY))
    assert code
    begun = live.liren("shell", "--no-imports", "-c", BEGIN.format(code=code[1], rows=ROWS))
    run = begun.split()[-1]
    until(lambda: 0 < done(live, run)[0] < ROWS, "the file is half in")
    os.kill(worker_of(live), signal.SIGKILL)
    until(lambda: done(live, run)[1] == "done", "the next worker brought the rest in")
    assert done(live, run)[2] == ROWS


COMMUNITY = "from liren.places.models import Place; print(Place.objects.get(kind='community').code)"
BEGIN = """
from io import BytesIO
from django.utils import timezone
from liren.accounts.models import User
from liren.cases.services import import_job, imports
from liren.places.models import Place
lines = ["留言编号,留言时间,留言主题,留言详情"]
lines += [f"K{{n}},2026/11/2 9:10,第{{n}}件,第{{n}}号箱子的盖子松了" for n in range({rows})]
by, now = User.objects.get(username="worker"), timezone.now()
file = BytesIO("\\n".join(lines).encode())
run = imports.stage_import(
    file=file, name="k.csv", place=Place.objects.get(code="{code}"), by=by, now=now)
imports.set_mapping(run=run, columns=run.mapping, by=by, now=now)
import_job.start_import(run=run, by=by, now=now)
print(run.pk)
"""


def done(live: "Servers", run: str) -> tuple[int, str, int]:
    """Rows done, how far it is, and reports that came of it."""
    import sqlite3

    query = "SELECT done, status, added FROM cases_importrun WHERE id = ?"
    with sqlite3.connect(live.folder / "liren.sqlite3") as database:
        row = database.execute(query, [run]).fetchone()
    return int(row[0]), str(row[1]), int(row[2])


def worker_of(live: "Servers") -> int:
    """The process that does the jobs of these servers."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            status = (folder / "status").read_text()
        except OSError:
            continue
        if b"work" in words and f"PPid:\t{live.pid}\n" in status:
            return int(folder.name)
    raise AssertionError("no worker is there")


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for it, not for ever."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)
