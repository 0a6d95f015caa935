"""Faces in one touch, and the office's week."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liren.care.models import CareTask, Contact, Pair
from liren.care.services import buddies
from liren.care.services.buddies import NewPair
from liren.care.views import desk_buddies
from liren.core.permissions import SYSTEM
from tests.care import scenes
from tests.care.services.test_buddies import pair, younger
from tests.factories.neighbourhood import Neighbourhood

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return as_


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_one_touch_and_another_takes_it_back(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    row, own = pair(town, now, tuple(range(7))), sign_in("resident")
    assert "王桂英" in text(own, "/care/buddies/")
    path = f"/care/buddies/{row.pk}/"
    assert own.post(path, {"face": "well", "way": "phone"}).status_code == 302
    assert Contact.objects.get().face == "well"
    own.post(path, {"deed": "back"})
    assert not Contact.objects.exists()
    assert sign_in("officer").post(path, {"face": "well"}).status_code == 404


def test_the_office_notes_for_who_telephones(
    town: Neighbourhood, now: datetime, sign_in: SignIn
) -> None:
    row, worker = pair(town, now, tuple(range(7))), sign_in("worker")
    path = f"/desk/care/buddies/{row.pk}/"
    assert path in text(worker, "/desk/care/buddies/")
    worker.post(path, {"face": ""})
    task = CareTask.objects.get()
    page = f"/desk/care/tasks/{task.pk}/"
    assert f'href="{page}" data-row data-whole' in text(worker, "/desk/"), "not beside the list"
    assert worker.post(page, {"result": " "}).status_code == 422
    assert worker.post(page, {"result": "在楼下晒太阳"}).status_code == 302
    assert "晒太阳" in text(worker, f"/desk/care/people/{row.elder_id}/")
    assert sign_in("next_worker").get(page).status_code == 404


def test_a_pair_is_made_at_the_desk(town: Neighbourhood, now: datetime, sign_in: SignIn) -> None:
    elder, carrier, worker = scenes.elder(town, now), younger(town, now), sign_in("worker")
    path = f"/desk/care/people/{elder.pk}/buddy/?q=陈"
    assert "陈秀珍" in text(worker, path)
    typed = {"younger": carrier.pk, "days": ["1", "4"]}
    assert worker.post(path, typed).status_code == 422
    assert worker.post(path, {**typed, "has_agreed": "on"}).status_code == 302
    row = Pair.objects.get()
    assert "周二" in text(worker, f"/desk/care/people/{elder.pk}/")
    worker.post(f"/desk/care/buddies/{row.pk}/part/")
    row.refresh_from_db()
    assert row.ended_at


def test_a_rota_of_many_is_paged(
    town: Neighbourhood, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_buddies, "A_PAGE", 2)
    carrier, worker = younger(town, now), sign_in("worker")
    for _ in range(3):
        new = NewPair(younger=carrier, elder=scenes.elder(town, now), days=(0,), has_agreed=True)
        buddies.make_pair(new, by=SYSTEM, now=now)
    first, last = (text(worker, f"/desk/care/buddies/?page={page}") for page in (1, 2))
    assert first.count("王桂英") == 2 and "page=2" in first
    assert last.count("王桂英") == 1 and "page=1" in last and "&amp;week=" in last
    assert text(worker, "/desk/care/buddies/?page=99&week=x").count("王桂英") == 1


def test_a_long_rota_costs_no_more_statements(
    town: Neighbourhood,
    now: datetime,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    worker = sign_in("worker")
    carrier = younger(town, now)
    for _ in range(5):
        new = NewPair(younger=carrier, elder=scenes.elder(town, now), days=(0,), has_agreed=True)
        buddies.make_pair(new, by=SYSTEM, now=now)
    with django_assert_max_num_queries(11):
        assert text(worker, "/desk/care/buddies/").count("王桂英") == 5
    own = sign_in("resident")
    with django_assert_max_num_queries(9):
        text(own, "/care/buddies/")
