"""A program that does not read the document."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liren.accounts.services import make_token
from tests.cases.hostile.typed import LAMP, reported
from tests.factories.neighbourhood import Neighbourhood


class TestApi:
    """A program that does not read the document."""

    @pytest.fixture
    def token(self, town: Neighbourhood) -> str:
        user, now = town.users["worker"], timezone.now()
        until = (now + timedelta(days=1)).date()
        return make_token(user=user, name="t", until_date=until, by=user, now=now)[1]

    @pytest.mark.parametrize(
        ("sent", "kind"),
        [
            (b"{", "application/json"),
            (b"[" * 100_000, "application/json"),
            (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "application/json"),
            (b'{"text": NaN, "place": 1e999}', "application/json"),
            (b"\xff\xfe\x00", "application/json"),
            (b"text=a&place=b", "application/x-www-form-urlencoded"),
            (b"<a/>", "application/xml"),
            (b"", "application/json"),
            (b'"text"', "text/plain; charset=nonsense"),
        ],
        ids=["cut", "deep list", "deep", "numbers", "bytes", "form", "xml", "empty", "charset"],
    )
    def test_a_body_that_is_none(self, db: None, sent: bytes, kind: str) -> None:
        answer = Client().generic("POST", "/api/reports", sent, content_type=kind)
        assert 400 <= answer.status_code < 500
        assert len(answer.content) < 3000

    @pytest.mark.parametrize("field", ["text", "place", "phone", "name", "category", "place_note"])
    def test_nul_in_any_field(self, town: Neighbourhood, field: str) -> None:
        sent = {"text": LAMP, "place": town.home.code} | {field: "a\x00b"}
        answer = Client().post("/api/reports", json.dumps(sent), content_type="application/json")
        assert answer.status_code < 500

    @pytest.mark.parametrize("key", ["x" * 10_000, "é".encode().decode("latin-1"), " "])
    def test_strange_keys(self, town: Neighbourhood, key: str) -> None:
        sent = json.dumps({"text": LAMP, "place": town.home.code})
        headers = {"idempotency-key": key}
        answer = Client().post(
            "/api/reports", sent, content_type="application/json", headers=headers
        )
        assert answer.status_code < 500

    @pytest.mark.parametrize(
        "path",
        [
            "/cases?after=-1",
            f"/cases?after={9**30}",
            f"/cases/{9**30}",
            "/cases?q=%00'\"",
            "/cases?group=%00",
        ],
    )
    def test_odd_questions(self, town: Neighbourhood, token: str, path: str) -> None:
        answer = Client().get(f"/api{path}", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code < 500
        assert answer["content-type"].startswith("application/")

    def test_a_party_that_is_none(self, town: Neighbourhood, now: datetime, token: str) -> None:
        case = reported(town, now).case
        for party in ("\x00", "' OR 1=1 --", "x" * 41):
            answer = Client().post(
                f"/api/cases/{case.pk}/dispatch",
                json.dumps({"party": party}),
                content_type="application/json",
                headers={"authorization": f"Bearer {token}"},
            )
            assert 400 <= answer.status_code < 500

    def test_tokens_that_are_none(self, db: None) -> None:
        for token in ("", "x" * 20_000, "\x00", "é", "a b c"):
            answer = Client().get("/api/inbox", headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == 401
