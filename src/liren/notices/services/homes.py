"""Homes reached, and by what: noted when a message has gone out, or was given up."""

from datetime import datetime

from liren.notices.domain.reaching import Way
from liren.notices.models import AnnouncementHome, Delivery

HOME = AnnouncementHome._meta.label_lower
ON_THIS_SITE = "in_app"


def note_arrived(row: Delivery, *, now: datetime) -> None:
    """A message to a home has gone out; one that goes to the hand counts before one that waits."""
    if row.subject_type != HOME:
        return
    homes = AnnouncementHome.objects.filter(pk=row.subject_id)
    not_yet = homes.filter(reached_by__in=["", ON_THIS_SITE])
    not_yet.update(reached_by=row.channel, reached_at=now)


def note_failed(row: Delivery) -> None:
    """A message was given up: a home that nothing else reaches is rung by somebody."""
    if row.subject_type != HOME:
        return
    others = Delivery.objects.filter(subject_type=HOME, subject_id=row.subject_id)
    if others.filter(status__in=[Delivery.Status.WAITING, Delivery.Status.SENT]).exists():
        return
    AnnouncementHome.objects.filter(pk=row.subject_id, reached_by="").update(by=Way.CALL)
