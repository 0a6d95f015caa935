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
from liren.core.office import work_calendar
from liren.notices.channels import Channel, Reach, channels
from liren.notices.domain.hours import free_from
from liren.notices.models import Delivery
from liren.notices.selectors.channels import Switchboard

# Services stand below jobs; the job is named by its path, as the table of jobs names it.
CARRY = "liren.notices.jobs.carry"
BATCH = 500
MANY, BEHIND_OTHERS = 20, -10


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
    """Words for somebody with an account, a telephone, an address; or for a group, or a door.

    A secret text is sealed while it waits and wiped once it is sent. Nothing goes out before
    `not_before`, nor after `useless_after`.
    """

    text: str
    subject_type: str
    subject_id: int
    user: User | None = None
    phone: str | None = None
    email: str | None = None
    group: str | None = None  # the group, or the door, as its channel calls it
    channel: str | None = None  # of the group; of the telephone, else the one switched on there
    place_path: str = ""
    not_before: datetime | None = None
    is_secret: bool = False
    at_any_hour: bool = False
    in_office_hours: bool = False
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
    board = Switchboard.read() if notices else Switchboard(())
    rows = [row for notice in notices for row in _rows(notice, board, now)]
    Delivery.objects.bulk_create(rows, batch_size=BATCH)
    _enqueue([row.pk for row in rows if row.next_try_at and row.next_try_at <= now])
    return rows


def mark_seen(*, user: User, now: datetime) -> int:
    """Note that somebody has looked at their notices; says how many were new."""
    unseen = Delivery.objects.filter(user=user, channel="in_app", seen_at__isnull=True)
    return unseen.update(seen_at=now)


def forget_texts(*, subject: str, ids: Sequence[int], words: str) -> int:
    """Put other words over what was said about some rows; that and when it was sent stays.

    What waits to be sent is not sent any more. `subject` is how the types of the subjects begin.
    """
    rows = Delivery.objects.filter(subject_type__startswith=subject, subject_id__in=ids)
    waiting = rows.filter(status=Delivery.Status.WAITING)
    waiting.update(status=Delivery.Status.WITHDRAWN, next_try_at=None)
    return rows.update(text=words, text_sealed=None)


def _rows(notice: NewNotice, board: Switchboard, now: datetime) -> Iterator[Delivery]:
    if notice.user is None and not (notice.phone or notice.email or notice.group):
        raise NoReceiver()
    if notice.user is not None:
        yield _row(notice, channels["in_app"], "", now)
    if notice.phone:
        yield _row(notice, _channel(notice, board, Reach.PHONE), notice.phone, now)
    if notice.email:
        yield _row(notice, _channel(notice, board, Reach.EMAIL), notice.email, now)
    if notice.group:
        yield _row(notice, _channel(notice, board, Reach.GROUP), notice.group, now)


def _channel(notice: NewNotice, board: Switchboard, reach: Reach) -> Channel:
    named = notice.channel if reach in (Reach.PHONE, Reach.GROUP) else None
    found = channels.get(named) if named else board.by_reach(reach, notice.place_path)
    if found is None:
        usual = str(getattr(settings, "LIREN_PHONE_CHANNEL", "")) if reach is Reach.PHONE else reach
        raise ChannelUnknown(channel=named or usual)
    return found


def _row(notice: NewNotice, channel: Channel, address: str, now: datetime) -> Delivery:
    salt = secrets.token_hex(16)
    text = notice.text[: channel.longest]
    row = Delivery(
        channel=channel.key,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
        place_path=notice.place_path,
        user=notice.user if channel.is_stored else None,
        salt=salt,
        text="" if notice.is_secret else text,
        at_any_hour=notice.at_any_hour,
        in_office_hours=notice.in_office_hours,
        useless_after=notice.useless_after,
        made_at=now,
    )
    if address:
        row.address_sealed = crypto.seal(address, purpose="address", row=f"delivery:{salt}")
    if notice.is_secret:
        row.text_sealed = crypto.seal(text, purpose="message", row=f"delivery:{salt}")
    if channel.is_stored:
        row.status, row.sent_at = Delivery.Status.SENT, now
    elif channel.reaches is not Reach.PAPER:  # paper waits for hands
        starts = max(now, notice.not_before or now)
        row.next_try_at = free_hour(row, channel, starts)
    return row


def free_hour(row: Delivery, channel: Channel, at: datetime) -> datetime:
    """When a message may go out from a moment on: each try of it asks."""
    if row.at_any_hour:
        return at
    return free_from(at, channel.quiet, work_calendar() if row.in_office_hours else None)


def _enqueue(ids: Iterable[int]) -> None:
    waiting = list(ids)
    job = import_string(CARRY)
    if len(waiting) > MANY:  # a whole neighbourhood does not hold up one code
        job = job.using(priority=BEHIND_OTHERS)
    for start in range(0, len(waiting), BATCH):
        job.enqueue(waiting[start : start + BATCH])
