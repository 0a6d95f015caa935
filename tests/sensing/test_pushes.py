"""Signed pushes: taken once they are stored, and nothing of those who cannot sign."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liren.sensing.domain.signing import signature_of
from liren.sensing.models import Device, Gateway, Reading, Refusal, Waiting
from liren.sensing.services.gateways import NewGateway, add_gateway, end_gateway
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.services.pushes import forget_pushes
from liren.sensing.streams.batcher import Batcher
from liren.sensing.streams.inlet import Inlet
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, switched_on

BODY = json.dumps({"messages": [{"number": "SM-1", "id": "a", "values": {"smoke": 1}}]}).encode()


@pytest.fixture
def gateway(town: Neighbourhood, now: datetime) -> tuple[Gateway, str]:
    new = NewGateway(number="cloud", name="云", adapter="http_push", place=town.places["street"])
    row, secret = add_gateway(new, by=town.users["administrator"], now=now)
    Device.objects.filter(pk=device(town).pk).update(gateway=row)
    return row, secret


def push(secret: str, body: bytes = BODY, *, ago: timedelta = timedelta(), number: str = "cloud"):  # type: ignore[no-untyped-def]  # the client's own answer
    moment = str(int((timezone.now() - ago).timestamp()))
    return Client().post(
        reverse("sensing:push", args=[number]),
        body,
        content_type="application/json",
        headers={"Liren-Timestamp": moment, "Liren-Signature": signature_of(secret, moment, body)},
    )


def test_a_signed_push_becomes_an_alert(gateway: tuple[Gateway, str], town: Neighbourhood) -> None:
    switched_on(town, "smoke")
    assert push(gateway[1]).status_code == 202
    assert Waiting.objects.get().is_alarm
    ingest, now = Ingest(), timezone.now()
    ingest.begin(now)
    batcher = Batcher(ingest, Inlet(), None)  # type: ignore[arg-type]  # nothing to acknowledge
    taken = ingest.take(batcher._pushed(), now)
    assert len(taken.alerts) == 1
    assert not Waiting.objects.exists(), "it left the table in the same transaction"
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("secret", "ago", "number", "reason"),
    [
        ("guess", timedelta(), "cloud", "bad_signature"),
        ("", timedelta(minutes=6), "cloud", "old_signature"),
        ("", timedelta(), "nobody", "wrong_key"),
    ],
)
def test_others_are_refused_and_counted(
    gateway: tuple[Gateway, str], secret: str, ago: timedelta, number: str, reason: str
) -> None:
    answer = push(secret or gateway[1], ago=ago, number=number)
    assert answer.status_code == 403 and answer.json()["code"] == "sensing.not_signed"
    assert not Waiting.objects.exists()
    assert dict(Refusal.objects.values_list("reason", "count")) == {reason: 1}


def test_an_ended_gateway_is_heard_no_more(
    gateway: tuple[Gateway, str], town: Neighbourhood, now: datetime
) -> None:
    end_gateway(gateway=gateway[0], by=town.users["administrator"], now=now)
    assert push(gateway[1]).status_code == 403


def test_a_megabyte_is_refused(gateway: tuple[Gateway, str]) -> None:
    body = b'{"messages": "' + b"x" * (600 * 1024) + b'"}'
    assert push(gateway[1], body).status_code == 413
    assert Refusal.objects.get().reason == "too_large"


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"{x", "not_json"), (b'{"messages": []}', "no_messages"), (b"[1]", "not_an_object")],
)
def test_a_body_that_cannot_be_read_is_refused_and_counted(
    gateway: tuple[Gateway, str], body: bytes, reason: str
) -> None:
    answer = push(gateway[1], body)
    assert answer.status_code == 400 and answer.json()["code"] == "sensing.push_unreadable"
    assert reason in answer.json()["detail"]
    assert not Waiting.objects.exists()
    assert list(Refusal.objects.values_list("gateway", "reason", "count")) == [
        (gateway[0].pk, reason, 1)
    ]


def test_a_push_that_is_played_again_is_answered_and_not_taken(
    gateway: tuple[Gateway, str],
) -> None:
    """A platform that missed the answer sends it again; so does whoever listened on the line."""
    moment = str(int(timezone.now().timestamp()))
    signed = {"Liren-Timestamp": moment, "Liren-Signature": signature_of(gateway[1], moment, BODY)}
    for _ in range(3):
        answer = Client().post(
            reverse("sensing:push", args=["cloud"]), BODY, "application/json", headers=signed
        )
        assert answer.status_code == 202
    assert Waiting.objects.count() == 1
    assert dict(Refusal.objects.values_list("reason", "count")) == {"repeated": 2}
    assert forget_pushes(now=timezone.now() + timedelta(minutes=9)) == 0
    assert forget_pushes(now=timezone.now() + timedelta(minutes=11)) == 1


def test_the_next_second_is_another_push(gateway: tuple[Gateway, str]) -> None:
    assert push(gateway[1]).status_code == push(gateway[1], ago=timedelta(seconds=1)).status_code
    assert Waiting.objects.count() == 2
