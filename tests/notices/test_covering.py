"""三务公开: what must not be read is seen before it stands, and covered when it stood."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.notices.domain.personal import findings, fingerprint
from liren.notices.models import Entry, EntryVersion
from liren.notices.selectors import affairs as reads
from liren.notices.services import affairs, covering
from liren.notices.services.affairs import Account
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

NOW = MONDAY_MORNING
LATER = NOW + timedelta(hours=1)
PHONE = "13812345678"
LEAK = [["户主", "电话"], ["王秀兰", PHONE]]
WHY = "表里有一户居民的电话"


def slip(town: Neighbourhood) -> Entry:
    """A table with somebody's telephone was published, and mended afterwards."""
    entry = rows.entry(town)
    found = fingerprint(findings("列入名单", "漏了一户", table=LEAK))
    leak = Account(
        text="列入名单", table=LEAK, reason="漏了一户", base=1, may_stand="要公示", seen=found
    )
    mended = Account(text="见表", table=[["项目"], ["电费"]], reason="删去个人信息", base=2)
    for account in (leak, mended):
        affairs.publish_entry(
            column=entry.column, period=entry.period, account=account, by=SYSTEM, now=NOW
        )
    return entry


def version(entry: Entry, number: int) -> EntryVersion:
    return EntryVersion.objects.get(entry=entry, number=number)


def cover(town: Neighbourhood, row: EntryVersion, **more: Any) -> EntryVersion:
    named = {"reason": WHY, "by": town.users["secretary"], "now": LATER, **more}
    return covering.cover_version(version=row, **named)


def at(user: str, town: Neighbourhood) -> Client:
    client = Client()
    client.force_login(town.users[user])
    return client


def test_what_was_covered_is_read_by_nobody_and_says_by_whom_and_why(town: Neighbourhood) -> None:
    entry = slip(town)
    mac = bytes(version(entry, 2).mac)
    cover(town, version(entry, 2))
    row = version(entry, 2)
    assert (row.text, row.table, row.reason, row.confirmed_reason) == ("", [], "", "")
    assert (bytes(row.mac), row.covered_at, row.covered_reason) == (mac, LATER, WHY)
    for client, page in (
        (Client(), f"/affairs/{entry.pk}/"),
        (at("secretary", town), f"/desk/affairs/{entry.column_id}/{entry.period}/"),
    ):
        shown = client.get(page).content.decode()
        assert PHONE not in shown and "王秀兰" not in shown
        for words in (WHY, "2026-11-16 10:00", "居委会", mac.hex()[:16]):
            assert words in shown
    assert not reads.altered(entry.versions.all())


@pytest.mark.parametrize("table", ["notices_entryversion", "core_auditevent"])
def test_nothing_of_it_is_left_in_any_row(town: Neighbourhood, table: str) -> None:
    cover(town, version(slip(town), 2))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        assert PHONE not in str(cursor.fetchall())


def test_the_log_knows_what_stood_there_by_its_hash(town: Neighbourhood) -> None:
    entry = slip(town)
    cover(town, version(entry, 2))
    [line] = AuditEvent.objects.filter(action="notices.version_covered")
    seal = bytes(version(entry, 2).mac).hex()
    assert line.data == {"version": 2, "seal": seal}
    published = AuditEvent.objects.filter(action="notices.entry_corrected", data__version=2).get()
    assert published.data["seal"] == seal


@pytest.mark.parametrize("change", [{"text": "收支平衡了"}, {"table": []}, {"reason": "没错"}])
def test_a_version_that_was_changed_later_is_seen(
    town: Neighbourhood, change: dict[str, object]
) -> None:
    entry = slip(town)
    EntryVersion.objects.filter(entry=entry, number=3).update(**change)
    assert reads.altered(entry.versions.all()) == {3}
    assert "发布以后被改动过" in Client().get(f"/affairs/{entry.pk}/").content.decode()


