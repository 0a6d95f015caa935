"""The live stream: who hears what, how soon, and what happens to those who do not listen."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.services import dispatch, whistles
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from liren.core.scope import NOWHERE, Scope
from liren.portal import live
from liren.portal.live import Change, Hub, Live, Viewer, is_same_host
from liren.portal.selectors.live import Pulse, Watcher, viewer_of
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

ANNA = Viewer(1, frozenset({10}), Scope(frozenset({"00000001"})))
BOB = Viewer(2, frozenset({20}), NOWHERE)


class Page:
    """A browser's side of one request to the ASGI application."""

    def __init__(self, app: Live, cookie: str = "sessionid=anna", **headers: str) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self._gone = asyncio.Event()
        sent = {"host": "liren.example:8001", "cookie": cookie, **headers}
        raw = [(name.encode(), value.encode()) for name, value in sent.items()]
        self.scope = {"type": "http", "method": "GET", "path": "/live/", "headers": raw}
        self.task = asyncio.ensure_future(app(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        self.body += message.get("body", b"")

    async def close(self) -> None:
        self._gone.set()
        await self.task

    def heard(self) -> list[tuple[str, list[int]]]:
        events = [part for part in self.body.decode().split("\n\n") if part.startswith("event")]
        pairs = (event.split("\n") for event in events)
        return [(name[7:], json.loads(data[6:])) for name, data in pairs]


def served(changes: Iterable[list[Change] | None] = ()) -> Live:
    told = iter(changes)

    async def look() -> list[Change] | None:
        return next(told, [])

    async def identify(key: str) -> Viewer | None:
        return {"anna": ANNA, "bob": BOB}.get(key)

    return Live(Hub(look), identify)


def played(scene: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.01)

    async def in_time() -> None:
        await asyncio.wait_for(scene(), 5)

    asyncio.run(in_time())


def test_each_hears_only_of_what_they_may_see(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        news = [Change("orders", 5, frozenset({10})), Change("cases", 7, path="0000000100000002")]
        app = served([[], news])
        anna, bob = Page(app), Page(app, "sessionid=bob")
        await asyncio.sleep(0.1)
        assert sorted(anna.heard()) == [("cases", [7]), ("orders", [5])]
        assert bob.heard() == []
        assert anna.headers[b"content-type"].startswith(b"text/event-stream")
        await anna.close()
        await bob.close()

    played(scene, monkeypatch)


def test_a_stranger_is_refused_and_another_site_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        app = served()
        for cookie in ("", "sessionid=", "sessionid=eve"):
            page = Page(app, cookie)
            await page.task
            assert page.status == 401
        other = Page(app, origin="https://evil.example")
        await other.task
        assert other.status == 403

    played(scene, monkeypatch)


def test_the_same_host_on_another_port_may_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        page = Page(served(), origin="http://liren.example:8000")
        await asyncio.sleep(0.05)
        assert page.status == 200
        assert page.headers[b"access-control-allow-origin"] == b"http://liren.example:8000"
        assert page.headers[b"access-control-allow-credentials"] == b"true"
        await page.close()

    played(scene, monkeypatch)
    assert is_same_host("http://[::1]:8000", "[::1]:8001")
    assert not is_same_host("http://liren.example.evil", "liren.example")


def test_one_person_keeps_a_few_lines_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        app = served()
        pages = [Page(app) for _ in range(live.MOST_FOR_ONE)]
        await asyncio.sleep(0.05)
        one_more = Page(app)
        await one_more.task
        assert one_more.status == 429
        await pages[0].close()
        again = Page(app)
        await asyncio.sleep(0.05)
        assert again.status == 200
        for page in (*pages[1:], again):
            await page.close()

    played(scene, monkeypatch)


def test_what_waits_for_a_slow_reader_stays_small() -> None:
    connection = live.Connection(ANNA)
    for pk in range(10_000):
        connection.put(Change("orders", pk, frozenset({10})))
    assert len(connection.take()["orders"]) == live.MOST_IDS
    assert connection.take() == {}


def test_a_reader_who_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.05)

    async def scene() -> None:
        app, stuck = served(), asyncio.Event()

        async def send(message: Any) -> None:
            if message.get("more_body"):
                await stuck.wait()

        page = Page(app)
        await page.close()
        await asyncio.wait_for(app(page.scope, asyncio.Event().wait, send), 2)  # type: ignore[arg-type]  # never leaves

    played(scene, monkeypatch)


def test_a_failing_database_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE_AFTER_FAILURE", 0.01)
    answers = iter([OSError("gone"), [Change("orders", 1, frozenset({10}))]])

    async def look() -> list[Change]:
        answer = next(answers, [])
        if isinstance(answer, OSError):
            raise answer
        return answer  # type: ignore[return-value]  # a list then

    async def scene() -> None:
        hub = Hub(look)
        connection = hub.join(ANNA)
        assert connection is not None
        await asyncio.wait_for(connection.wake.wait(), 2)
        assert connection.take() == {"orders": {1}}
        hub.leave(connection)

    played(scene, monkeypatch)


def test_a_line_opens_after_a_look_so_that_nothing_falls_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began, goes_on = asyncio.Event(), asyncio.Event()

    async def look() -> None:
        began.set()
        await goes_on.wait()

    async def identify(_key: str) -> Viewer:
        return ANNA

    async def scene() -> None:
        app = Live(Hub(look), identify)
        first = Page(app)
        await began.wait()
        await asyncio.sleep(0.05)
        assert first.status == 0, "what is committed now is only taken note of"
        late = Page(app)
        await asyncio.sleep(0)
        goes_on.set()
        await asyncio.sleep(0.05)
        assert first.status == late.status == 200
        assert first.heard()[:1] == [("orders", [])], "what changed is not known: fetch again"
        await first.close()
        await late.close()

    played(scene, monkeypatch)


def test_a_page_is_told_to_fetch_when_nobody_knows_what_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        page = Page(served([[], None]))
        await asyncio.sleep(0.2)
        assert page.heard() == [("orders", [])]
        await page.close()

    played(scene, monkeypatch)


def test_after_a_failed_look_whoever_listens_fetches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE_AFTER_FAILURE", 0.01)
    looks = 0

    async def look() -> list[Change]:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise OSError
        return []

    async def identify(_key: str) -> Viewer:
        return ANNA

    async def scene() -> None:
        page = Page(Live(Hub(look), identify))
        await asyncio.sleep(0.3)
        assert page.heard() == [("orders", [])], "once, and not with every look"
        await page.close()

    played(scene, monkeypatch)


def test_without_a_database_no_line_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.05)

    async def look() -> list[Change]:
        raise OSError

    async def identify(_key: str) -> Viewer:
        return ANNA

    async def scene() -> None:
        page = Page(Live(Hub(look), identify))
        await page.task
        assert page.status == 503

    played(scene, monkeypatch)


def test_the_line_says_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.02)

    async def scene() -> None:
        page = Page(served())
        await asyncio.sleep(0.1)
        assert page.body.startswith(b"retry: 2000\n\n")
        assert b": still here\n\n" in page.body
        await page.close()

    played(scene, monkeypatch)


