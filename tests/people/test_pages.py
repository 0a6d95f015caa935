"""The register at the desk and the residents' own page."""

import re
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liren.core.permissions import SYSTEM, PermissionMissing
from liren.people import services
from liren.people.models import Consent, DeletionRequest, Person, Proposal, Viewing
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import OTHER_PHONE, PHONE, number, person


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    return person(town.home, now, phone=PHONE, id_number=number(1), birth_date="1940-02-03")


@pytest.fixture
def worker(town: Neighbourhood, client: Client) -> Client:
    client.force_login(town.users["worker"])
    return client


def body(client: Client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return page.content.decode()


def test_the_list_finds_by_name_telephone_and_document(wang: Person, worker: Client) -> None:
    assert "王桂英" in body(worker, "/desk/people/")
    for words in ("王", PHONE, number(1)):
        assert "王桂英" in body(worker, f"/desk/people/?q={words}")
    for words in ("李", "15400009999", number(2), "1234567"):
        assert f"/desk/people/{wang.pk}/" not in body(worker, f"/desk/people/?q={words}")


def test_the_list_costs_the_same_however_many(
    town: Neighbourhood, now: datetime, worker: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for n in range(60):
        person(town.home, now, name=f"居民{n}")
    with django_assert_max_num_queries(12):
        page = body(worker, "/desk/people/")
    following = re.search(r'href="(\?after=[^"]+)"', page)
    assert following and "居民59" in body(worker, f"/desk/people/{following[1]}")
    path = following[1].partition("~")[0]
    for strange in ("²", "9" * 5_000, "9" * 19):
        assert "居民0" in body(worker, f"/desk/people/{path}~{strange}")


def test_a_person_is_masked_until_a_purpose_is_given(
    wang: Person, worker: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    here = f"/desk/people/{wang.pk}/"
    with django_assert_max_num_queries(30):
        page = body(worker, here)
    assert number(1) not in page and PHONE not in page and "154****1234" in page
    assert worker.post(f"{here}show/", {"element": "id_number", "purpose": " "}).status_code == 422
    assert not Viewing.objects.exists()
    shown = worker.post(f"{here}show/", {"element": "id_number", "purpose": "低保核查"})
    assert number(1) in shown.content.decode()
    opened = worker.post(f"{here}show/", {"element": "phone", "purpose": "低保核查"})
    assert "154 0000 1234" in opened.content.decode() and "+86" not in opened.content.decode()
    assert "低保核查" in body(worker, here) and number(1) not in body(worker, here)


def test_two_clerks_see_each_other(wang: Person, worker: Client, town: Neighbourhood) -> None:
    here = f"/desk/people/{wang.pk}/phone/"
    first = {"value": OTHER_PHONE, "source": "上门", "base": "0"}
    assert worker.post(here, first).status_code == 302
    page = worker.post(here, {"value": "15400009999", "source": "来电", "base": "0"})
    assert page.status_code == 422 and "154****5678" in page.content.decode()
    assert 'value="15400009999"' in page.content.decode()  # nothing typed is lost
    again = re.search(r'name="base" value="(\d+)"', page.content.decode())
    assert again
    last = {"value": "15400009999", "source": "来电", "base": again[1]}
    assert worker.post(here, last).status_code == 302
    bad = worker.post(here, {"value": "12", "source": "x", "base": "9"})
    assert bad.status_code == 422 and 'value="12"' in bad.content.decode()


def test_a_proposal_is_decided_on_its_page(
    wang: Person, town: Neighbourhood, worker: Client, now: datetime
) -> None:
    grid = Client()
    grid.force_login(town.users["grid_worker"])
    grid.post(
        f"/desk/people/{wang.pk}/remark/", {"value": "腿脚不便", "source": "走访", "base": "0"}
    )
    waiting = Proposal.objects.get()
    assert "腿脚不便" in body(worker, "/desk/people/proposals/")
    refused = worker.post(f"/desk/people/proposals/{waiting.pk}/", {"deed": "reject", "reason": ""})
    assert refused.status_code == 422
    assert grid.get("/desk/people/proposals/").status_code == 403
    worker.post(f"/desk/people/proposals/{waiting.pk}/", {"deed": "accept"})
    assert Person.objects.get().remark == "腿脚不便"


def test_a_department_decides_on_its_own_entries_only(
    wang: Person, town: Neighbourhood, worker: Client, now: datetime
) -> None:
    grid = town.users["grid_worker"]
    services.put(subject=wang, values={"remark": "白天不在家"}, source="x", by=grid, now=now)
    services.ask_deletion(person=wang, words="搬走了", by=SYSTEM, now=now)
    waiting, asked = Proposal.objects.get(), DeletionRequest.objects.get()
    officer = Client()
    officer.force_login(town.users["officer"])
    page = body(officer, "/desk/people/proposals/")
    assert "白天不在家" not in page and "王桂英" not in page and "搬走了" not in page
    for path in (f"proposals/{waiting.pk}/", f"deletions/{asked.pk}/"):
        answer = officer.post(f"/desk/people/{path}", {"deed": "accept", "reason": "x"})
        assert answer.status_code in {403, 404}
    with pytest.raises(PermissionMissing):
        services.accept_proposal(proposal=waiting, by=town.users["officer"], now=now)
    with pytest.raises(PermissionMissing):
        services.decide_deletion(
            request=asked, grant=True, reason="", by=town.users["officer"], now=now
        )
    assert Person.objects.get().name == "王桂英" and Person.objects.get().remark == ""
    assert "白天不在家" in body(worker, "/desk/people/proposals/")


def test_half_a_minute_by_link(
    wang: Person, town: Neighbourhood, worker: Client, now: datetime
) -> None:
    made = worker.post(f"/desk/people/{wang.pk}/link/").content.decode()
    link = re.search(r"/my-data/l/[\w-]+/", made)
    assert link
    phone = Client()
    assert "王桂英" not in body(phone, link[0])
    assert phone.post(link[0], {"digits": "0000"}).status_code == 422
    assert phone.post(link[0], {"digits": "1234"})["Location"] == "/my-data/"
    page = phone.get("/my-data/")
    assert page["Cache-Control"] == "private, no-store"
    text = page.content.decode()
    assert "王桂英" in text and PHONE not in text and "154****1234" in text
    phone.post("/my-data/confirm/")
    assert Person.objects.get().confirmed_on is not None
    phone.post("/my-data/correct/phone/", {"value": OTHER_PHONE})
    assert Proposal.objects.get().fact.source
    phone.post("/my-data/consent/", {"purpose": "email", "give": "1"})
    phone.post("/my-data/consent/", {"purpose": "email"})
    assert Consent.objects.get().withdrawn_at is not None
    assert number(1) in phone.get("/my-data/copy.json").content.decode()
    assert phone.get("/my-data/copy.xlsx").status_code == 200
    phone.post("/my-data/delete/", {"words": "搬走了"})
    phone.post("/my-data/delete/", {"words": "搬走了"})
    assert DeletionRequest.objects.count() == 1
    assert "搬走了" in body(worker, "/desk/people/proposals/")


def test_the_resident_sees_the_workers_look(
    wang: Person, town: Neighbourhood, worker: Client, now: datetime
) -> None:
    services.link_user(person=wang, user=town.users["resident"], by=SYSTEM, now=now)
    asked = {"element": "phone", "purpose": "通知停水"}
    worker.post(f"/desk/people/{wang.pk}/show/", asked)
    me = Client()
    me.force_login(town.users["resident"])
    page = body(me, "/my-data/")
    assert "通知停水" in page and town.users["worker"].name in page
    assert town.users["worker"].audit_name not in page, "an account is nobody's business"


def test_whoever_is_unknown_sees_nobody(wang: Person, town: Neighbourhood) -> None:
    for client in (Client(), Client()):
        assert "王桂英" not in body(client, "/my-data/")
        for deed in ("confirm", "consent", "delete"):
            assert client.post(f"/my-data/{deed}/")["Location"] == "/my-data/"
        assert client.get("/my-data/copy.json").status_code == 302
        client.force_login(town.users["resident"])  # an account that is nobody's


def test_a_walk_leads_to_the_home_and_ends_when_all_is_confirmed(
    town: Neighbourhood, now: datetime, run_jobs: object
) -> None:
    from datetime import timedelta

    old = person(town.home, now - timedelta(days=400), phone=PHONE)
    services.send_out_for_stale(now)
    run_jobs()  # type: ignore[operator]  # a fixture that is called
    walk = WorkOrder.objects.get(kind="confirm")
    assert walk.assignee == town.users["grid_worker"] and walk.subject_id == town.home.pk
    grid = Client()
    grid.force_login(town.users["grid_worker"])
    assert f"/desk/people/homes/{town.home.pk}/" in body(grid, "/desk/")
    assert "王桂英" in body(grid, f"/desk/people/homes/{town.home.pk}/")
    grid.post(f"/desk/people/{old.pk}/confirm/")
    run_jobs()  # type: ignore[operator]  # the same
    walk.refresh_from_db()
    assert walk.closed_at is not None


def test_a_canary_is_told_to_whoever_watches(
    wang: Person, town: Neighbourhood, worker: Client, now: datetime, run_jobs: object
) -> None:
    from liren.notices.models import Delivery

    services.plant_canary(person=wang, by=SYSTEM, now=now)
    asked = {"element": "phone", "purpose": "好奇"}
    worker.post(f"/desk/people/{wang.pk}/show/", asked)
    run_jobs()  # type: ignore[operator]  # a fixture that is called
    told = Delivery.objects.filter(subject_type="people.viewing")
    assert {one.user for one in told} == {town.users["audit_officer"], town.users["duty_officer"]}
