"""Messages are carried by the worker, not by the page that caused them."""

from django.utils import timezone
from django_tasks import task

from liren.notices import services


@task()
def carry(delivery_ids: list[int]) -> None:
    """Carry a batch of messages; each of them counts its own tries."""
    for pk in delivery_ids:
        services.deliver(pk, now=timezone.now())


def sweep() -> int:
    """Carry what waited for its time or was left behind."""
    return services.retry_due(now=timezone.now())
