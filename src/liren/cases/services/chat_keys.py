"""The door for an enterprise messenger: shut until an administrator makes a key at a place.

A request is signed by HMAC-SHA256 over `timestamp.nonce.body`. It is taken once and only while it
is young; which of its parts is wrong, a stranger is not told.
"""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction

from liren.cases.models import ChatKey, ChatNonce
from liren.cases.permissions import CasePermission
from liren.core import audit, crypto
from liren.core.errors import Invalid, NotAllowed, TooLarge, sentence
from liren.core.permissions import Actor, require
from liren.places.models import Place

PURPOSE = "chat.key"
YOUNG = timedelta(minutes=5)
MOST_BYTES = 64 * 1024
LONGEST_NONCE = 64
SCHEME = "sha256="


class KeyNameMissing(Invalid):
    """A key without a name cannot be told from the next one."""

    code = "cases.chat_key_name_missing"
    sentence = sentence("Give the key a name, so that you know later what it is for.")


class SignatureWrong(NotAllowed):
    """Key, time stamp, nonce and signature do not belong together, or were used before."""

    code = "cases.chat_signature_wrong"
    status = 401
    sentence = sentence("The signature does not hold: look at key, clock, nonce and body.")


@transaction.atomic
def make_chat_key(*, place: Place, name: str, by: Actor, now: datetime) -> tuple[ChatKey, str]:
    """Open the door for one messenger; the secret is shown this once."""
    require(by, CasePermission.SETUP, at=place)
    if not name.strip():
        raise KeyNameMissing()
    public_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    key = ChatKey(name=name.strip()[:80], public_id=public_id, made_by=by.audit_name, made_at=now)
    key.secret_sealed = crypto.seal(secret, purpose=PURPOSE, row=public_id)
    key.put_at(place)
    key.save()
    audit.record("cases.chat_key_made", key, by=by, at=now)
    return key, secret


@transaction.atomic
def end_chat_key(*, key: ChatKey, by: Actor, now: datetime) -> ChatKey:
    """Shut the door at once."""
    require(by, CasePermission.SETUP, at=key.place)
    if ChatKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=now):
        audit.record("cases.chat_key_ended", key, by=by, at=now)
    key.refresh_from_db()
    return key


def signature_of(secret: str, *, timestamp: str, nonce: str, body: bytes) -> str:
    """What a sender puts into `Liren-Signature`."""
    signed = f"{timestamp}.{nonce}.".encode() + body
    return SCHEME + hmac.new(secret.encode(), signed, sha256).hexdigest()


def accept_signed(
    *, public_id: str, timestamp: str, nonce: str, signature: str, body: bytes, now: datetime
) -> ChatKey:  # fmt: skip
    """The key of a request that holds; each is taken once."""
    if len(body) > MOST_BYTES:
        raise TooLarge()
    known = ChatKey.objects.filter(public_id=public_id.replace("\0", ""), ended_at=None)
    key = known.select_related("place").first()
    # A stranger's request is reckoned too, so that the time taken tells nothing.
    secret = (
        crypto.unseal(bytes(key.secret_sealed), purpose=PURPOSE, row=key.public_id)
        if key
        else "none"
    )
    wanted = signature_of(secret, timestamp=timestamp, nonce=nonce, body=body)
    holds = crypto.same(wanted.encode(), signature.encode("utf-8", "replace"))
    if key is None or not holds or not 0 < len(nonce) <= LONGEST_NONCE:
        raise SignatureWrong()
    if not _is_young(timestamp, now):
        raise SignatureWrong()
    try:
        with transaction.atomic():
            ChatNonce.objects.create(key=key, nonce=nonce, at=now)
    except IntegrityError as replayed:
        raise SignatureWrong() from replayed
    return key


def _is_young(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    return abs(now - datetime.fromtimestamp(int(timestamp), UTC)) <= YOUNG
