"""The pages of the set-up: a secret is shown once, and everybody sees what is theirs."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from liren.core.permissions import SYSTEM
from liren.exchange.forms import FACT_WORDS
from liren.exchange.models import Open311Key, Subscription, WebhookDelivery
from liren.exchange.selectors.facts import offered
from liren.exchange.services.subscriptions import change_secret, switch_off
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.django_db
KEYS, HOOKS = "/desk/setup/open311/", "/desk/setup/webhooks/"


def signed_in(town: Neighbourhood, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(town.users[name])
    return client


def test_a_key_is_shown_once(town: Neighbourhood) -> None:
    client = signed_in(town, "administrator")
    given = {"name": "App of the street", "place": town.places["community"].pk, "may_write": "on"}
    page = client.post(KEYS, given).content.decode()
    secret = re.search(r"o311_[\w-]{43}", page)
    assert secret is not None
    after = client.get(KEYS).content.decode()
    assert "App of the street" in after
    assert secret.group() not in after
    assert Open311Key.objects.get().may_write


def test_a_key_is_ended(town: Neighbourhood) -> None:
    key = rows.open311_key(town)
    client = signed_in(town, "administrator")
    assert client.post(f"{KEYS}{key.pk}/end/").status_code == 302
    key.refresh_from_db()
    assert key.ended_at is not None


def test_a_form_with_errors_says_so(town: Neighbourhood) -> None:
    client = signed_in(town, "administrator")
    assert client.post(KEYS, {"name": ""}).status_code == 422
    assert client.post(HOOKS, {"name": ""}).status_code == 422
    inside = {
        "name": "x", "place": town.places["community"].pk, "url": "http://10.0.0.1/",
        "facts": ["cases.closed"],
    }  # fmt: skip
    answer = client.post(HOOKS, inside)
    assert answer.status_code == 422
    assert "inside a network" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_subscription_is_set_up_and_its_secret_shown_once(town: Neighbourhood) -> None:
    client = signed_in(town, "administrator")
    given = {
        "name": "City platform", "place": town.places["street"].pk,
        "url": "https://receiver.example/hook", "facts": ["cases.closed", "cases.reported"],
    }  # fmt: skip
    page = client.post(HOOKS, given).content.decode()
    secret = re.search(r"whsec_[\w+/=]+", page)
    assert secret is not None
    row = Subscription.objects.get()
    assert row.facts == ["cases.closed", "cases.reported"]
    assert secret.group() not in client.get(f"{HOOKS}{row.pk}/").content.decode()


def test_facts_without_a_place_are_not_offered(town: Neighbourhood) -> None:
    page = signed_in(town, "administrator").get(HOOKS).content.decode()
    assert "cases.closed" in page
    assert "sign_in_code" not in page
    assert "resident_joined" not in page


def test_the_log_and_sending_again(town: Neighbourhood) -> None:
    delivery = rows.webhook_delivery(town)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        status="failed", due_at=None, answer=500, error="the receiver refused the message"
    )
    client = signed_in(town, "administrator")
    here = f"{HOOKS}{delivery.subscription_id}/"
    page = client.get(f"{here}?status=failed").content.decode()
    assert delivery.message_id in page
    assert "the receiver refused the message" in page
    assert delivery.message_id not in client.get(f"{here}?status=sent").content.decode()
    assert client.post(f"{here}deliveries/{delivery.pk}/again/").status_code == 302
    delivery.refresh_from_db()
    assert delivery.status == "waiting"


def test_switching_off_and_on_and_a_new_secret(town: Neighbourhood) -> None:
    row = rows.subscription(town)
    client, here = signed_in(town, "administrator"), f"{HOOKS}{row.pk}/"
    client.post(f"{here}switch/", {"active": "0"})
    assert "switched off by hand" in client.get(here).content.decode()
    client.post(f"{here}switch/", {"active": "1"})
    assert Subscription.objects.get().active
    assert "whsec_" in client.post(f"{here}secret/").content.decode()
    assert client.post(f"{here}secret/").status_code == 302  # a second one within the day


def test_whoever_audits_reads_and_changes_nothing(town: Neighbourhood) -> None:
    key, delivery = rows.open311_key(town), rows.webhook_delivery(town)
    client, here = signed_in(town, "audit_officer"), f"{HOOKS}{delivery.subscription_id}/"
    for page in (KEYS, HOOKS, here):
        answer = client.get(page)
        assert answer.status_code == 200
        assert b'method="post"' not in answer.content.partition(b"<main")[2]
    for act in (f"{KEYS}{key.pk}/end/", f"{here}switch/", f"{here}secret/"):
        assert client.post(act).status_code == 403
    client.post(KEYS, {"name": "x", "place": town.places["community"].pk})
    assert Open311Key.objects.count() == 1


def test_an_administrator_of_elsewhere_finds_nothing(town: Neighbourhood) -> None:
    from liren.accounts.models import Grant

    row = rows.subscription(town)
    elsewhere = Grant.objects.get(user=town.users["administrator"])
    elsewhere.put_at(town.places["next_community"])
    elsewhere.save()
    client = signed_in(town, "administrator")
    assert client.get(f"{HOOKS}{row.pk}/").status_code == 404
    assert client.post(f"{HOOKS}{row.pk}/switch/", {"active": "0"}).status_code == 404
    given = {"name": "x", "place": town.places["community"].pk}
    assert client.post(KEYS, given).status_code == 422


def test_in_chinese(town: Neighbourhood, now: datetime) -> None:
    row = rows.subscription(town)
    change_secret(subscription=row, by=SYSTEM, now=timezone.now())
    switch_off(subscription=row, by=SYSTEM, now=now)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(town.users["administrator"])
    page = client.get(f"{HOOKS}{row.pk}/").content.decode()
    for words in ("人工停用", "旧密钥在", "有人反映"):
        assert words in page


def test_every_fact_that_is_offered_has_words() -> None:
    assert [name for name in offered() if name not in FACT_WORDS] == []
