"""Messages are carried by the worker; the timer only looks for whom something is due."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from liren.core.timer import sweep
from liren.exchange.selectors.webhooks import subscriptions_with_due
from liren.exchange.services import carrying, storing


@task()
def carry(subscription_id: int) -> None:
    """Send what is due for one subscription."""
    carrying.carry_for(subscription_id, clock=timezone.now)


@sweep(every=timedelta(seconds=10))
def carry_what_is_due(now: datetime) -> None:
    """One job a subscription: what waited for its time, or was left behind by a lost worker."""
    for pk in subscriptions_with_due(now):
        carry.enqueue(pk)


@sweep(every=timedelta(hours=6))
def clear_old_deliveries(now: datetime) -> None:
    """The log stays as long as it is useful."""
    storing.forget_deliveries(now=now)
