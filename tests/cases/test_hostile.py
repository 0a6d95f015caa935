"""Bad input, by accident or on purpose: a clear sentence each, nothing lost, nothing broken."""

import errno
import json
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode
from pytest_django import Settings

from liren.accounts.models import Grant
from liren.accounts.services import end_grant, make_token
from liren.cases.models import Case, Report
from liren.cases.services import access
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.handle import accept_case
from liren.cases.services.orders import current
from liren.cases.services.report import NewReport, report_case
from liren.core.calendar import DayKind
from liren.core.permissions import SYSTEM, VISITOR
from liren.workorders.models import WorkOrder
from liren.workorders.services import Day, set_day
from tests.cases.test_photos import bomb
from tests.factories.neighbourhood import Neighbourhood

LAMP = "路灯坏了三天，晚上看不清台阶"
LETTERS = 5001
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A folder for photos, and no memory of earlier senders."""
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    yield tmp_path / "files"
    cache.clear()


@pytest.fixture
def phone() -> Client:
    """A visitor's browser, in Chinese as everybody's."""
    return Client()


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return as_


def body(response: Any) -> str:
    return str(response.content.decode())


def send(client: Client, path: str = "/report/", **typed: object) -> Any:
    sent = {"go": "send", "client_key": str(uuid.uuid4()), "different": "1"} | typed
    return client.post(path, sent)


def reported(town: Neighbourhood, now: datetime, text: str = LAMP, **more: Any) -> Report:
    return report_case(NewReport(text=text, place=town.home, **more), by=VISITOR, now=now).report


class TestReport:
    """What is typed into the resident's form."""

    def test_nothing(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, place=town.home.pk, phone="13900001111")
        assert page.status_code == 422
        assert "请写几个字或加一张照片，好让我们知道是什么事。" in body(page)
        assert "13900001111" in body(page)

    @pytest.mark.parametrize("text", [" \n\t ", "\u200b\u200d\ufeff", "\x00\x07"])
    def test_nothing_that_can_be_seen(self, phone: Client, town: Neighbourhood, text: str) -> None:
        page = send(phone, text=text, place=town.places["building"].pk)
        assert page.status_code == 422
        assert "请写几个字或加一张照片" in body(page)
        assert not Report.objects.exists()

    def test_too_much(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, text="长" * LETTERS, place=town.home.pk)
        assert page.status_code == 422
        assert "超过 5000 字了，说个大概就行。" in body(page)
        assert "长" * LETTERS in body(page)

    def test_ten_megabytes(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, text="长" * 3_400_000)
        assert page.status_code == 413
        assert len(page.content) < 20_000
        assert "110" in body(page) or "返回" in body(page)

    def test_ten_megabytes_behind_a_small_form(self, phone: Client, town: Neighbourhood) -> None:
        page = send(phone, text=LAMP, kept="a" * 900_000, place=town.places["building"].pk)
        assert page.status_code == 302
        assert Report.objects.get().photos.count() == 0

    @pytest.mark.parametrize(
        "text",
        [
            "路灯😀👨‍👩‍👧",
            "<script>alert(1)</script>",
            "\x1b[31m红",
            "{{ 7*7 }}{% load x %}",
            "'\";--",
            "%s%n{0}",
        ],
    )
    def test_odd_signs_come_back_as_they_were(
        self, phone: Client, town: Neighbourhood, text: str
    ) -> None:
        send(phone, text=text, place=town.places["building"].pk)
        report = Report.objects.get()
        assert report.text == text.replace("\x1b", "")
        page = body(phone.get(f"/r/{report.link}/"))
        assert "<script>alert" not in page
        assert "49" not in page or "7*7" in page

    def test_a_photo_that_unfolds_without_end(self, phone: Client, town: Neighbourhood) -> None:
        photo = SimpleUploadedFile("a.png", bomb(), "image/png")
        page = send(phone, text=LAMP, photos=photo, place=town.places["building"].pk)
        assert page.status_code == 422
        assert "这张图的像素太多，不像照片，请换一张。" in body(page)
        assert LAMP in body(page)

    def test_a_place_of_elsewhere(self, phone: Client, town: Neighbourhood) -> None:
        for place in (town.places["next_community"].pk, -1, 10**30, "1 OR 1=1", "\x00"):
            page = send(phone, text="坏了", place=place)
            assert page.status_code == 422
            assert "请从列表里选一个地方。" in body(page)
            assert "坏了" in body(page)
        assert not Report.objects.exists()

    def test_a_full_disk(
        self, phone: Client, town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
        typed: dict[str, object] = {"text": LAMP, "place": town.places["building"].pk}
        page = send(phone, photos=photo, **typed)
        assert page.status_code == 422
        assert "照片眼下存不进去。您写的字都在，可以先不带照片发送。" in body(page)
        assert LAMP in body(page)
        assert send(phone, **typed).status_code == 302

    def test_the_same_form_twice(self, phone: Client, town: Neighbourhood) -> None:
        typed = {"text": LAMP, "place": town.home.pk, "client_key": str(uuid.uuid4())}
        first, second = send(phone, **typed), send(phone, **typed)
        assert first["Location"] == second["Location"]
        assert Report.objects.count() == Case.objects.count() == 1

    def test_keys_and_tokens_that_are_none(self, phone: Client, town: Neighbourhood) -> None:
        odd = {"client_key": "x'", "kept": "a:b:c", "joins": "1:x", "known": "q" * 900, "at": "⚡"}
        page = send(phone, text=LAMP, place=town.places["building"].pk, **odd)
        assert page.status_code in (302, 422)
        assert page.status_code == 302 or LAMP in body(page)

    def test_a_map_touched_where_no_map_is(self, phone: Client, town: Neighbourhood) -> None:
        for x in ("-5", "9" * 30, "x", "٣"):
            page = phone.post("/report/", {"text": LAMP, "map.x": x, "map.y": "1"})
            assert page.status_code == 200
            assert LAMP in body(page)


def picture() -> bytes:
    from tests.cases.test_photos import picture as drawn

    return drawn((40, 40))


class TestCode:
    """Number and code of a slip."""

    def test_twenty_wrong_ones(self, phone: Client, town: Neighbourhood, now: datetime) -> None:
        report = reported(town, timezone.now())
        number, right = report.case.number, access.code_of(report.link)
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        answers = [phone.post("/progress/", {"number": number, "code": wrong}) for _ in range(20)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 15
        assert "编号和查询码对不上，请再看看您的单子。" in body(answers[0])
        assert "查询码输错次数太多，请过 15 分钟再试，或打电话给居委会。" in body(answers[-1])
        assert number in body(answers[-1])
        locked = phone.post("/progress/", {"number": number, "code": right})
        assert locked.status_code == 429
        assert phone.get(f"/r/{report.link}/").status_code == 200

    @pytest.mark.parametrize("number", ["261122-" + "9" * 18, "-1", "١٢٣", "a" * 24, "1\x00"])
    def test_numbers_that_are_none(self, phone: Client, db: None, number: str) -> None:
        page = phone.post("/progress/", {"number": number, "code": "123456"})
        assert page.status_code == 422
        assert "编号和查询码对不上" in body(page) or "field-error" in body(page)


class TestAddresses:
    """What is typed into the address line."""

    @pytest.mark.parametrize(
        "path",
        [
            *("/r/%00/", "/r/..%2f..%2fetc%2fpasswd/", "/r/%F0%9F%98%80/", "/r/%FF%FE/"),
            *("/photos/shown/..%2F..%2Fliren.sqlite3/", "/photos/shown/%00/"),
            *("/photos/99999999999999999999999/", "/places/%00/plan.svg", "/places/'/plan.svg"),
            *("/r/x/photos/1/", "/me/notices/..%2f", "/static/..%2f..%2fsettings.py", "/%2e%2e/"),
        ],
    )
    def test_nothing_is_found_there(self, phone: Client, town: Neighbourhood, path: str) -> None:
        assert phone.get(path, follow=True).status_code in (200, 400, 404)
        assert phone.get(path).status_code in (302, 400, 404)

    @pytest.mark.parametrize("code", ["%00", "..", "%F0%9F%98%80", "'", "x" * 3000])
    def test_a_strange_poster_leads_to_the_form(
        self, phone: Client, town: Neighbourhood, code: str
    ) -> None:
        page = phone.get(f"/report/{code}/")
        assert page.status_code == 200
        assert "请在下面选地方" in body(page) or "textarea" in body(page)

    @pytest.mark.parametrize(
        "query",
        [
            *("before=-1", f"before={10**40}", "before=x", "before=1&before=2", "group=nonsense"),
            *("category=999999", "party=' OR 1=1", "place=-5", "state=zzz", "channel=%00"),
            *("from_date=2026-02-31", "from_date=0001-01-01", "until_date=9999-12-31"),
            *('q="', "q=*", "q=a AND OR NOT", "q=NEAR(", "q=%00", "q=':*", "q=\\", "q=() | !"),
            *("q=路灯' OR '1'='1", "q=;DROP TABLE cases_case", f"q={'路' * 5000}", "q=-1", "q=^$"),
        ],
    )
    def test_the_list_bears_any_filter(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime, query: str
    ) -> None:
        reported(town, now)
        pairs = [pair.partition("=")[::2] for pair in query.split("&")]
        worker = sign_in("worker")
        for path in ("/desk/cases/", "/desk/cases/export.csv"):
            answer = worker.get(f"{path}?{urlencode(pairs)}")
            assert answer.status_code == 200
            assert b"".join(answer) if answer.streaming else answer.content

    @pytest.mark.parametrize(
        "query",
        [
            "tab=x",
            "after=x_y",
            "after=2026-13-45_1",
            "after=_",
            f"after=2026-01-01T00:00:00Z_{9**30}",
        ],
    )
    def test_so_does_the_inbox(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime, query: str
    ) -> None:
        reported(town, now)
        assert sign_in("worker").get(f"/desk/?{query}&last=-1&seen=x").status_code == 200

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
    def test_so_do_log_and_holidays(self, town: Neighbourhood, sign_in: SignIn, day: str) -> None:
        auditor, admin = sign_in("audit_officer"), sign_in("administrator")
        assert auditor.get(f"/office/audit/?from_date={day}&until_date={day}").status_code == 200
        typed = {"date": day, "kind": "holiday", "name": "无"}
        assert admin.post("/desk/setup/days/", typed).status_code in (302, 422)
        assert admin.get("/desk/setup/days/").status_code == 200
        assert admin.post(f"/desk/setup/days/{day}/remove/").status_code in (302, 404)

    def test_an_act_that_nobody_knows(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        case, worker = reported(town, now).case, sign_in("worker")
        assert worker.get(f"/desk/cases/{case.pk}/?do=explode").status_code == 200
        assert worker.post(f"/desk/cases/{case.pk}/explode/").status_code == 404
        assert worker.get(f"/desk/cases/{10**25}/").status_code == 404

    @pytest.mark.parametrize(
        "onward",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
    )
    def test_nobody_is_led_away(self, phone: Client, town: Neighbourhood, onward: str) -> None:
        user = town.users["worker"]
        user.set_password("liren-demo-9")
        user.save()
        typed = {"username": "worker", "password": "liren-demo-9", "next": onward}
        assert phone.post("/sign-in/staff/", typed)["Location"] == "/desk/"
        assert phone.post("/ui/mode/", {"mode": "elder", "next": onward})["Location"] == "/"
        told = phone.post("/ui/language/", {"language": "en", "next": onward}).get("Location", "/")
        assert "evil" not in told and "script" not in told


class TestRights:
    """Somebody else's cases, and rights that have ended."""

    def test_an_order_of_another_community(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        case = reported(town, now).case
        order = current(case)
        assert order
        stranger = sign_in("next_worker")
        assert stranger.get(f"/desk/cases/{case.pk}/").status_code == 404
        for act in ("dispatch", "file", "refuse", "note", "finish"):
            answer = stranger.post(f"/desk/cases/{case.pk}/{act}/", {"order": order.pk})
            assert answer.status_code in (403, 404), act
        order.refresh_from_db()
        assert order.status == "issued"

    def test_another_cases_order_is_no_key(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        mine, other = reported(town, now).case, reported(town, now, "另一件事").case
        typed = {"order": current(other).pk, "party": town.parties["property_firm"].pk}  # type: ignore[union-attr]  # a new case waits
        sign_in("worker").post(f"/desk/cases/{mine.pk}/dispatch/", typed)
        other.refresh_from_db()
        assert (other.stage, other.party) == ("reported", None)
        assert WorkOrder.objects.get(pk=typed["order"]).status == "issued"

    def test_a_session_of_an_ended_grant(
        self, town: Neighbourhood, sign_in: SignIn, now: datetime
    ) -> None:
        case, worker = reported(town, now).case, sign_in("worker")
        assert worker.get(f"/desk/cases/{case.pk}/").status_code == 200
        grant = Grant.objects.get(user=town.users["worker"])
        end_grant(grant=grant, by=SYSTEM, now=timezone.now())
        assert worker.get("/desk/").status_code == 403
        assert worker.get(f"/desk/cases/{case.pk}/").status_code == 403

    def test_a_form_of_another_site(self, town: Neighbourhood) -> None:
        strict = Client(enforce_csrf_checks=True)
        page = send(strict, text=LAMP, place=town.home.pk)
        assert page.status_code == 403
        assert "<h1" in body(page)
        assert not Report.objects.exists()


def test_a_list_for_spreadsheets_holds_no_formulas(
    town: Neighbourhood, sign_in: SignIn, now: datetime
) -> None:
    for text in (
        '=HYPERLINK("http://evil","点我")',
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        '正常,"引号"\n=2',
    ):
        reported(town, now, text, reporter_name="=cmd|' /C calc'!A0", place_note="=1+1")
    answer = sign_in("worker").get("/desk/cases/export.csv")
    import csv
    from io import StringIO

    rows = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 7
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_headers_are_not_for_writing(phone: Client, town: Neighbourhood) -> None:
    page = phone.get("/report/%0d%0aSet-Cookie:%20a=b/")
    assert "a" not in page.cookies
    page = phone.post("/ui/mode/", {"mode": "elder\r\nX-Evil: 1", "next": "/\r\nX-Evil: 1"})
    assert "X-Evil" not in page.headers


def test_the_holiday_table_changes_while_orders_run(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    case = reported(town, now).case
    dispatch_case(case=case, to=town.parties["property_firm"], by=town.users["secretary"], now=now)
    order = WorkOrder.objects.get(subject_id=case.pk, kind="handle")
    accept_case(order=order, by=town.users["property_manager"], now=now)
    first = order.due_at
    for offset in range(1, 4):
        day = Day(date=date(2026, 11, 16) + timedelta(offset), kind=DayKind.HOLIDAY, name="台风")
        set_day(day=day, by=SYSTEM, now=now)
    run_jobs()
    order.refresh_from_db()
    assert order.due_at > first
    assert order.original_due_at == first
    case.refresh_from_db()
    assert case.due_at == order.due_at


class TestApi:
    """A program that does not read the document."""

    @pytest.fixture
    def token(self, town: Neighbourhood) -> str:
        user, now = town.users["worker"], timezone.now()
        until = (now + timedelta(days=1)).date()
        return make_token(user=user, name="t", until_date=until, by=user, now=now)[1]

    @pytest.mark.parametrize(
        ("sent", "kind"),
        [
            (b"{", "application/json"),
            (b"[" * 100_000, "application/json"),
            (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "application/json"),
            (b'{"text": NaN, "place": 1e999}', "application/json"),
            (b"\xff\xfe\x00", "application/json"),
            (b"text=a&place=b", "application/x-www-form-urlencoded"),
            (b"<a/>", "application/xml"),
            (b"", "application/json"),
            (b'"text"', "text/plain; charset=nonsense"),
        ],
        ids=["cut", "deep list", "deep", "numbers", "bytes", "form", "xml", "empty", "charset"],
    )
    def test_a_body_that_is_none(self, db: None, sent: bytes, kind: str) -> None:
        answer = Client().generic("POST", "/api/reports", sent, content_type=kind)
        assert 400 <= answer.status_code < 500
        assert len(answer.content) < 3000

    @pytest.mark.parametrize("field", ["text", "place", "phone", "name", "category", "place_note"])
    def test_nul_in_any_field(self, town: Neighbourhood, field: str) -> None:
        sent = {"text": LAMP, "place": town.home.code} | {field: "a\x00b"}
        answer = Client().post("/api/reports", json.dumps(sent), content_type="application/json")
        assert answer.status_code < 500

    @pytest.mark.parametrize("key", ["x" * 10_000, "é".encode().decode("latin-1"), " "])
    def test_strange_keys(self, town: Neighbourhood, key: str) -> None:
        sent = json.dumps({"text": LAMP, "place": town.home.code})
        headers = {"idempotency-key": key}
        answer = Client().post(
            "/api/reports", sent, content_type="application/json", headers=headers
        )
        assert answer.status_code < 500

    @pytest.mark.parametrize(
        "path",
        [
            "/cases?after=-1",
            f"/cases?after={9**30}",
            f"/cases/{9**30}",
            "/cases?q=%00'\"",
            "/cases?group=%00",
        ],
    )
    def test_odd_questions(self, town: Neighbourhood, token: str, path: str) -> None:
        answer = Client().get(f"/api{path}", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code < 500
        assert answer["content-type"].startswith("application/")

    def test_a_party_that_is_none(self, town: Neighbourhood, now: datetime, token: str) -> None:
        case = reported(town, now).case
        for party in ("\x00", "' OR 1=1 --", "x" * 41):
            answer = Client().post(
                f"/api/cases/{case.pk}/dispatch",
                json.dumps({"party": party}),
                content_type="application/json",
                headers={"authorization": f"Bearer {token}"},
            )
            assert 400 <= answer.status_code < 500

    def test_tokens_that_are_none(self, db: None) -> None:
        for token in ("", "x" * 20_000, "\x00", "é", "a b c"):
            answer = Client().get("/api/inbox", headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == 401
