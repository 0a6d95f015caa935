"""The set-up of parties: who can be asked, and from when on no more."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liren.accounts.models import Party
from liren.accounts.services import NewParty, add_party
from liren.cases.models import Duty
from liren.cases.selectors.rules import parties_for
from liren.cases.services.duties import NewDuty, add_duties
from liren.core.permissions import SYSTEM
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def admin(client: Client, town: Neighbourhood) -> Client:
    client.force_login(town.users["administrator"])
    return client


@pytest.fixture
def idle(town: Neighbourhood, now: datetime) -> Party:
    new = NewParty(kind=Party.Kind.PROPERTY, name="溪畔物业")
    return add_party(new, place=town.places["compound"], by=SYSTEM, now=now)


def typed(town: Neighbourhood, **changed: object) -> dict[str, object]:
    start = {"name": "晚晴助老队", "kind": "volunteers", "place": town.places["community"].pk}
    return start | {"above": town.parties["committee"].pk} | changed


def test_a_party_is_added_and_can_be_asked(admin: Client, town: Neighbourhood) -> None:
    answer = admin.post(reverse("cases:desk_parties"), typed(town), follow=True)
    party = Party.objects.get(name="晚晴助老队")
    assert "晚晴助老队" in answer.content.decode()
    assert (party.kind, party.above) == ("volunteers", town.parties["committee"])
    assert party in parties_for(rows.report(town).case)


def test_without_a_name_nothing_is_added(admin: Client, town: Neighbourhood) -> None:
    before = Party.objects.count()
    assert admin.post(reverse("cases:desk_parties"), typed(town, name="")).status_code == 422
    assert Party.objects.count() == before


def test_a_second_of_one_name_is_refused_in_the_form(
    admin: Client, town: Neighbourhood, idle: Party
) -> None:
    twice = typed(town, name=idle.name, place=idle.place_id)
    answer = admin.post(reverse("cases:desk_parties"), twice)
    assert answer.status_code == 422
    assert f"已经有一个叫“{idle.name}”的单位" in answer.content.decode()
    assert Party.objects.filter(name=idle.name).count() == 1


def test_a_party_is_changed_on_its_page(admin: Client, town: Neighbourhood, idle: Party) -> None:
    url = reverse("cases:desk_party", args=[idle.pk])
    assert "溪畔物业" in admin.get(url).content.decode()
    assert admin.post(url, typed(town, name="清溪物业", phone="0600-1")).status_code == 302
    idle.refresh_from_db()
    assert (idle.name, idle.phone, idle.kind) == ("清溪物业", "0600-1", Party.Kind.PROPERTY)
    itself = admin.post(
        reverse("cases:desk_party", args=[town.parties["street_office"].pk]),
        typed(town, name="街道", place=town.places["street"].pk, above=idle.pk),
    )
    assert itself.status_code == 422


def test_a_party_with_work_stays_and_the_page_says_why(
    admin: Client, town: Neighbourhood, idle: Party
) -> None:
    order = rows.order(town)
    order.party = idle
    order.save()
    answer = admin.post(reverse("cases:desk_end_party", args=[idle.pk]), follow=True)
    assert "1 个工单" in answer.content.decode()
    idle.refresh_from_db()
    assert idle.ended_at is None


def test_an_ended_party_is_asked_no_more(
    admin: Client, town: Neighbourhood, idle: Party, now: datetime
) -> None:
    duty = NewDuty(category=town.categories["lamp"], place=town.places["community"], party=idle)
    add_duties([duty], by=SYSTEM, now=now)
    case = rows.report(town).case
    assert idle in parties_for(case)
    admin.post(reverse("cases:desk_end_party", args=[idle.pk]))
    assert idle not in parties_for(case)
    assert Duty.objects.get(party=idle).until_date == timezone.localdate()
    assert "溪畔物业" in admin.get(reverse("cases:desk_parties")).content.decode()


def test_parties_of_elsewhere_are_not_found(
    client: Client, town: Neighbourhood, idle: Party
) -> None:
    grant = town.users["administrator"].grants.get()
    grant.put_at(town.places["next_community"])
    grant.save()
    client.force_login(town.users["administrator"])
    for name in ("desk_party", "desk_end_party"):
        assert client.post(reverse(f"cases:{name}", args=[idle.pk])).status_code == 404
    assert "溪畔物业" not in client.get(reverse("cases:desk_parties")).content.decode()
