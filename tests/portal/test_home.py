"""The first page of the neighbourhood."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def phone() -> Client:
    client = Client(raise_request_exception=True)
    client.cookies["django_language"] = "en"
    return client


def body(response: Any) -> str:
    return str(response.content.decode())


def reported(town: Neighbourhood, text: str = "我叫王小明，路灯坏了") -> Case:
    new = NewReport(
        text=text,
        place=town.places["building"],
        category=town.categories["lamp"],
        user=town.users["resident"],
    )
    return report_case(new, by=VISITOR, now=timezone.now()).case


def test_four_doors_none_of_them_dead(phone: Client, town: Neighbourhood) -> None:
    page = body(phone.get("/"))
    for address in ("/report/", "/my/", "/talk/", "/services/", "/neighbourhood/"):
        assert f'href="{address}"' in page
        assert phone.get(address).status_code == 200
    for number in ("110", "119", "120"):
        assert f'href="tel:{number}"' in page


def test_the_office_is_there_to_be_rung(phone: Client, town: Neighbourhood) -> None:
    committee = town.parties["committee"]
    committee.phone, committee.hours = "0600-8230014", "8:30–17:30"
    committee.save()
    for address in ("/", "/talk/", "/services/"):
        page = body(phone.get(address))
        assert 'href="tel:06008230014"' in page
        assert "8:30–17:30" in page


def test_an_empty_house_says_so(phone: Client, db: None) -> None:
    assert "No office is entered here yet" in body(phone.get("/"))
    assert "No neighbourhood is set up" in body(phone.get("/neighbourhood/"))


def test_what_was_put_right_is_told_without_anybodys_words(
    phone: Client, town: Neighbourhood
) -> None:
    case = reported(town)
    assert "Lately put right" not in body(phone.get("/"))
    Case.objects.filter(pk=case.pk).update(
        stage=Stage.CLOSED, closed_at=timezone.now(), public_at=timezone.now()
    )
    page = body(phone.get("/"))
    assert "Lighting" in page
    assert "梧桐苑3号楼" in page
    assert "王小明" not in page


def test_my_matters_are_counted_for_their_owner_only(phone: Client, town: Neighbourhood) -> None:
    reported(town)
    assert "1 is in hand" not in body(phone.get("/"))
    phone.force_login(town.users["resident"])
    assert "1 is in hand" in body(phone.get("/"))
    Case.objects.update(stage=Stage.CLOSED, closed_at=timezone.now())
    assert "1 waits for your word" in body(phone.get("/"))


def test_another_neighbourhood_is_chosen_and_remembered(phone: Client, town: Neighbourhood) -> None:
    other = town.places["next_community"]
    assert phone.post("/neighbourhood/", {"community": other.code})["Location"] == "/"
    assert "next_community" in body(phone.get("/"))
    assert phone.post("/neighbourhood/", {"community": "nowhere"}).status_code == 200


def test_the_statements_of_the_first_page(
    phone: Client, town: Neighbourhood, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    phone.get("/")  # the holiday table is read once a process and half minute
    with django_assert_max_num_queries(6):  # announced, talked over; after hours who is on duty
        phone.get("/")
    for _ in range(5):
        reported(town)
    phone.force_login(town.users["resident"])
    with django_assert_max_num_queries(12):
        phone.get("/")