def test_a_hash_that_was_exchanged_under_a_cover_is_seen(town: Neighbourhood) -> None:
    entry = slip(town)
    cover(town, version(entry, 2))
    EntryVersion.objects.filter(entry=entry, number=2).update(mac=b"x" * 32)
    assert reads.altered(entry.versions.all()) == {3}


def test_versions_from_before_the_hashes_count_as_they_are(town: Neighbourhood) -> None:
    entry = rows.entry(town)
    EntryVersion.objects.update(mac=b"")
    again = Account(text="改了", reason="错了", base=1)
    affairs.publish_entry(
        column=entry.column, period=entry.period, account=again, by=SYSTEM, now=NOW
    )
    assert reads.altered(entry.versions.all()) == set()


def test_what_holds_now_is_corrected_first_and_covered_then(town: Neighbourhood) -> None:
    entry = slip(town)
    with pytest.raises(covering.StillHolds):
        cover(town, version(entry, 3))
    with pytest.raises(covering.CoverWithoutReason):
        cover(town, version(entry, 2), reason=" ")
    with pytest.raises(covering.ReasonTellsTooMuch):
        cover(town, version(entry, 2), reason=f"王秀兰的电话{PHONE}")
    for user in ("next_worker", "grid_worker", "duty_officer"):
        if not town.users[user].has_perm("notices.affairs", entry.column.place):
            with pytest.raises(PermissionMissing):
                cover(town, version(entry, 2), by=town.users[user])
    cover(town, version(entry, 2))
    with pytest.raises(covering.CoveredAlready):
        cover(town, version(entry, 2))


