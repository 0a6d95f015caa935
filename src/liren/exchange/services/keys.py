"""Keys to the Open311 door: made, counted, ended."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from liren.core import audit, pace
from liren.core.errors import Invalid, NotAllowed, TooMany, sentence
from liren.core.permissions import Actor, require
from liren.exchange.models import Open311Key
from liren.exchange.permissions import ExchangePermission
from liren.exchange.selectors.keys import PREFIX, hash_of, key_of
from liren.places.models import Place

FROM_ONE_KEY = 2_000  # questions and reports within an hour
REPORTS_FROM_ONE_KEY = 240
FROM_ONE_ADDRESS = 600  # questions without a key
WRONG_FROM_ONE_ADDRESS = 60


class KeyNameMissing(Invalid):
    """A key without a name cannot be told from the next one."""

    code = "exchange.key_name_missing"
    sentence = sentence("Give the key a name, so that you know later whose it is.")


class KeyInvalid(NotAllowed):
    """The specification's answer to a wrong or missing key."""

    code = "exchange.key_invalid"
    sentence = sentence("api_key is missing or invalid.")


class KeyReadsOnly(NotAllowed):
    """A key by which nothing may be sent."""

    code = "exchange.key_reads_only"
    sentence = sentence("This api_key may read, but not send.")


@transaction.atomic
def make_key(
    *, name: str, place: Place, may_write: bool, by: Actor, now: datetime
) -> tuple[Open311Key, str]:
    """Make a key, and so open its place to Open311; the secret is returned this once."""
    require(by, ExchangePermission.MANAGE, at=place)
    if not name.strip():
        raise KeyNameMissing()
    secret = PREFIX + secrets.token_urlsafe(32)
    key = Open311Key(
        name=name.strip(),
        hash=hash_of(secret),
        may_write=may_write,
        made_at=now,
        made_by=by.audit_name,
    )
    key.put_at(place)
    key.save()
    audit.record("exchange.key_made", key, by=by, at=now, place=place.pk, may_write=may_write)
    return key, secret


@transaction.atomic
def end_key(*, key: Open311Key, by: Actor, now: datetime) -> Open311Key:
    """End a key at once."""
    require(by, ExchangePermission.MANAGE, at=key.place)
    if not Open311Key.objects.in_force().filter(pk=key.pk).update(ended_at=now):
        return key
    key.ended_at = now
    audit.record("exchange.key_ended", key, by=by, at=now)
    return key


def admit(*, secret: str, address: str, now: datetime) -> Open311Key | None:
    """The key of whoever asks, counted; none when none was given. Who tries keys is slowed down."""
    if not secret:
        _count("open311.address", address, FROM_ONE_ADDRESS)
        return None
    pace.check("open311.wrong", address, most=WRONG_FROM_ONE_ADDRESS)
    key = key_of(secret)
    if key is None:
        pace.count("open311.wrong", address)
        raise KeyInvalid()
    _count("open311.key", str(key.pk), FROM_ONE_KEY)
    today = timezone.localdate(now)
    if key.last_used_date != today:
        Open311Key.objects.filter(pk=key.pk).update(last_used_date=today)
    return key


def require_writing(key: Open311Key | None) -> Open311Key:
    """The key again, if reports may be sent with it."""
    if key is None:
        raise KeyInvalid()
    if not key.may_write:
        raise KeyReadsOnly()
    _count("open311.report", str(key.pk), REPORTS_FROM_ONE_KEY)
    return key


def _count(what: str, sender: str, most: int) -> None:
    if pace.count(what, sender) > most:
        raise TooMany()
