"""The door for an enterprise messenger: shut without a key, deaf to forgers, open for its own."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liren.cases.models import ChatKey, ChatPaste
from liren.cases.services.chat_collecting import NothingCollected, sort_collected
from liren.cases.services.chat_keys import end_chat_key, make_chat_key, signature_of
from liren.core.permissions import PermissionMissing
from tests.factories.neighbourhood import Neighbourhood

ADDRESS = "/api/chat/messages"
SAID = [
    {"id": "m1", "name": "李姐", "time": "2026-11-15T21:03:00+08:00", "text": "3号楼的路灯坏了"},
    {"id": "m2", "name": "老周", "time": "2026-11-15T21:04:00+08:00", "text": "我家也是",
     "reply_to": "m1"},
    {"id": "m3", "name": "老周", "time": "2026-11-15T21:05:00+08:00", "kind": "picture"},
]  # fmt: skip


@pytest.fixture
def key(town: Neighbourhood, now: datetime) -> tuple[ChatKey, str]:
    community, by = town.places["community"], town.users["administrator"]
    return make_chat_key(place=community, name="企业微信", by=by, now=now)


def send(key: tuple[ChatKey, str], body: bytes | None = None, **changed: Any) -> Any:
    body = json.dumps({"messages": SAID}).encode() if body is None else body
    timestamp = changed.pop("timestamp", str(int(timezone.now().timestamp())))
    nonce = changed.pop("nonce", "n1")
    signature = signature_of(key[1], timestamp=timestamp, nonce=nonce, body=body)
    headers = {
        "Liren-Key": key[0].public_id, "Liren-Timestamp": timestamp, "Liren-Nonce": nonce,
        "Liren-Signature": signature, **changed,
    }  # fmt: skip
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers)


def test_messages_collect_and_are_drafted_by_a_person(
    key: tuple[ChatKey, str], town: Neighbourhood
) -> None:
    assert (send(key).status_code, send(key, nonce="n2").json()) == (202, {"added": 0})
    waiting = ChatPaste.objects.get()
    assert (waiting.status, len(waiting.messages)) == ("collecting", 3)
    found = sort_collected(paste=waiting, by=town.users["worker"], now=timezone.now())
    (draft,) = found.drafts
    assert "路灯" in draft["title"] and len(draft["members"]) == 3
    with pytest.raises(NothingCollected):
        sort_collected(paste=waiting, by=town.users["worker"], now=timezone.now())
    later = [{**SAID[0], "id": "m4", "text": "灯还没修"}]
    assert send(key, json.dumps({"messages": later}).encode(), nonce="n3").status_code == 202
    assert ChatPaste.objects.filter(status="collecting").count() == 1


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_clock_that_is_broken_is_told_so(key: tuple[ChatKey, str], time: str) -> None:
    body = json.dumps({"messages": [{**SAID[0], "time": time}]}).encode()
    assert send(key, body).status_code == 422
    assert not ChatPaste.objects.exists()


def test_a_replayed_request_is_refused(key: tuple[ChatKey, str]) -> None:
    assert [send(key).status_code, send(key).status_code] == [202, 401]


@pytest.mark.parametrize("minutes", [-6, 6, -60 * 24 * 400])
def test_an_old_or_future_request_is_refused(key: tuple[ChatKey, str], minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    assert send(key, timestamp=str(int(at.timestamp()))).status_code == 401


@pytest.mark.parametrize("timestamp", ["", "x", "-1", "9" * 30])
def test_a_time_stamp_that_is_none_is_refused(key: tuple[ChatKey, str], timestamp: str) -> None:
    assert send(key, timestamp=timestamp).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"Liren-Signature": "sha256=" + "0" * 64},
        {"Liren-Signature": ""},
        {"Liren-Key": "somebody"},
        {"Liren-Key": ""},
        {"Liren-Nonce": "another"},
        {"Liren-Timestamp": "1764000000"},
    ],
)
def test_a_forged_request_is_refused(key: tuple[ChatKey, str], changed: dict[str, str]) -> None:
    answer = send(key, None, **changed)
    assert (answer.status_code, answer.json()["code"]) == (401, "cases.chat_signature_wrong")
    assert not ChatPaste.objects.exists()


def test_another_body_under_the_same_signature_is_refused(key: tuple[ChatKey, str]) -> None:
    signature = signature_of(key[1], timestamp="1", nonce="n1", body=b"{}")
    assert send(key, None, **{"Liren-Signature": signature}).status_code == 401


def test_an_oversized_body_is_refused(key: tuple[ChatKey, str]) -> None:
    assert send(key, b" " * 70_000).status_code == 413
    assert send(key, b" " * 1_200_000).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"messages": []}', b'{"messages": [{"id": "1"}]}',
        json.dumps({"messages": [{**SAID[0], "time": "yesterday"}]}).encode(),
        json.dumps({"messages": [{**SAID[0], "kind": "bomb"}]}).encode(),
    ],
)  # fmt: skip
def test_bad_json_is_refused_and_tells_nothing(key: tuple[ChatKey, str], body: bytes) -> None:
    answer = send(key, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.chat_unusable")


def test_without_a_key_the_door_is_shut(town: Neighbourhood) -> None:
    assert Client().post(ADDRESS, b"{}", content_type="application/json").status_code == 401


def test_an_ended_key_opens_nothing(
    key: tuple[ChatKey, str], town: Neighbourhood, now: datetime
) -> None:
    with pytest.raises(PermissionMissing):
        end_chat_key(key=key[0], by=town.users["worker"], now=now)
    end_chat_key(key=key[0], by=town.users["administrator"], now=now)
    assert send(key).status_code == 401


def test_only_an_administrator_makes_a_key(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(PermissionMissing):
        make_chat_key(place=town.places["community"], name="x", by=town.users["worker"], now=now)


def test_the_secret_is_nowhere_in_clear(key: tuple[ChatKey, str]) -> None:
    assert key[1].encode() not in bytes(ChatKey.objects.get().secret_sealed)
