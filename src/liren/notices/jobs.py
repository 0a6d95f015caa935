"""Messages are carried by the worker, not by the page that caused them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from liren.core.timer import sweep
from liren.notices import services


@task()
def carry(delivery_ids: list[int]) -> None:
    """Carry a batch of messages; each of them counts its own tries."""
    for pk in delivery_ids:
        services.deliver(pk, now=timezone.now())


@sweep(every=timedelta(seconds=20))
def carry_what_waits(now: datetime) -> None:
    """Carry what waited for its time or was left behind."""
    services.retry_due(now=now)
