"""Visits are planned by need and noted once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liren.care.models import CareTask, Visit
from liren.care.selectors.visits import round_of
from liren.care.services import visits
from liren.care.services.visits import FaceMissing, NewVisit
from liren.core.idempotency import KeyReused
from liren.core.scope import EVERYWHERE
from liren.workorders.selectors import inbox
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood


def test_a_visit_puts_somebody_off_the_round_and_a_call_back_on(
    town: Neighbourhood, now: datetime
) -> None:
    person, by = scenes.elder(town, now), town.users["worker"]
    [door] = round_of(EVERYWHERE, now)
    assert door.need.reasons[0] == "never"
    new = NewVisit(person=person, key=uuid4(), at=now, face="well", promised="周三带血压计来")
    row = visits.note_visit(new, by=by, now=now)
    assert visits.note_visit(new, by=by, now=now + timedelta(minutes=1)) == row
    assert round_of(EVERYWHERE, now) == []
    order = inbox(by).get()
    assert "血压计" in order.title and order.clock_kind == "working_days"
    scenes.called(person, now + timedelta(hours=1))
    [door] = round_of(EVERYWHERE, now + timedelta(hours=2))
    assert door.need.reasons[0] == "alerts"


def test_a_poor_face_is_a_task_and_nobody_there_is_not(town: Neighbourhood, now: datetime) -> None:
    person, by = scenes.elder(town, now), town.users["worker"]
    nobody = NewVisit(person=person, key=uuid4(), at=now, is_nobody_there=True)
    visits.note_visit(nobody, by=by, now=now)
    assert len(round_of(EVERYWHERE, now)) == 1, "still due"
    visits.note_visit(NewVisit(person=person, key=uuid4(), at=now, face="poor"), by=by, now=now)
    assert list(CareTask.objects.values_list("kind", flat=True)) == ["unwell"]
    with pytest.raises(FaceMissing):
        visits.note_visit(NewVisit(person=person, key=uuid4(), at=now), by=by, now=now)


def test_a_key_is_one_persons_word_on_one_door(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now)
    new = NewVisit(person=person, key=uuid4(), at=now, face="well")
    visits.note_visit(new, by=town.users["worker"], now=now)
    with pytest.raises(KeyReused):
        visits.note_visit(new, by=town.users["grid_worker"], now=now)


def test_what_waited_on_the_telephone_is_of_when_it_was_noted(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    person, client = scenes.elder(town, now), Client()
    client.force_login(town.users["grid_worker"])
    with django_assert_max_num_queries(14):
        assert "王桂英" in client.get("/desk/care/round/").content.decode()
    typed = {
        "key": str(uuid4()), "person": person.pk, "face": "so_so", "words": "腿疼",
        "made_at": "2020-01-01T08:00:00Z", "sent_at": "2020-01-01T11:00:00Z",
    }  # fmt: skip
    for _twice in range(2):
        answer = client.post("/desk/care/round/send/", typed, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 200
    row = Visit.objects.get()
    assert timedelta(hours=2.9) < row.received_at - row.at < timedelta(hours=3.1)
    answer = client.post(
        "/desk/care/round/send/",
        {**typed, "face": "x"},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 422 and answer.json()["said"]
    stranger = Client()
    stranger.force_login(town.users["next_worker"])
    other = {**typed, "key": str(uuid4())}
    assert stranger.post("/desk/care/round/send/", other).status_code in (302, 404)
    assert Visit.objects.count() == 1
