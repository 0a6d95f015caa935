"""Neighbours, colleagues of the next grid and readers of logs look for what is not theirs."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from liren.cases.models import Case, Photo, Report
from liren.cases.services import merge, photos, register
from liren.cases.services.exporting import note_export
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.config.keeping import CoverLinks
from liren.core.models import AuditEvent
from liren.core.permissions import VISITOR
from liren.core.redaction.public_words import public_words
from liren.notices.models import Delivery
from tests.factories.neighbourhood import Neighbourhood

SECRET = "我叫王小明，家住3-502，楼道灯不亮"


@pytest.fixture
def first(town: Neighbourhood, now: datetime) -> Receipt:
    said = NewReport(text=SECRET, place=town.home, place_note="502室门口", phone="13800000001")
    return report_case(said, by=VISITOR, now=now)


@pytest.fixture
def sign_in(town: Neighbourhood) -> Callable[[str], Client]:
    def enter(name: str) -> Client:
        browser = Client()
        browser.force_login(town.users[name])
        return browser

    return enter


def joined(town: Neighbourhood, case: Case, now: datetime) -> Report:
    said = NewReport(text="我家也是", place=town.home, phone="13800000002", joins=case)
    return report_case(said, by=VISITOR, now=now).report


def pages_of(report: Report) -> str:
    browser = Client()
    links = [f"/r/{report.link}/", f"/r/{report.link}/received/", f"/r/{report.link}/kind/"]
    return "".join(browser.get(path).content.decode() for path in links)


def test_a_second_voice_reads_nothing_of_the_firsts(
    town: Neighbourhood, first: Receipt, now: datetime
) -> None:
    other = joined(town, first.case, now)
    register.file_case(case=first.case, by=town.users["worker"], now=now)
    theirs = pages_of(other)
    theirs += Client().get(f"/api/reports/{other.link}").content.decode()
    told = [notice.text for notice in Delivery.objects.all() if "“" in notice.text]
    assert sum("王小明" in text for text in told) == 1 == sum("＊＊" in text for text in told)
    for secret in ("王小明", "502", "13800000001"):
        assert secret not in theirs
    own = pages_of(first.report)
    assert "王小明" in own
    assert "502室门口" in own
    assert "我家也是" not in own


def test_ones_photos_stay_ones_own_when_cases_are_joined(
    town: Neighbourhood, first: Receipt, now: datetime
) -> None:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (20, 140, 60)).save(drawn, "JPEG")
    kept = photos.keep_photo(ContentFile(drawn.getvalue(), "lamp.jpg"))
    said = NewReport(text="灯又不亮", place=town.home, photos=[kept])
    other = report_case(said, by=VISITOR, now=now)
    merge.merge_case(case=other.case, into=first.case, by=town.users["worker"], now=now)
    photo = Photo.objects.get()
    seen = {
        report.link: Client().get(reverse("cases:own_photo", args=[report.link, photo.pk]))
        for report in (other.report, first.report)
    }
    assert [seen[one.report.link].status_code for one in (other, first)] == [200, 404]
    assert f"photos/{photo.pk}/" in pages_of(other.report)
    assert f"photos/{photo.pk}/" not in pages_of(first.report)


@pytest.mark.parametrize(
    "text",
    ["3栋2单元502漏水", "三栋二单元五零二", "5栋302漏水", "王女士家漏水", "找张大爷问"],
)
def test_words_for_strangers_tell_no_door_and_no_name(text: str) -> None:
    covered = public_words(text)
    for secret in ("502", "五零二", "302", "王", "张"):
        assert secret not in covered


def test_a_spreadsheet_holds_no_number_in_clear(
    town: Neighbourhood, first: Receipt, sign_in: Callable[[str], Client]
) -> None:
    answer = sign_in("worker").get(reverse("cases:desk_export"))
    rows = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # streams
    assert "138****0001" in rows
    assert "13800000001" not in rows


def test_what_was_searched_for_is_not_in_the_log(town: Neighbourhood, now: datetime) -> None:
    from django.db import transaction

    with transaction.atomic():
        note_export(query="group=open&q=13800000001", by=town.users["worker"], now=now)
    data = json.dumps(AuditEvent.objects.get(action="cases.exported").data)
    assert "group=open" in data
    assert "13800000001" not in data


def test_pages_of_persons_are_kept_nowhere(
    town: Neighbourhood, first: Receipt, sign_in: Callable[[str], Client]
) -> None:
    desk = sign_in("worker")
    for path in ("/desk/", f"/desk/cases/{first.case.pk}/", "/me/security/"):
        assert "no-store" in desk.get(path)["Cache-Control"]
    for path in (f"/r/{first.report.link}/", "/my/", f"/api/reports/{first.report.link}"):
        assert "no-store" in Client().get(path)["Cache-Control"]
    assert Client().get("/report/")["Cache-Control"] == "private, no-cache"


def test_the_log_of_the_server_holds_no_link(first: Receipt) -> None:
    link = first.report.link
    for path in (f"/r/{link}/verdict/", f"/api/reports/{link}/verdict"):
        record = logging.LogRecord("x", 30, "", 0, "Unprocessable: %s", (path,), None)
        assert CoverLinks().filter(record)
        assert link not in record.getMessage()


def test_a_slip_names_no_case_of_the_next_grid(
    town: Neighbourhood, now: datetime, sign_in: Callable[[str], Client]
) -> None:
    text = "小区北门的路灯坏了三天，晚上看不清台阶"
    there = NewReport(text=text, place=town.places["next_building"])
    other = report_case(there, by=VISITOR, now=now).case
    typed = {"channel": "telephone", "text": text, "place": town.places["grid"].pk}
    desk = sign_in("grid_worker")
    entered = desk.post("/desk/new/", typed | {"client_key": "k"})
    slip = desk.get(entered["Location"])
    assert slip.status_code == 200
    assert other.number not in slip.content.decode()
