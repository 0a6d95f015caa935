"""Landlords say who lives in what they let, and neither read nor change anything else."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from liren.accounts.models import User
from liren.core.permissions import SYSTEM
from liren.people import selectors, services
from liren.people.events import HomeStale
from liren.people.models import Person, Proposal, Residence
from liren.people.services import New, NotYours, Oneself, put
from liren.people.views.mine import SESSION
from liren.places.models import Place
from liren.workorders.models import WorkOrder
from liren.workorders.subscribers import send_to_the_door
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import PHONE, person


@pytest.fixture
def flat(town: Neighbourhood) -> Place:
    """A home that is let."""
    above = town.home.parent
    row = Place(parent=above, kind="home", name="909室", code="C1-let", path="xlet")
    row.save()
    row.path = f"{town.places['unit'].path}{row.pk:08d}"
    row.save()
    return row


@pytest.fixture
def owner(town: Neighbourhood, flat: Place, now: datetime) -> Person:
    row = person(town.home, now, name="李房东", phone=PHONE)
    has(row, flat, "owner", now)
    return row


@pytest.fixture
def tenant(flat: Place, now: datetime) -> Person:
    return person(flat, now, name="赵租客")


def has(row: Person, place: Place, role: str, now: datetime) -> None:
    values = {"person": row, "home": place, "role": role}
    put(subject=New("residence"), values=values, source="台账", by=SYSTEM, now=now)


def client_of(row: Person, client: Client) -> Client:
    session = client.session
    session[SESSION] = {"person": row.pk, "until": timezone.now().timestamp() + 600}
    session.save()
    return client


def test_they_see_who_is_known_there_and_nothing_more(
    owner: Person, tenant: Person, flat: Place, client: Client
) -> None:
    page = client_of(owner, client).get("/my-data/").content.decode()
    assert "909室" in page and "赵**" in page
    assert "赵租客" not in page
    [home] = selectors.homes_let_by(owner)
    assert (home.place, home.people) == (flat, [tenant])
    assert selectors.homes_let_by(tenant) == []


def test_all_as_before_confirms_them_and_spares_the_walk(
    owner: Person, tenant: Person, flat: Place, now: datetime
) -> None:
    later = now + timedelta(days=400)
    services.all_as_before(owner=owner, place_id=flat.pk, now=later)
    tenant.refresh_from_db()
    assert tenant.confirmed_on == timezone.localdate(later)
    [home] = selectors.homes_let_by(owner)
    assert home.confirmed_on == timezone.localdate(later)


def test_a_departure_waits_for_the_office(
    owner: Person, tenant: Person, flat: Place, now: datetime, town: Neighbourhood
) -> None:
    today = timezone.localdate(now)
    left = partial(services.has_left, owner=owner, place_id=flat.pk, person_id=tenant.pk, now=now)
    with pytest.raises(services.DayAhead):
        left(day=today + timedelta(days=1))
    left(day=today)
    tenant.refresh_from_db()
    assert tenant.left_on is None
    waiting = Proposal.objects.get(decided_at=None)
    services.accept_proposal(proposal=waiting, by=town.users["worker"], now=now)
    tenant.refresh_from_db()
    assert tenant.left_on == today
    assert not Residence.objects.filter(person=tenant, until=None).exists()
    assert selectors.homes_let_by(owner)[0].people == []


def test_somebody_new_sends_the_grid_worker_once(
    owner: Person, flat: Place, town: Neighbourhood, now: datetime
) -> None:
    services.somebody_new(owner=owner, place_id=flat.pk, now=now)
    told = DBTaskResult.objects.filter(task_path="liren.core.events.tell")
    assert [one.args_kwargs["args"][1] for one in told] == ["people.home_stale"]
    for _ in range(2):  # as the worker of the queue does, twice over
        send_to_the_door(HomeStale(place_id=flat.pk))
    walk = WorkOrder.objects.get(kind=WorkOrder.Kind.CONFIRM)
    assert (walk.place, walk.assignee) == (flat, town.users["grid_worker"])


def test_they_say_nothing_else_and_nothing_of_other_homes(
    owner: Person, tenant: Person, town: Neighbourhood, now: datetime, client: Client
) -> None:
    by = Oneself(person_id=owner.pk)
    with pytest.raises(NotYours):
        put(subject=tenant, values={"remark": "吵"}, source="房东", by=by, now=now)
    with pytest.raises(selectors.LetHomeUnknown):
        services.all_as_before(owner=owner, place_id=town.home.pk, now=now)
    other = person(town.home, now, name="王桂英")
    with pytest.raises(NotYours):
        put(subject=other, values={"left_on": "2026-01-01"}, source="房东", by=by, now=now)
    answer = client_of(owner, client).post(
        f"/my-data/homes/{town.home.pk}/", {"deed": "same"}, follow=True
    )
    assert "这不是您出租的房屋" in answer.content.decode()


def test_the_page_takes_each_of_the_three_words(
    owner: Person, tenant: Person, flat: Place, client: Client
) -> None:
    said = client_of(owner, client)
    here = f"/my-data/homes/{flat.pk}/"
    for typed in (
        {"deed": "same"},
        {"deed": "left", "person": tenant.pk, "day": "2026-11-01"},
        {"deed": "new"},
    ):
        assert said.post(here, typed, follow=True).status_code == 200
    assert Proposal.objects.filter(decided_at=None).count() == 1
    assert "再选" in said.post(here, {"deed": "left", "day": "x"}, follow=True).content.decode()
    assert User.objects.filter(person=owner).count() == 0
