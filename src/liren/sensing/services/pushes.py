"""A push of a vendor's platform: its signature is verified, then it waits for ingest.

What is answered with "accepted" is stored; ingest takes it a moment later.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.core.errors import Invalid, NotAllowed, TooLarge, sentence
from liren.sensing.adapters import Packet, Unreadable, adapters
from liren.sensing.domain import signing
from liren.sensing.models import Gateway, Pushed, Waiting
from liren.sensing.services.gateways import secret_of
from liren.sensing.services.ingest import refusing
from liren.sensing.services.ingest.refusing import Refusals

ALARMS = (b'"smoke"', b'"gas"', b'"help"', b'"lift_stuck"')


class NotSigned(NotAllowed):
    """Nobody we know, or not signed by them; which of the two is not told."""

    code = "sensing.not_signed"
    sentence = sentence("The gateway is not known here, or the signature does not fit.")


class PushUnreadable(Invalid):
    """A body out of which nothing can be read; why, as a plain word that is counted."""

    code = "sensing.push_unreadable"
    sentence = sentence("This push cannot be read ({reason}). Nothing of it was stored.")
    status = 400


class PushTooLarge(TooLarge):
    """More than is taken at once."""

    code = "sensing.push_too_large"
    sentence = sentence("A push has at most {most} bytes. Please send it in parts.")


@dataclass(frozen=True)
class Push:
    """What came, and what it says of itself."""

    number: str
    body: bytes
    moment: str
    signature: str


def take_push(push: Push, *, now: datetime) -> None:
    """Have a signed push wait for ingest, once; what is not signed is counted."""
    found = Gateway.objects.filter(number=push.number, ended_at__isnull=True).first()
    adapter = adapters.get(found.adapter) if found else None
    if found is None or adapter is None:
        raise _refused(None, "wrong_key", push, now)
    secret = secret_of(found)
    if why := signing.refusal_of(secret, push.moment, push.body, push.signature, now):
        raise _refused(found, why, push, now)
    if len(push.body) > adapter.longest:
        _refused(found, "too_large", push, now)
        raise PushTooLarge(most=adapter.longest)
    try:
        adapter.read(Packet(push.body))
    except Unreadable as unread:
        _refused(found, unread.reason, push, now)
        raise PushUnreadable(reason=unread.reason) from None
    if not _put_in(found, push, now):
        _refused(found, "repeated", push, now)


@transaction.atomic
def _put_in(gateway: Gateway, push: Push, now: datetime) -> bool:
    """Whether it is new: the same once more was taken before, or somebody plays it again."""
    _row, is_new = Pushed.objects.get_or_create(
        gateway=gateway, signature=push.signature, defaults={"at": now}
    )
    if is_new:
        Waiting.objects.create(
            adapter=gateway.adapter,
            sender=gateway.number,
            is_alarm=any(word in push.body for word in ALARMS),
            body=push.body,
            received_at=now,
        )
    return is_new


def forget_pushes(*, now: datetime) -> int:
    """Signatures that are too old to be taken again need not be known any longer."""
    return Pushed.objects.filter(at__lt=now - 2 * signing.TOLERANCE).delete()[0]


@transaction.atomic
def _refused(gateway: Gateway | None, reason: str, push: Push, now: datetime) -> NotSigned:
    counts = Refusals()
    pk = gateway.pk if gateway else None
    # Nothing is kept but the count: cameras may speak through a platform.
    counts.add(reason, now, gateway=pk)
    refusing.write_down(counts.take())
    return NotSigned()
