"""Subscriptions: set up, changed over to a new secret, switched off and on."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.exchange.domain.signatures import KEY_BYTES, secret_of
from liren.exchange.domain.targets import read_target
from liren.exchange.models import Subscription
from liren.exchange.permissions import ExchangePermission
from liren.exchange.selectors.facts import offered
from liren.exchange.selectors.webhooks import PURPOSE, row_of
from liren.places.models import Place

OLD_SECRET_HOLDS = timedelta(hours=24)
BY_HAND = sentence("switched off by hand")
GONE = sentence("the receiver said that it is gone (410)")
TOO_LONG = sentence("nothing could be delivered for five days")


class FactsMissing(Invalid):
    """Nothing to tell."""

    code = "exchange.facts_missing"
    sentence = sentence("Choose at least one fact that can be told.")


class ChangeOverRunning(Conflict):
    """Two secrets hold already; a third would end the first before its time."""

    code = "exchange.change_over_running"
    sentence = sentence("The secret was changed within the last day. Wait until the old one ends.")


@dataclass(frozen=True, kw_only=True)
class NewSubscription:
    """Who wants to be told what, and where."""

    name: str
    place: Place
    url: str
    facts: Sequence[str]


@transaction.atomic
def subscribe(new: NewSubscription, *, by: Actor, now: datetime) -> tuple[Subscription, str]:
    """Have facts of a place told; the secret is returned this once, and kept sealed."""
    require(by, ExchangePermission.MANAGE, at=new.place)
    read_target(new.url, allow_private=settings.LIREN_WEBHOOK_PRIVATE)
    facts = sorted(set(new.facts) & set(offered()))
    if not facts:
        raise FactsMissing()
    row = Subscription(
        name=new.name.strip(),
        url=new.url,
        facts=facts,
        salt=secrets.token_hex(16),
        made_at=now,
        made_by=by.audit_name,
    )
    row.put_at(new.place)
    secret = _new_secret(row)
    row.save()
    audit.record("exchange.subscribed", row, by=by, at=now, place=new.place.pk, facts=facts)
    return row, secret


@transaction.atomic
def change_secret(*, subscription: Subscription, by: Actor, now: datetime) -> str:
    """Make a new secret; for a day messages carry a signature by each of the two."""
    row = _locked(subscription, by)
    if row.old_secret_until and row.old_secret_until > now:
        raise ChangeOverRunning()
    row.old_secret_sealed, row.old_secret_until = row.secret_sealed, now + OLD_SECRET_HOLDS
    secret = _new_secret(row)
    row.save(update_fields=["secret_sealed", "old_secret_sealed", "old_secret_until"])
    audit.record("exchange.secret_changed", row, by=by, at=now)
    return secret


@transaction.atomic
def switch_on(*, subscription: Subscription, by: Actor, now: datetime) -> Subscription:
    """Tell facts again, from now on; what still waits goes out too."""
    row = _locked(subscription, by)
    row.active, row.switched_off_at, row.switched_off_why = True, None, ""
    row.failures, row.failing_since, row.rests_until = 0, None, None
    row.save()
    audit.record("exchange.switched_on", row, by=by, at=now)
    return row


@transaction.atomic
def switch_off(*, subscription: Subscription, by: Actor, now: datetime) -> Subscription:
    """Tell nothing any more; what waits stays and goes out when it is switched on."""
    row = _locked(subscription, by)
    return _switch_off(row, BY_HAND, by=by, now=now)


def switch_off_failing(
    *, subscription: Subscription, why: str, by: Actor, now: datetime
) -> Subscription:
    """The same without anybody's hand: the receiver is gone, or was silent too long."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=subscription.pk)
        return _switch_off(row, why, by=by, now=now)


def _switch_off(row: Subscription, why: str, *, by: Actor, now: datetime) -> Subscription:
    if not row.active:
        return row
    row.active, row.switched_off_at, row.switched_off_why = False, now, why
    row.save(update_fields=["active", "switched_off_at", "switched_off_why"])
    audit.record("exchange.switched_off", row, by=by, at=now, why=why)
    return row


def _locked(subscription: Subscription, by: Actor) -> Subscription:
    held = Subscription.objects.select_for_update(of=("self",)).select_related("place")
    row = held.get(pk=subscription.pk)
    require(by, ExchangePermission.MANAGE, at=row.place)
    return row


def _new_secret(row: Subscription) -> str:
    secret = secret_of(secrets.token_bytes(KEY_BYTES))
    row.secret_sealed = crypto.seal(secret, purpose=PURPOSE, row=row_of(row))
    return secret
