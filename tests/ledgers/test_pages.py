"""The pages of ledgers at the desk: from the file to the register, and back."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liren.core.models import AuditEvent
from liren.ledgers.models import Import, Review
from liren.people.models import Person
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.bringing import HEADINGS, Desk, family, number, row, workbook

RunJobs = Callable[[], int]


@pytest.fixture
def worker(town: Neighbourhood, client: Client) -> Client:
    client.force_login(town.users["worker"])
    return client


def upload(data: bytes, name: str = "台账.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client: Client, data: bytes, name: str = "台账.xlsx") -> str:
    page = client.get("/desk/ledgers/").content.decode()
    found = re.search(r'<option value="(\d+)"', page.split('name="place"')[1])
    assert found
    given = {"file": upload(data, name), "sender": "桐花社区居委会", "place": found[1]}
    sent = client.post("/desk/ledgers/", given)
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def typed(client: Client, here: str) -> dict[str, str]:
    """The form of the columns as it stands on the page."""
    page = client.get(here).content.decode()
    found = {}
    for name, body in re.findall(r'<select name="(c-[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return {**found, "remember": "on"}


def test_a_ledger_goes_all_the_way(worker: Client, run_jobs: RunJobs, town: Neighbourhood) -> None:
    here = send(worker, workbook(family()))
    assert "hx-get" in worker.get(here).content.decode()
    run_jobs()
    page = worker.get(here).content.decode()
    assert "联系电话" in page and number(1) not in page and "15400001234" not in page
    assert worker.post(f"{here}columns/", typed(worker, here))["Location"] == here
    run_jobs()
    plan = worker.get(here).content.decode()
    assert "新的人" in plan and f"{here}lines/new/" in plan
    lines = worker.get(f"{here}lines/new/").content.decode()
    assert "王桂英" in lines and number(1) not in lines and "154****1234" in lines
    worker.post(f"{here}do/apply/", {"adds_homes": "on"})
    run_jobs()
    assert Person.objects.count() == 3
    assert "3" in worker.get(here, headers={"HX-Request": "true"}).content.decode()
    worker.post(f"{here}do/undo/")
    run_jobs()
    assert Person.objects.count() == 0 and "已撤回" in worker.get(here).content.decode()


def test_every_list_opens_and_costs_the_same(
    worker: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bad = number(9)[:17] + ("0" if number(9)[17] != "0" else "1")
    many = [row(f"王{n}", n, phone=f"154{n:08}") for n in range(100, 170)]
    ledger = desk.bring(workbook([*many, row("赵明", bad)]))
    newer = [row(f"王{n}", n, phone=f"155{n:08}") for n in range(100, 170)]
    second = desk.plan(workbook([*newer, ["合计"]], day="2026年10月31日"))
    for one, kinds in (
        (ledger, ("new", "errors", "skipped", "left_out")),
        (second, ("changed", "joins")),
    ):
        for kind in kinds:
            with django_assert_max_num_queries(24):
                page = worker.get(f"/desk/ledgers/{one.pk}/lines/{kind}/").content.decode()
            assert number(100) not in page and "15400000100" not in page
    assert page.count("<tr>") == 51 and "page=2" in page
    assert bad not in worker.get(f"/desk/ledgers/{ledger.pk}/lines/errors/").content.decode()
    with django_assert_max_num_queries(24):
        worker.get(f"/desk/ledgers/{second.pk}/")
    with django_assert_max_num_queries(20):
        worker.get("/desk/ledgers/")
    assert worker.get(f"/desk/ledgers/{ledger.pk}/lines/dog/").status_code == 404


def test_pairs_are_judged_side_by_side(
    worker: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.bring(workbook(family()))
    ledger = desk.plan(workbook([row("李建国", phone="15400001235")], day="2026年10月1日"))
    here = f"/desk/ledgers/{ledger.pk}/reviews/"
    with django_assert_max_num_queries(24):
        page = worker.get(here).content.decode()
    assert page.count("154****1235") == 2 and number(2) not in page
    pair = Review.objects.get()
    said = worker.post(f"{here}{pair.pk}/", {"answer": "same", "was": "open"})
    assert said["Location"] == f"{here}#pair-{pair.pk}"
    late = worker.post(f"{here}{pair.pk}/", {"answer": "apart", "was": "open"}, follow=True)
    assert "已经有人判断过了" in late.content.decode()
    assert worker.post(f"{here}{pair.pk}/", {"answer": "dog", "was": "open"}).status_code == 404
    worker.post(f"/desk/ledgers/{ledger.pk}/do/apply/")
    desk.run_jobs()
    assert Person.objects.filter(merged_into__isnull=False).count() == 1


def test_errors_go_out_and_corrected_come_in(worker: Client, desk: Desk) -> None:
    bad = number(9)[:17] + ("0" if number(9)[17] != "0" else "1")
    ledger = desk.bring(workbook([*family(), row("赵明", bad)]))
    here = f"/desk/ledgers/{ledger.pk}/"
    assert worker.get(f"{here}errors/").status_code == 405
    file = worker.post(f"{here}errors/")
    assert file.status_code == 200 and "attachment" in file["Content-Disposition"]
    assert AuditEvent.objects.filter(action="ledgers.errors_taken").count() == 1
    assert worker.post(f"{here}corrected/", {}).status_code == 422
    made = worker.post(f"{here}corrected/", {"file": upload(workbook([row("赵明", 9)]), "改.xlsx")})
    assert Import.objects.get(corrects=ledger).sender == ledger.sender
    assert worker.get(made["Location"]).status_code == 200


def test_bad_files_and_bad_columns_are_told_in_words(
    worker: Client, run_jobs: RunJobs, town: Neighbourhood, now: datetime
) -> None:
    place = str(town.places["community"].pk)
    empty = {"file": upload(b""), "sender": "居委会", "place": place}
    assert "这个文件是空的" in worker.post("/desk/ledgers/", empty).content.decode()
    here = send(worker, b"PK\x03\x04 broken")
    run_jobs()
    assert "读不了" in worker.get(here).content.decode()
    here = send(worker, workbook(family()))
    run_jobs()
    given = {**typed(worker, here)}
    nameless = {
        key: "" if value in ("name", "id_number") else value for key, value in given.items()
    }
    refused = worker.post(f"{here}columns/", nameless)
    assert refused.status_code == 422 and "哪一列是姓名" in refused.content.decode()
    twice = dict.fromkeys(given, "name") | {"remember": "on"}
    assert worker.post(f"{here}columns/", twice).status_code == 422
    assert worker.post(f"{here}do/apply/", follow=True).status_code == 200
    assert worker.post(f"{here}do/dog/").status_code == 404


def test_a_list_without_names_is_told_before_and_after(worker: Client, desk: Desk) -> None:
    rows = [["", *one[1:]] for one in family()]
    data = workbook(rows, headings=("绰号", *HEADINGS[1:]))
    ledger = desk.send(data)
    desk.run_jobs()
    here = f"/desk/ledgers/{ledger.pk}/"
    assert "没有一列是姓名" in worker.get(here).content.decode()
    worker.post(f"{here}columns/", typed(worker, here))
    desk.run_jobs()
    assert "没有姓名" in worker.get(here).content.decode()


def test_nobody_else_sees_it(desk: Desk, client: Client) -> None:
    ledger = desk.plan(workbook(family()))
    for name, status in (("next_worker", 404), ("grid_worker", 403), ("resident", 403)):
        client.force_login(desk.town.users[name])
        for path in ("", "lines/new/", "reviews/"):
            assert client.get(f"/desk/ledgers/{ledger.pk}/{path}").status_code == status
        assert client.post(f"/desk/ledgers/{ledger.pk}/errors/").status_code == status
