"""Reads of notices."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from liren.accounts.models import User
from liren.core import crypto
from liren.notices.models import Delivery

AT_ONCE = 500


def inbox_of(user: User) -> QuerySet[Delivery]:
    """What was said to somebody on this site, the latest first."""
    return Delivery.objects.filter(user=user, channel="in_app").order_by("-made_at", "-id")


def unread_count(user: User) -> int:
    """How much of it they have not seen."""
    return inbox_of(user).filter(seen_at__isnull=True).count()


def deliveries_about(subject_type: str, subject_id: int) -> QuerySet[Delivery]:
    """What was said about a thing, and whether it arrived."""
    rows = Delivery.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return rows.order_by("made_at", "id")


def due(now: datetime, among: Sequence[int] | None = None) -> list[int]:
    """What should go out, by its number: the next few hundred, or those of some."""
    waiting = Delivery.objects.filter(status=Delivery.Status.WAITING, next_try_at__lte=now)
    wanted = waiting if among is None else waiting.filter(pk__in=among)
    return list(wanted.order_by("next_try_at", "id").values_list("pk", flat=True)[:AT_ONCE])


def address_of(row: Delivery) -> str:
    """Where a message goes, in clear: for its channel, never for a page about a person."""
    if row.address_sealed is None:
        return ""
    sealed, bound = bytes(row.address_sealed), f"delivery:{row.salt}"
    return crypto.unseal(sealed, purpose="address", row=bound)
