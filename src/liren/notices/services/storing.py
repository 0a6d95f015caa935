"""Messages are stored in the writer's transaction, with one job that carries them."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from liren.accounts.models import User
from liren.core import crypto
from liren.core.errors import LirenError, sentence
from liren.notices.channels import Channel, channels
from liren.notices.models import Delivery

# Services stand below jobs; the job is named by its path, as the table of jobs names it.
CARRY = "liren.notices.jobs.carry"
BATCH = 500


class NoReceiver(LirenError):
    """A message to nobody is a mistake of the caller."""

    code = "notices.no_receiver"
    status = 500
    sentence = sentence("There is nobody this message could reach.")


class ChannelUnknown(LirenError):
    """The settings name a channel that is not there."""

    code = "notices.channel_unknown"
    status = 500
    sentence = sentence("There is no channel called {channel}.")


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """Words for somebody with an account, with a telephone, or both.

    A secret text is sealed while it waits and wiped once it is sent. After `useless_after` it is
    not sent any more.
    """

    text: str
    subject_type: str
    subject_id: int
    user: User | None = None
    phone: str | None = None
    channel: str | None = None  # for the telephone; else the one of the settings
    is_secret: bool = False
    at_any_hour: bool = False
    useless_after: datetime | None = None


def send(
    *,
    to_user: User | None = None,
    to_phone: str | None = None,
    text: str,
    subject_type: str,
    subject_id: int,
    now: datetime,
) -> list[Delivery]:
    """Say something to one person."""
    notice = NewNotice(
        user=to_user, phone=to_phone, text=text, subject_type=subject_type, subject_id=subject_id
    )
    return send_all([notice], now=now)


@transaction.atomic(savepoint=False)
def send_all(notices: Sequence[NewNotice], *, now: datetime) -> list[Delivery]:
    """Say many things: one insert, and one job for each five hundred that must be carried."""
    rows = [row for notice in notices for row in _rows(notice, now)]
    Delivery.objects.bulk_create(rows, batch_size=BATCH)
    _enqueue([row.pk for row in rows if row.status == Delivery.Status.WAITING])
    return rows


def mark_seen(*, user: User, now: datetime) -> int:
    """Note that somebody has looked at their notices; says how many were new."""
    unseen = Delivery.objects.filter(user=user, channel="in_app", seen_at__isnull=True)
    return unseen.update(seen_at=now)


def _rows(notice: NewNotice, now: datetime) -> Iterator[Delivery]:
    if notice.user is None and not notice.phone:
        raise NoReceiver()
    if notice.user is not None:
        yield _row(notice, channels["in_app"], "", now)
    if notice.phone:
        key = notice.channel or str(getattr(settings, "LIREN_PHONE_CHANNEL", "console"))
        channel = channels.get(key)
        if channel is None:
            raise ChannelUnknown(channel=key)
        yield _row(notice, channel, notice.phone, now)


def _row(notice: NewNotice, channel: Channel, address: str, now: datetime) -> Delivery:
    salt = secrets.token_hex(16)
    text = notice.text[: channel.longest]
    row = Delivery(
        channel=channel.key,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
        user=notice.user if channel.is_stored else None,
        salt=salt,
        text="" if notice.is_secret else text,
        at_any_hour=notice.at_any_hour,
        useless_after=notice.useless_after,
        made_at=now,
    )
    if address:
        row.address_sealed = crypto.seal(address, purpose="address", row=f"delivery:{salt}")
    if notice.is_secret:
        row.text_sealed = crypto.seal(text, purpose="message", row=f"delivery:{salt}")
    _set_out(row, channel, now)
    return row


def _set_out(row: Delivery, channel: Channel, now: datetime) -> None:
    if channel.is_stored:
        row.status, row.sent_at = Delivery.Status.SENT, now
        return
    quiet = None if row.at_any_hour else channel.quiet
    row.next_try_at = quiet.waits_until(now) if quiet else now


def _enqueue(ids: Iterable[int]) -> None:
    waiting = list(ids)
    for start in range(0, len(waiting), BATCH):
        import_string(CARRY).enqueue(waiting[start : start + BATCH])