def test_the_database_keeps_no_words_under_a_cover(town: Neighbourhood) -> None:
    entry = slip(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryVersion.objects.filter(entry=entry, number=2).update(
            covered_at=NOW, covered_reason=WHY, covered_by="x"
        )


def test_the_button_covers_and_a_missing_reason_is_said(town: Neighbourhood) -> None:
    entry = slip(town)
    here = f"/desk/affairs/{entry.column_id}/{entry.period}/"
    secretary = at("secretary", town)
    assert f"{here}cover/2/" in secretary.get(here).content.decode()
    assert secretary.post(f"{here}cover/9/", {"why": WHY}).status_code == 404
    secretary.post(f"{here}cover/2/", {"why": ""})
    assert version(entry, 2).covered_at is None
    assert at("next_worker", town).post(f"{here}cover/2/", {"why": WHY}).status_code in (403, 404)
    answer = secretary.post(f"{here}cover/2/", {"why": WHY}, follow=True).content.decode()
    assert version(entry, 2).covered_at is not None
    assert PHONE not in answer


def publish(town: Neighbourhood, **account: Any) -> Entry:
    return affairs.publish_entry(
        column=rows.column(town), period="2026-10", account=Account(**account), by=SYSTEM, now=NOW
    )


def test_what_looks_personal_needs_one_look_and_one_reason(town: Neighbourhood) -> None:
    found = fingerprint(findings("见表", table=LEAK))
    for more in ({}, {"may_stand": "要公示"}, {"seen": found}, {"may_stand": "x", "seen": "y"}):
        with pytest.raises(affairs.TellsTooMuch):
            publish(town, text="见表", table=LEAK, **more)
    assert not EntryVersion.objects.exists()
    entry = publish(town, text="见表", table=LEAK, may_stand="要公示", seen=found)
    assert version(entry, 1).confirmed_reason == "要公示"
    assert AuditEvent.objects.get(action="notices.entry_published").data["confirmed"] == 2


def test_what_was_confirmed_once_is_not_asked_again(town: Neighbourhood) -> None:
    found = fingerprint(findings("见表", table=LEAK))
    entry = publish(town, text="见表", table=LEAK, may_stand="要公示", seen=found)
    publish(town, text="请见表", table=LEAK, reason="多写", base=1)
    assert version(entry, 2).confirmed_reason == "要公示"
    more = [*LEAK, ["李建国", ""]]
    with pytest.raises(affairs.TellsTooMuch):
        publish(town, text="请见表", table=more, reason="漏了", base=2)


def test_the_page_says_which_cell_and_keeps_the_file(town: Neighbourhood) -> None:
    column, secretary = rows.column(town), at("secretary", town)
    here = f"/desk/affairs/{column.pk}/2026-10/"
    file = SimpleUploadedFile("t.csv", f"项目,电话\n电费,\n,{PHONE}\n".encode())
    asked = secretary.post(here, {"text": "见表", "file": file, "base": "0"})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert re.search(f"第 3 行.*电话.*{PHONE}", page, re.S)
    hidden = {
        name: re.search(f'name="{name}" value="([^"]*)"', page)[1].replace("&quot;", '"')  # type: ignore[index]  # they are there
        for name in ("kept", "seen", "base")
    }
    done = secretary.post(here, {"text": "见表", **hidden, "may_stand": "物业值班电话"})
    assert done.status_code == 302
    row = EntryVersion.objects.get()
    assert row.table == [["项目", "电话"], ["电费", ""], ["", PHONE]]


@pytest.mark.parametrize(
    "kept", ["{", "[]", "[1]", '[["a"],[1]]', '[["a"],["b","c"]]', "null", '[["a"]]' * 9999]
)
def test_a_table_that_was_bent_on_its_way_is_refused(town: Neighbourhood, kept: str) -> None:
    here = f"/desk/affairs/{rows.column(town).pk}/2026-10/"
    sent = {"text": "见表", "kept": kept, "base": "0"}
    assert at("secretary", town).post(here, sent).status_code == 422
    assert not EntryVersion.objects.exists()


def test_signs_that_no_database_stores_are_left_out(town: Neighbourhood) -> None:
    here = f"/desk/affairs/{rows.column(town).pk}/2026-10/"
    sent = {"text": "见表", "kept": '[["项\\ud800目\\u0000"]]', "base": "0"}
    assert at("secretary", town).post(here, sent).status_code == 302
    assert EntryVersion.objects.get().table == [["项目"]]


def test_a_reason_with_a_null_in_it_is_stored_without(town: Neighbourhood) -> None:
    assert cover(town, version(slip(town), 2), reason=f"\0{WHY}\n").covered_reason == WHY


def test_the_second_of_two_clerks_is_told_and_loses_nothing(town: Neighbourhood) -> None:
    entry = rows.entry(town)
    here = f"/desk/affairs/{entry.column_id}/{entry.period}/"
    worker, secretary = at("worker", town), at("secretary", town)
    assert 'name="base" value="1"' in worker.get(here).content.decode()
    first = {"text": "收支平衡，已复核", "reason": "补签", "base": "1"}
    assert secretary.post(here, first).status_code == 302
    file = SimpleUploadedFile("t.csv", "项目,金额\n水费,88\n".encode())
    mine = {"text": "收支不平", "reason": "漏了水费", "base": "1"}
    told = worker.post(here, {**mine, "file": file})
    page = told.content.decode()
    assert told.status_code == 422
    assert EntryVersion.objects.count() == 2
    for words in (
        "收支平衡，已复核",
        "补签",
        "收支不平",
        "漏了水费",
        "水费",
        'name="base" value="2"',
    ):
        assert words in page
    kept = re.search('name="kept" value="([^"]*)"', page)[1].replace("&quot;", '"')  # type: ignore[index]  # it is there
    assert worker.post(here, {**mine, "base": "2", "kept": kept}).status_code == 302
    row = version(entry, 3)
    assert (row.text, row.table) == ("收支不平", [["项目", "金额"], ["水费", "88"]])


def test_two_clerks_who_publish_the_same_period_first(town: Neighbourhood) -> None:
    publish(town, text="甲")
    with pytest.raises(affairs.PublishedMeanwhile):
        publish(town, text="乙")
    here = f"/desk/affairs/{rows.column(town).pk}/2026-10/"
    told = at("worker", town).post(here, {"text": "乙", "base": "0"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "甲" in page and "乙" in page and 'name="reason"' in page
