"""Messages are carried outside any transaction, so that a slow carrier holds no lock.

A try is claimed on the row before it is made, for a few minutes. A second worker finds the claim
and leaves the row alone; of a worker that dies the claim runs out, and the sweep tries again with
the same key, by which a carrier knows what it has already sent.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from liren.core import audit, crypto
from liren.core.permissions import Actor, require
from liren.notices.channels import CarrierSilent, DeliveryFailed, Message, channels
from liren.notices.domain.hours import next_try
from liren.notices.models import Delivery
from liren.notices.permissions import NoticePermission
from liren.notices.selectors.channels import Found, set_up
from liren.notices.selectors.inbox import address_of
from liren.notices.services.homes import HOME, note_arrived, note_failed
from liren.notices.services.pace import take_turn
from liren.notices.services.storing import free_hour


@dataclass(frozen=True)
class _Somewhere:
    """Where a message belongs, as a permission asks for it."""

    path: str


log = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=5)
LEFT_ALONE = timedelta(minutes=1)
LONGEST_ERROR = 200


def deliver(delivery_id: int, *, now: datetime) -> bool:
    """Carry one message if it is due and nobody else does; says whether it went out."""
    due = Delivery.objects.filter(
        pk=delivery_id, status=Delivery.Status.WAITING, next_try_at__lte=now
    )
    if not due.update(next_try_at=now + CLAIMED_FOR, tries=F("tries") + 1):
        return False
    row = Delivery.objects.get(pk=delivery_id)
    if row.useless_after and row.useless_after <= now:
        _give_up(row, "too late", now)
        return False
    try:
        found = set_up(channels[row.channel], row.place_path)
        if later := _too_early(row, found, now):
            _postpone(row, later)
            return False
        _carry(row, found)
    except Exception as failure:
        _fail(row, failure, now)
        if isinstance(failure, CarrierSilent):
            _leave_alone(found, now)
        return False
    _note_sent(row, now)
    return True


@transaction.atomic
def send_again(*, delivery: Delivery, by: Actor, now: datetime) -> Delivery:
    """Try once more what was given up, with the same key; a secret that was wiped stays so."""
    require(by, NoticePermission.CHANNELS, at=_Somewhere(delivery.place_path))
    given_up = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.FAILED)
    if given_up.exclude(text="").update(
        status=Delivery.Status.WAITING, next_try_at=now, tries=0, error=""
    ):
        audit.record("notices.sent_again", delivery, by=by, at=now, channel=delivery.channel)
    delivery.refresh_from_db()
    return delivery


def _carry(row: Delivery, found: Found) -> None:
    seal_of = f"delivery:{row.salt}"
    text, address = row.text, address_of(row)
    if row.text_sealed is not None:
        text = crypto.unseal(bytes(row.text_sealed), purpose="message", row=seal_of)
    found.channel.deliver(Message(key=f"liren-{row.pk}", text=text), address, found.settings)


def _too_early(row: Delivery, found: Found, now: datetime) -> datetime | None:
    """A second try keeps night and office hours too; so does what a full minute put off."""
    free = free_hour(row, found.channel, now)
    return free if free > now else take_turn(found.channel, found.place_path, now=now)


def _leave_alone(found: Found, now: datetime) -> None:
    """A silent carrier costs one try a minute, and not ten seconds for every message."""
    alike = Delivery.objects.filter(
        status=Delivery.Status.WAITING, channel=found.channel.key, next_try_at__lte=now
    )
    alike = alike.filter(place_path__startswith=found.place_path)
    alike.update(next_try_at=now + LEFT_ALONE)


def _postpone(row: Delivery, later: datetime) -> None:
    _still_waiting(row).update(next_try_at=later, tries=F("tries") - 1)


@transaction.atomic
def _note_sent(row: Delivery, now: datetime) -> None:
    Delivery.objects.filter(pk=row.pk).update(
        status=Delivery.Status.SENT, sent_at=now, next_try_at=None, error="", text_sealed=None
    )
    note_arrived(row, now=now)


def _fail(row: Delivery, failure: Exception, now: datetime) -> None:
    # Only our own words are kept: a stranger's exception may quote the message.
    words = str(failure) if isinstance(failure, DeliveryFailed) else type(failure).__name__
    log.warning("delivery %d by %s failed: %s", row.pk, row.channel, words)
    again = next_try(row.tries, now)
    if again is None:
        _give_up(row, words, now)
        return
    _still_waiting(row).update(next_try_at=again, error=words[:LONGEST_ERROR])


@transaction.atomic
def _give_up(row: Delivery, words: str, now: datetime) -> None:
    given_up = _still_waiting(row).update(
        status=Delivery.Status.FAILED,
        next_try_at=None,
        error=words[:LONGEST_ERROR],
        text_sealed=None,
    )
    if given_up:
        note_failed(row)


def _still_waiting(row: Delivery) -> QuerySet[Delivery]:
    """While it was tried it may have been withdrawn, or carried after all by another worker."""
    return Delivery.objects.filter(pk=row.pk, status=Delivery.Status.WAITING)


def count_as_sent(*, now: datetime) -> int:
    """A demo's neighbours are not rung: what waits for their homes counts as having gone out."""
    to_homes = Delivery.objects.filter(subject_type=HOME, status=Delivery.Status.WAITING)
    rows = list(to_homes.exclude(next_try_at=None))
    for row in rows:
        _note_sent(row, now)
    return len(rows)


def withdraw_waiting(*, reason: str, of: Iterable[int] | None = None) -> int:
    """Send nothing of what still waits, or of some of it: words that hold no longer."""
    waiting = Delivery.objects.filter(status=Delivery.Status.WAITING)
    # Paper waits for hands, and hangs nowhere by itself.
    waiting = waiting.exclude(next_try_at=None) if of is None else waiting.filter(pk__in=of)
    return waiting.update(
        status=Delivery.Status.WITHDRAWN,
        next_try_at=None,
        error=reason[:LONGEST_ERROR],
        text_sealed=None,
    )