def test_the_watcher_tells_each_change_once_and_late_commits_too(town: Neighbourhood) -> None:
    watcher, now = Watcher(), timezone.now()
    old = report_case(NewReport(text="旧的", place=town.home), by=VISITOR, now=now).case
    assert watcher.look() is None, "what came before is not known"
    # It began two seconds before the look, and is committed after it.
    late = now - timedelta(seconds=2)
    new = report_case(NewReport(text="新的", place=town.home), by=VISITOR, now=late).case
    told = watcher.look() or []
    order = WorkOrder.objects.get(subject_id=new.pk)
    assert Change("orders", order.pk, frozenset({town.parties["committee"].pk})) in told
    assert Change("cases", new.pk, path=new.place_path) in told
    assert old.pk not in {change.id for change in told if change.name == "cases"}
    assert watcher.look() == []
    firm = town.parties["property_firm"]
    dispatch.dispatch_case(case=new, to=firm, by=town.users["worker"], now=timezone.now())
    assert {pk for change in watcher.look() or [] for pk in change.parties} >= {firm.pk}


def test_orders_of_a_long_import_are_heard_of(town: Neighbourhood) -> None:
    watcher = Watcher()
    watcher.look()
    begun = timezone.now() - timedelta(minutes=5)
    report_case(NewReport(text="导入的", place=town.home), by=VISITOR, now=begun)
    assert {change.name for change in watcher.look() or []} == {"orders", "cases"}


