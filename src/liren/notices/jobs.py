"""Messages are carried by the worker, not by the page that caused them."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from liren.core.timer import sweep
from liren.notices import selectors, services
from liren.notices.services import announcements, pace, sending
from liren.notices.services.storing import BEHIND_OTHERS

PATIENCE = timedelta(minutes=5)
SLICE = timedelta(seconds=5)  # of the worker's time; somebody may be waiting for a code


@task()
def carry(delivery_ids: list[int]) -> None:
    """Carry a batch of messages for a while, and let others have their turn before the rest."""
    began = timezone.now()
    waiting = selectors.due(began, delivery_ids)
    for count, pk in enumerate(waiting):
        if count and timezone.now() - began > SLICE:
            carry.using(priority=BEHIND_OTHERS).enqueue(waiting[count:])
            return
        services.deliver(pk, now=timezone.now())


@task()
def send_out(announcement_id: int) -> None:
    """Tell every home of an announcement; called again, it goes on where it stopped."""
    sending.send_out(announcement_id, now=timezone.now())


@sweep(every=timedelta(seconds=20))
def carry_what_waits(now: datetime) -> None:
    """Have carried what waited for its time or was left behind; a slow carrier holds no timer."""
    if waiting := selectors.due(now):
        carry.using(priority=BEHIND_OTHERS).enqueue(waiting)


@sweep(every=timedelta(minutes=1))
def go_on_sending(now: datetime) -> None:
    """Go on with announcements whose sending was broken off."""
    for pk in sending.unfinished(now=now - PATIENCE):
        sending.send_out(pk, now=now)


@sweep(every=timedelta(minutes=5))
def end_announcements(now: datetime) -> None:
    """End what holds no longer, and forget old counts."""
    announcements.end_over(now=now)
    pace.forget_uses(now)
