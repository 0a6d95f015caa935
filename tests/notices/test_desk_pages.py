"""The desk's pages of notices, as forms are sent from them."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from liren.core.models import AuditEvent
from liren.core.office import work_calendar
from liren.core.permissions import SYSTEM
from liren.notices.models import (
    Announcement,
    AnnouncementHome,
    CallNote,
    ChannelSetup,
    DutyShift,
    Entry,
    Objection,
)
from liren.notices.selectors import affairs as affair_reads
from liren.people.services import NewPerson, add_person
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood


def at(user: str, town: Neighbourhood) -> Client:
    client = Client()
    client.force_login(town.users[user])
    return client


def moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def typed(town: Neighbourhood, **more: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "place": town.places["compound"].pk,
        "title": "周二停水",
        "text": "请存水",
        "channels": ["phone", "paper"],
        "valid_from": moment(now),
        "valid_until": moment(now + timedelta(days=2)),
        **more,
    }


def test_from_the_form_to_the_homes(town: Neighbourhood) -> None:
    worker, secretary = at("worker", town), at("secretary", town)
    page = worker.post("/desk/announcements/new/", typed(town))["Location"]
    draft = worker.get(page).content.decode()
    assert "发布并通知" not in draft and "能通知到" in draft
    shown = secretary.get(page).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', shown)
    assert revision and "<strong>1</strong> 户" in shown
    worker.post(f"{page}edit/", typed(town, title="改到周三"))
    stale = secretary.post(f"{page}publish/", {"revision": revision[1]}, follow=True)
    assert "草稿又改了" in stale.content.decode()
    assert Announcement.objects.get().stage == "draft"
    secretary.post(f"{page}publish/", {"revision": "2"})
    assert Announcement.objects.get().stage == "published"
    assert worker.post(f"{page}publish/", {"revision": "2"}).status_code == 403
    refused = secretary.post(f"{page}withdraw/", {"reason": ""})
    assert refused.status_code == 422
    secretary.post(f"{page}withdraw/", {"reason": "改期"})
    public = Client().get(f"/notices/{Announcement.objects.get().pk}/").content.decode()
    assert "已撤回" in public and "改期" in public


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"title": ""}, "这一项要填"),
        ({"title_en": "Water"}, "要么都写"),
        ({"valid_until": "2020-01-01T08:00"}, "晚于开始"),
        ({"valid_until": "9999-12-31T23:59"}, "2999"),
        ({"valid_from": "0001-01-01T00:00"}, "1900"),
        ({"place": "0"}, ""),
        ({"channels": ["owl"]}, ""),
        ({"labels": ["owl"]}, ""),
    ],
)
def test_a_form_with_errors_keeps_what_was_typed(
    town: Neighbourhood, wrong: dict[str, Any], word: str
) -> None:
    answer = at("worker", town).post("/desk/announcements/new/", typed(town, **wrong))
    assert answer.status_code == 422 and word in answer.content.decode()
    assert "请存水" in answer.content.decode()
    assert not Announcement.objects.exists()


def test_what_lies_elsewhere_is_not_found(town: Neighbourhood) -> None:
    row, call = rows.announcement(town), rows.call(town)
    stranger = at("next_worker", town)
    for path in ("", "calls/", "edit/", "poster.pdf"):
        assert stranger.get(f"/desk/announcements/{row.pk}/{path}").status_code == 404, path
    assert stranger.post(f"/desk/calls/{call.pk}/", {"outcome": "reached"}).status_code == 404
    elsewhere = typed(town, place=town.places["compound"].pk)
    assert stranger.post("/desk/announcements/new/", elsewhere).status_code == 422
    entry = rows.entry(town)
    assert stranger.get(f"/desk/affairs/{entry.column_id}/2026-10/").status_code == 404
    assert stranger.get(f"/desk/questions/{rows.objection(town).pk}/").status_code == 404


def test_a_number_is_shown_when_it_is_rung_and_that_is_noted(town: Neighbourhood) -> None:
    new = NewPerson(name="董奶奶", place=town.home, phone="021-62345678")
    person = add_person(new, by=SYSTEM, now=timezone.now())
    row, call, worker = rows.announcement(town), rows.call(town), at("grid_worker", town)
    here = f"/desk/announcements/{row.pk}/calls/"
    assert "62345678" not in worker.get(here).content.decode()
    shown = worker.post(f"{here}{person.pk}/number/").content.decode()
    assert "+862162345678" in shown
    line = AuditEvent.objects.get(action="people.element_seen")
    assert line.data == {"element": "person.phone", "purpose": f"announcement {row.pk}"}
    worker.post(f"/desk/calls/{call.pk}/", {"outcome": "reached", "note": "女儿接的"})
    assert CallNote.objects.get().note == "女儿接的"
    assert "都通知到了" in worker.get(here).content.decode()
    nothing = worker.post(f"/desk/calls/{call.pk}/", {"outcome": "owl"}, follow=True)
    assert "请选择" in nothing.content.decode()


def test_a_grid_rings_its_part_of_what_is_said_to_the_whole_community(
    town: Neighbourhood, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row, home = rows.announcement_to(town, "community"), town.home
    mine, next_door, elsewhere = (
        at(name, town) for name in ("grid_worker", "next_grid_worker", "next_worker")
    )
    here = f"/desk/announcements/{row.pk}/calls/"
    with django_assert_max_num_queries(14):
        listed = mine.get("/desk/announcements/").content.decode()
    assert f'href="{here}"' in listed
    call = AnnouncementHome.objects.get(announcement=row, place=home)
    assert f'id="home-{call.pk}"' in mine.get(here).content.decode()
    assert f'id="home-{call.pk}"' not in next_door.get(here).content.decode()
    assert elsewhere.get(here).status_code == 404
    noted = mine.post(f"/desk/calls/{call.pk}/", {"outcome": "reached"}, follow=True)
    assert noted.status_code == 200 and "记下了" in noted.content.decode()
    assert mine.post(f"/desk/announcements/{row.pk}/withdraw/", {"reason": "x"}).status_code == 403


def test_a_poster_that_is_none_is_not_noted(town: Neighbourhood) -> None:
    row, worker = rows.announcement(town), at("worker", town)
    odd = {"poster": ["9" * 5000, "x", "", "-1"]}
    answer = worker.post(f"/desk/announcements/{row.pk}/posted/", odd, follow=True)
    assert "没有新的" in answer.content.decode()


TITLED: list[list[object]] = [["收支明细表"], [None], ["项目", "金额"], ["电费", 320.5], [None]]


def workbook(cells: list[list[object]]) -> bytes:
    book, file = Workbook(), BytesIO()
    assert book.active is not None
    for line in cells:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def test_an_account_comes_from_a_workbook_or_a_csv(town: Neighbourhood) -> None:
    column, secretary = rows.column(town), at("secretary", town)
    file = SimpleUploadedFile("收支.xlsx", workbook(TITLED))
    secretary.post(f"/desk/affairs/{column.pk}/2026-10/", {"text": "见表", "file": file})
    entry = Entry.objects.get()
    assert affair_reads.current_version(entry).table == [["项目", "金额"], ["电费", "320.5"]]
    csv = SimpleUploadedFile("收支.csv", "项目,金额\r\n水费,=1+1\r\n".encode("gb18030"))
    again = {"text": "见表", "file": csv, "base": "1"}
    assert secretary.post(f"/desk/affairs/{column.pk}/2026-10/", again).status_code == 422
    csv.seek(0)
    secretary.post(f"/desk/affairs/{column.pk}/2026-10/", {**again, "reason": "漏了水费"})
    public = Client().get(f"/affairs/{entry.pk}/").content.decode()
    assert "漏了水费" in public and "水费" in public and "320.5" in public, "both versions"


@pytest.mark.parametrize(
    "cells",
    [[["a"] * 13], [["a"]] + [["b"]] * 301],
)
def test_a_table_that_is_too_large_is_refused(
    town: Neighbourhood, cells: list[list[object]]
) -> None:
    column = rows.column(town)
    file = SimpleUploadedFile("大.xlsx", workbook(cells))
    answer = at("secretary", town).post(
        f"/desk/affairs/{column.pk}/2026-10/", {"text": "x", "file": file}
    )
    assert answer.status_code == 422 and not Entry.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\xff\xfe\x00", b"\x00" * 9])
def test_a_file_that_is_no_table_is_told(town: Neighbourhood, content: bytes) -> None:
    column = rows.column(town)
    file = SimpleUploadedFile("x.xlsx", content)
    answer = at("secretary", town).post(
        f"/desk/affairs/{column.pk}/2026-10/", {"text": "x", "file": file}
    )
    assert answer.status_code == 422


def test_a_resident_asks_and_reads_the_answer_by_the_link(town: Neighbourhood) -> None:
    entry, visitor = rows.entry(town), Client()
    assert visitor.post(f"/affairs/{entry.pk}/", {"text": ""}).status_code == 422
    robot = {"text": "buy", "website": "https://x"}
    assert visitor.post(f"/affairs/{entry.pk}/", robot).status_code == 302
    assert not Objection.objects.exists()
    wrong = visitor.post(f"/affairs/{entry.pk}/", {"text": "票呢", "phone": "12"})
    assert wrong.status_code == 422 and "票呢" in wrong.content.decode()
    link = visitor.post(f"/affairs/{entry.pk}/", {"text": "<b>发票</b>呢？"})["Location"]
    page = visitor.get(link)
    assert "&lt;b&gt;发票" in page.content.decode() and page["Cache-Control"] == "private, no-store"
    assert "发票" not in Client().get(f"/affairs/{entry.pk}/").content.decode()
    row = Objection.objects.get()
    at("secretary", town).post(
        f"/desk/questions/{row.pk}/", {"answer": "贴出来了", "is_shown": "on"}
    )
    assert "贴出来了" in visitor.get(link).content.decode()
    assert "贴出来了" in Client().get(f"/affairs/{entry.pk}/").content.decode()


def test_who_asks_too_often_waits(town: Neighbourhood) -> None:
    entry, visitor = rows.entry(town), Client()
    for number in range(10):
        assert visitor.post(f"/affairs/{entry.pk}/", {"text": f"{number}"}).status_code == 302
    assert visitor.post(f"/affairs/{entry.pk}/", {"text": "再问"}).status_code == 422


def test_duty_and_channels_from_their_forms(town: Neighbourhood) -> None:
    secretary, now = at("secretary", town), timezone.now()
    shift = {
        "place": town.places["community"].pk,
        "user": town.users["worker"].pk,
        "from_at": moment(now),
        "until_at": moment(now + timedelta(hours=12)),
    }
    assert secretary.post("/desk/duty/", shift).status_code == 302
    twice = secretary.post("/desk/duty/", shift)
    assert twice.status_code == 422 and "那时已排了班" in twice.content.decode()
    assert "worker" in Client().get("/").content.decode() or work_calendar().is_open(now)
    secretary.post(f"/desk/duty/{DutyShift.objects.get().pk}/remove/")
    admin, street = at("administrator", town), town.places["street"].pk
    good = {"place": street, "webhook": "http://127.0.0.1:9/?key=abc"}
    assert admin.post("/desk/channels/wecom_robot/", good).status_code == 302
    page = admin.get("/desk/channels/wecom_robot/").content.decode()
    assert "key=abc" not in page, "a secret is typed and never shown again"
    assert admin.post("/desk/channels/wecom_robot/", {"place": street}).status_code == 302
    assert admin.post("/desk/channels/owl/", good).status_code == 404
    admin.post(f"/desk/channels/{ChannelSetup.objects.get().pk}/switch/")
    assert not ChannelSetup.objects.get().is_on
    assert "已停用" in admin.get("/desk/channels/").content.decode()