def test_after_a_jump_of_the_clock_nothing_is_taken_for_told(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher, jumped = Watcher(), timezone.now() + timedelta(hours=1)
    watcher.look()
    assert watcher.look() == []
    monkeypatch.setattr(timezone, "now", lambda: jumped)
    report_case(NewReport(text="跳过的", place=town.home), by=VISITOR, now=jumped)
    assert watcher.look() is None
    assert watcher.look() == []


def test_a_session_is_its_user_until_it_ends(town: Neighbourhood) -> None:
    client = Client()
    client.force_login(town.users["worker"])
    key = client.cookies["sessionid"].value
    viewer = viewer_of(key)
    assert viewer is not None
    assert viewer.parties == {town.parties["committee"].pk}
    assert viewer.scope.covers(town.home.path)
    User.objects.filter(username="worker").update(password="another")
    assert viewer_of(key) is None
    assert viewer_of("nonsense") is None


def test_a_resident_has_nothing_to_listen_to(town: Neighbourhood) -> None:
    client = Client()
    client.force_login(town.users["resident"])
    assert viewer_of(client.cookies["sessionid"].value) is None


def test_a_whistle_is_told_to_all_who_were_called(town: Neighbourhood) -> None:
    watcher, now = Watcher(), timezone.now()
    case = report_case(NewReport(text="冒烟", place=town.home), by=VISITOR, now=now).case
    watcher.look()
    called = [town.parties[key] for key in ("city_management", "property_firm")]
    blown = whistles.blow_whistle(
        case=case,
        whistle=whistles.NewWhistle(words="冒烟了", parties=called),
        by=town.users["worker"],
        now=timezone.now(),
    )
    told = watcher.look() or []
    parties = frozenset(party.pk for party in called)
    assert Change("whistles", blown.pk, parties, case.place_path) in told
    assert watcher.look() == []


def rests(pulse: Pulse) -> bool:
    """Whether it is quiet for once: on PostgreSQL other databases of the cluster are felt too."""
    return not all(pulse.has_beaten() for _ in range(50))


@pytest.mark.django_db(transaction=True)
def test_the_pulse_is_felt_when_another_connection_has_written() -> None:
    pulse = Pulse()
    assert pulse.has_beaten(), "the first time there is everything to see"
    assert rests(pulse), "nobody has written, and the second is not over"

    def write() -> None:
        User.objects.create(username="somebody", name="somebody")
        connection.close()

    another = Thread(target=write)
    another.start()
    another.join()
    assert pulse.has_beaten()
    assert rests(pulse)


def test_a_page_has_time_to_fetch_before_it_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BREATH", 0.3)

    async def scene() -> None:
        one_after_another = [[], *([Change("orders", pk, frozenset({10}))] for pk in range(1, 9))]
        page = Page(served(one_after_another))
        await asyncio.sleep(0.2)
        assert page.heard() == [("orders", [1])], "the first at once"
        await asyncio.sleep(0.3)
        assert page.heard()[1:] == [("orders", [2, 3, 4, 5, 6, 7, 8])], "the others together"
        await page.close()

    played(scene, monkeypatch)
