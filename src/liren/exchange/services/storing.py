"""A fact becomes one message a subscription, stored before anything is sent."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.module_loading import import_string

from liren.core import audit
from liren.core.events import Event
from liren.core.permissions import Actor, require
from liren.exchange.domain.payload import payload_of
from liren.exchange.models import Subscription, WebhookDelivery
from liren.exchange.permissions import ExchangePermission
from liren.exchange.selectors.facts import where_of
from liren.exchange.selectors.webhooks import listening

# Services stand below jobs; the job is named by its path, as the table of jobs names it.
CARRY = "liren.exchange.jobs.carry"
WAITING = WebhookDelivery.Status.WAITING
SENT_KEPT_FOR = timedelta(days=30)
FAILED_KEPT_FOR = timedelta(days=90)


@transaction.atomic(savepoint=False)
def store_deliveries(*, event: Event, now: datetime) -> Sequence[int]:
    """Store a message for each subscription that wants the fact; told twice, it is stored once."""
    where = where_of(event)
    listeners = listening(event.name, where.path) if where else []
    if where is None or not listeners:
        return []
    body = payload_of(event.name, dataclasses.asdict(event), request=where.request, happened_at=now)
    rows = [
        WebhookDelivery(
            subscription=each,
            event_id=event.id,
            fact=event.name,
            body=body,
            made_at=now,
            wanted_at=now,
            due_at=now,
        )
        for each in listeners
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    for each in listeners:
        import_string(CARRY).enqueue(each.pk)
    return [each.pk for each in listeners]


@transaction.atomic
def send_again(*, delivery: WebhookDelivery, by: Actor, now: datetime) -> WebhookDelivery:
    """Send a message once more, the same one: its id tells the receiver that it is."""
    subscription = Subscription.objects.select_related("place").get(pk=delivery.subscription_id)
    require(by, ExchangePermission.MANAGE, at=subscription.place)
    changed = {"status": WAITING, "due_at": now, "wanted_at": now, "claimed_until": None}
    WebhookDelivery.objects.filter(pk=delivery.pk).update(**changed)
    Subscription.objects.filter(pk=subscription.pk).update(rests_until=None)
    import_string(CARRY).enqueue(subscription.pk)
    audit.record("exchange.sent_again", subscription, by=by, at=now, delivery=delivery.pk)
    delivery.refresh_from_db()
    return delivery


def forget_deliveries(*, now: datetime) -> None:
    """The log is kept for a month; what was given up can be looked into for three."""
    rows = WebhookDelivery.objects
    rows.filter(status=WebhookDelivery.Status.SENT, sent_at__lt=now - SENT_KEPT_FOR).delete()
    rows.filter(status=WebhookDelivery.Status.FAILED, wanted_at__lt=now - FAILED_KEPT_FOR).delete()
