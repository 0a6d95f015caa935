"""The whistle for programs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liren.accounts.services import make_token
from liren.cases.models import Case, Whistle
from liren.cases.services.orders import current
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

Call = Callable[..., Any]


@pytest.fixture
def api(town: Neighbourhood) -> Call:
    tokens: dict[str, str] = {}

    def call(user: str, path: str, body: object = None, **headers: str) -> Any:
        if user not in tokens:
            who = town.users[user]
            made = make_token(user=who, name="t", until_date=None, by=who, now=timezone.now())
            tokens[user] = made[1]
        sent = {"Authorization": f"Bearer {tokens[user]}", **headers}
        if body is None:
            return Client().get(f"/api{path}", headers=sent)
        return Client().post(f"/api{path}", body, content_type="application/json", headers=sent)

    return call


def test_from_blowing_to_the_end(town: Neighbourhood, api: Call) -> None:
    body = {"words": "北门冒烟", "place": "C1-N", "parties": ["city_management", "property_firm"]}
    blown = api("worker", "/whistles", body).json()
    assert [call["stage"] for call in blown["calls"]] == ["called", "called"]
    (mine,) = api("officer", "/inbox").json()
    assert (mine["kind"], mine["case"]) == ("whistle", blown["case"])
    city, firm = (call["id"] for call in blown["calls"])
    path = f"/whistles/{blown['id']}"
    there = api("officer", f"{path}/calls/{city}", {"answer": "there"}).json()
    assert there["calls"][0]["stage"] == "there"
    assert api("officer", f"{path}/calls/{firm}", {"answer": "there"}).status_code == 403
    missing = api("worker", f"{path}/end", {"calls": [{"call": city, "helped": "yes"}]})
    assert missing.json()["code"] == "cases.whistle_help_missing"
    said = [{"call": city, "helped": "yes"}, {"call": firm, "helped": "no", "words": "没来"}]
    assert api("worker", f"{path}/end", {"calls": said}).json()["ended_at"]
    assert api("worker", "/whistles").json() == []


def test_the_same_key_blows_once(town: Neighbourhood, api: Call) -> None:
    body = {"words": "北门冒烟", "place": "C1-N", "parties": ["city_management"]}
    first, again = (
        api("worker", "/whistles", body, **{"Idempotency-Key": "1"}).json() for _ in range(2)
    )
    assert first == again
    assert (Whistle.objects.count(), Case.objects.count()) == (1, 1)


def test_who_may_not_is_told_so_and_strangers_find_nothing(town: Neighbourhood, api: Call) -> None:
    body = {"words": "北门冒烟", "place": "C1-N", "parties": ["city_management"]}
    assert api("officer", "/whistles", body).status_code == 403
    assert api("worker", "/whistles", {**body, "parties": ["nobody"]}).status_code == 404
    assert api("worker", "/whistles", {**body, "parties": []}).status_code == 422
    blown = api("worker", "/whistles", body).json()
    assert api("next_worker", f"/whistles/{blown['id']}").status_code == 404
    assert api("property_manager", "/whistles").json() == []


def test_the_lead_ends_what_keeps_the_case_open(town: Neighbourhood, api: Call) -> None:
    case = rows.case(town)
    whistle = rows.whistle(town, case)
    order = current(case)
    assert order is not None
    finish, done = f"/orders/{order.pk}/finish", {"words": "灯换好了"}
    told = api("property_manager", finish, done)
    assert (told.status_code, told.json()["code"]) == (409, "cases.whistle_open")
    path = f"/whistles/{whistle.pk}/leave"
    assert api("officer", path, {"reason": "不去了"}).json()["code"] == "cases.not_the_lead"
    left = api("property_manager", path, {"reason": "火已扑灭"}).json()
    assert left["ended_at"] and [call["stage"] for call in left["calls"]] == ["ended"]
    assert api("property_manager", finish, done).status_code == 200
