"""Subscriptions and what was sent to them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.exchange.models import Subscription, SubscriptionQuerySet, WebhookDelivery

PURPOSE = "webhook"
WAITING = WebhookDelivery.Status.WAITING


class SubscriptionUnknown(NotFound):
    """No such subscription, or it lies outside the scope."""

    code = "exchange.subscription_unknown"
    sentence = sentence("We do not know this subscription.")


def subscriptions_in(scope: Scope) -> SubscriptionQuerySet:
    """The subscriptions of the places inside a scope, with how much waits."""
    waiting = Count("deliveries", filter=Q(deliveries__status=WAITING))
    rows = Subscription.objects.within(scope).select_related("place")
    return rows.annotate(waiting=waiting)


def subscription_in(scope: Scope, pk: int) -> Subscription:
    """One of those, or not found."""
    found = subscriptions_in(scope).filter(pk=pk).first()
    if found is None:
        raise SubscriptionUnknown()
    return found


def listening(name: str, path: str) -> list[Subscription]:
    """Who wants to hear of a fact at a place; of one that lies nowhere, whoever asked for it."""
    there = Subscription.objects.filter(active=True)
    there = there.filter(place_path__in=ancestors(path)) if path else there
    return [each for each in there if name in each.facts]


def log_of(subscription: Subscription, status: str = "") -> QuerySet[WebhookDelivery]:
    """What was sent or waits, the latest first."""
    rows = WebhookDelivery.objects.filter(subscription=subscription)
    return rows.filter(status=status) if status else rows


def subscriptions_with_due(now: datetime) -> list[int]:
    """The subscriptions for which something should go out, and that are not to be left alone."""
    ready = Q(rests_until__isnull=True) | Q(rests_until__lte=now)
    free = Q(deliveries__claimed_until__isnull=True) | Q(deliveries__claimed_until__lte=now)
    due = Q(deliveries__status=WAITING, deliveries__due_at__lte=now)
    rows = Subscription.objects.filter(ready, due & free, active=True)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def secrets_of(subscription: Subscription, now: datetime) -> list[str]:
    """The secrets to sign with: the present one, and the one before while it still holds."""
    blobs = [subscription.secret_sealed]
    until = subscription.old_secret_until
    if until and until > now and subscription.old_secret_sealed:
        blobs.append(subscription.old_secret_sealed)
    row = row_of(subscription)
    return [crypto.unseal(bytes(blob), purpose=PURPOSE, row=row) for blob in blobs]


def row_of(subscription: Subscription) -> str:
    """What a sealed secret is bound to."""
    return f"subscription:{subscription.salt}"
