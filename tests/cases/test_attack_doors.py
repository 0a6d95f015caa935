"""Scripts at the public doors: keys of strangers, codes tried by the thousand, odd numbers."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from liren.cases.models import Category, Report
from liren.cases.services import access, pace
from liren.cases.services.access import code_of
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.core.models import KeptAnswer
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood


def post(path: str, body: object, key: str = "") -> Any:
    headers = {"idempotency-key": key} if key else {}
    return Client().post(
        f"/api{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def reported(town: Neighbourhood, now: datetime, text: str = "楼道灯不亮了") -> Receipt:
    return report_case(NewReport(text=text, place=town.home), by=VISITOR, now=now)


def test_a_strangers_key_gives_nothing_of_anothers_report(town: Neighbourhood) -> None:
    place = town.home.code
    mine = post("/reports", {"text": "我家漏水", "place": place, "phone": "13800000001"}, key="1")
    theirs = post("/reports", {"text": "路灯坏了", "place": place}, key="1")
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["link"] != theirs.json()["link"]
    assert Report.objects.count() == 2


def test_a_strangers_key_neither_shows_nor_blocks_a_verdict(
    town: Neighbourhood, now: datetime
) -> None:
    first, second = (reported(town, now, text).report for text in ("灯不亮", "门坏了"))
    for report in (first, second):
        answer = post(f"/reports/{report.link}/verdict", {"solved": True}, key="1")
        assert answer.json()["code"] == "cases.not_closed_yet"
    assert not KeptAnswer.objects.exists()


def test_one_visitor_by_api_does_not_shut_it_for_all(town: Neighbourhood) -> None:
    body = {"text": "路灯坏了", "place": town.home.code}
    answers = [post("/reports", body).status_code for _ in range(pace.FROM_ONE_BROWSER + 1)]
    assert set(answers) == {201}


def test_null_characters_are_left_out_or_refused(town: Neighbourhood) -> None:
    odd = {"text": "路\0灯坏了", "place": town.home.code, "place_note": "\0门口", "name": "\0"}
    assert post("/reports", odd).status_code == 201
    assert "\0" not in json.dumps(list(Report.objects.values_list("text", "reporter_name")))
    assert post("/reports", odd | {"place": "\0"}).status_code == 404
    for path in ("/r/%00/", "/r/%00/photos/1/", "/report/%00/", "/progress/?q=%00"):
        assert Client().get(path).status_code in (200, 404)


def test_a_class_of_another_tree_is_not_taken_from_a_program(town: Neighbourhood) -> None:
    Category.objects.create(tree="old", code="X9", name="旧类", name_en="Old")
    body = {"text": "一件事", "place": town.home.code, "category": "X9"}
    answer = post("/reports", body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "cases.category_unknown"


def test_one_guess_at_each_of_many_numbers_is_braked(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "WRONG_FROM_ONE_ADDRESS", 3)
    report = reported(town, now).report
    for number in range(900, 903):
        assert Client().post("/progress/", {"number": number, "code": "000000"}).status_code == 422
    right = {"number": report.case.number, "code": code_of(report.link)}
    assert Client().post("/progress/", right).status_code == 429
    cache.clear()
    assert Client().post("/progress/", right).status_code == 302


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000, "-1", "1e3"])
def test_odd_numbers_where_the_map_was_touched_break_nothing(town: Neighbourhood, odd: str) -> None:
    typed = {"text": "路灯坏了", "map.x": odd, "map.y": odd, "place": odd, "known": "qr"}
    assert Client().post("/report/", typed).status_code in (200, 422)
    assert Client().post("/report/", typed | {"go": "elsewhere"}).status_code == 200


def test_a_flood_without_cookies_leaves_no_rows(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "FROM_ONE_ADDRESS", 0)
    sent = {"text": "路灯坏了", "place": town.places["building"].pk, "different": "1"}
    assert Client().post("/report/", sent).status_code == 429
    assert not Session.objects.exists()


def test_a_link_does_not_fill_the_time_line(town: Neighbourhood, now: datetime) -> None:
    link = reported(town, now).report.link
    sent = [
        Client().post(f"/r/{link}/more/", {"text": f"还有 {number}"}).status_code
        for number in range(pace.FOR_ONE_REPORT + 1)
    ]
    assert sent == [302] * pace.FOR_ONE_REPORT + [422]
