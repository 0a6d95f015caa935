"""The API as a program meets it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from liren.accounts.services import make_token
from liren.cases.models import Case, Report
from liren.core.models import KeptAnswer
from liren.core.permissions import SYSTEM
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    cache.clear()


class Caller:
    """A program with or without a token."""

    def __init__(self, token: str = "") -> None:
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str) -> Any:
        return Client().get(f"/api{path}", headers=self._headers)

    def post(self, path: str, body: object, key: str = "") -> Any:
        headers = self._headers | ({"idempotency-key": key} if key else {})
        return Client().post(
            f"/api{path}", json.dumps(body), content_type="application/json", headers=headers
        )


def caller_for(town: Neighbourhood, name: str) -> Caller:
    user = town.users[name]
    until = (timezone.now() + timedelta(days=30)).date()
    _, secret = make_token(user=user, name="test", until_date=until, by=user, now=timezone.now())
    return Caller(secret)


def said(town: Neighbourhood, **more: str) -> dict[str, str]:
    return {"text": "楼道灯不亮", "place": town.home.code} | more


def test_a_visitor_reports_and_follows(town: Neighbourhood) -> None:
    answer = Caller().post("/reports", said(town))
    assert answer.status_code == 201
    seen = Caller().get(f"/reports/{answer.json()['link']}").json()
    assert seen["stage"] == "reported"
    assert seen["next"]


def test_the_same_key_is_one_report(town: Neighbourhood) -> None:
    first = Caller().post("/reports", said(town), key="k1")
    again = Caller().post("/reports", said(town), key="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Report.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(town: Neighbourhood) -> None:
    caller = caller_for(town, "worker")
    assert caller.post("/reports", said(town), key="k1").status_code == 201
    for other in ({"text": "路面有坑"}, {"phone": "13800000002"}, {"place": "C1"}):
        answer = caller.post("/reports", said(town, **other), key="k1")
        assert (answer.status_code, answer.json()["code"]) == (422, "core.idempotency_key_reused")
    assert Report.objects.count() == 1


def test_an_unknown_place_is_a_problem_with_a_code(town: Neighbourhood) -> None:
    answer = Caller().post("/reports", said(town, place="nowhere"))
    assert answer.status_code == 404
    assert answer["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "places.unknown"


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_nothing_said_is_told(town: Neighbourhood, text: str) -> None:
    answer = Caller().post("/reports", said(town, text=text))
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.nothing_said")


def test_ten_megabytes_are_refused_and_not_repeated(town: Neighbourhood) -> None:
    answer = Caller().post("/reports", said(town, text="长" * 3_400_000))
    assert answer.status_code in (413, 422, 400)
    assert len(answer.content) < 2000


@pytest.mark.parametrize("path", ["/inbox", "/cases", "/cases/1"])
def test_staff_pages_want_a_token(db: None, path: str) -> None:
    answer = Caller().get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "api.token_missing")


def test_the_loop_by_token(town: Neighbourhood) -> None:
    link = Caller().post("/reports", said(town)).json()["link"]
    worker, manager = caller_for(town, "worker"), caller_for(town, "property_manager")
    grid_worker = caller_for(town, "grid_worker")
    (row,) = worker.get("/inbox").json()
    given = worker.post(f"/cases/{row['case']}/dispatch", {"party": "property_firm"}).json()
    assert manager.post(f"/orders/{given['id']}/accept", {}).json()["status"] == "accepted"
    finished = manager.post(f"/orders/{given['id']}/finish", {"words": "换了灯"})
    assert finished.json()["status"] == "done"
    (check,) = grid_worker.get("/inbox").json()
    assert check["kind"] == "check"
    grid_worker.post(f"/orders/{check['id']}/approve", {"words": "亮了"})
    judged = Caller().post(f"/reports/{link}/verdict", {"solved": True, "satisfied": True})
    assert (judged.status_code, judged.json()["stage"]) == (200, "closed")
    assert Case.objects.get().solved


def test_a_write_sent_twice_is_done_once_and_answered_alike(town: Neighbourhood) -> None:
    Caller().post("/reports", said(town))
    worker = caller_for(town, "worker")
    (row,) = worker.get("/inbox").json()
    path, body = f"/cases/{row['case']}/dispatch", {"party": "property_firm"}
    first, again = worker.post(path, body, key="d1"), worker.post(path, body, key="d1")
    assert first.json() == again.json()
    assert worker.post(path, body).status_code == 409
    other = worker.post(path, {"party": "committee"}, key="d1")
    assert (other.status_code, other.json()["code"]) == (422, "core.idempotency_key_reused")


def test_a_refused_write_keeps_no_answer(town: Neighbourhood) -> None:
    Caller().post("/reports", said(town))
    worker = caller_for(town, "worker")
    case = Case.objects.get()
    refused = worker.post(f"/cases/{case.pk}/refuse", {"words": " "}, key="r1")
    assert refused.json()["code"] == "cases.answer_missing"
    assert not KeptAnswer.objects.exists()
    right = worker.post(f"/cases/{case.pk}/refuse", {"words": "请拨打当地热线"}, key="r1")
    assert right.json()["stage"] == "refused"


def test_the_next_community_finds_nothing(town: Neighbourhood) -> None:
    Caller().post("/reports", said(town))
    case = Case.objects.get()
    stranger = caller_for(town, "next_worker")
    assert stranger.get("/inbox").json() == []
    assert stranger.get("/cases").json()["items"] == []
    answer = stranger.get(f"/cases/{case.pk}")
    assert (answer.status_code, answer.json()["code"]) == (404, "cases.unknown")
    order = stranger.post(f"/orders/{case.pk}/accept", {})
    assert (order.status_code, order.json()["code"]) == (404, "cases.order_unknown")


def test_a_revoked_token_opens_nothing(town: Neighbourhood) -> None:
    from liren.accounts.models import Token
    from liren.accounts.services import revoke_token

    caller = caller_for(town, "worker")
    revoke_token(token=Token.objects.get(), by=SYSTEM, now=timezone.now())
    assert caller.get("/inbox").status_code == 401


def test_a_case_costs_few_statements(
    town: Neighbourhood, django_assert_max_num_queries: Any
) -> None:
    # A process looks once a minute which key it seals with; that is not of the case.
    Caller().post("/reports", said(town, phone="13900001233"), key="q0")
    with django_assert_max_num_queries(20):
        Caller().post("/reports", said(town, phone="13900001234"), key="q1")


def test_the_inbox_costs_the_same_with_more_rows(
    town: Neighbourhood, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        Caller().post("/reports", said(town, text=f"第{number}件事"))
    worker = caller_for(town, "worker")
    with django_assert_max_num_queries(3):
        assert len(worker.get("/inbox").json()) == 12


def test_what_cannot_be_read_is_answered_like_every_other_error(town: Neighbourhood) -> None:
    answer = Client().post("/api/reports", "{nonsense", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "api.body_unreadable"


def test_an_unknown_class_or_group_is_said(town: Neighbourhood) -> None:
    answer = Caller().post("/reports", said(town, category="9999"))
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.category_unknown")
    assert not Report.objects.exists()
    worker = caller_for(town, "worker")
    body = {"words": "漏水", "place": town.home.code, "parties": ["committee"], "category": "9999"}
    assert worker.post("/whistles", body).json()["code"] == "cases.category_unknown"
    answer = worker.get("/cases?group=everything")
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.group_unknown")
    assert worker.get("/cases?group=open").status_code == 200


def test_a_key_is_short_at_every_door(town: Neighbourhood) -> None:
    answer = Caller().post("/reports", said(town), key="k" * 81)
    assert (answer.status_code, answer.json()["code"]) == (422, "core.idempotency_key_too_long")
    assert Caller().post("/reports", said(town), key="k" * 80).status_code == 201
