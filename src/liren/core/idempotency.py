"""A write that is sent twice is done once: the first answer is kept and given again.

As the IETF draft on the Idempotency-Key header has it: the same key with another body is a
mistake of the caller. Answers are kept for a day.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from liren.core.errors import Invalid, sentence
from liren.core.models import KeptAnswer
from liren.core.timer import sweep

KEPT_FOR = timedelta(days=1)
LONGEST_KEY = 80

Answer = tuple[int, dict[str, object]]


class KeyReused(Invalid):
    """The key was used for something else."""

    code = "core.idempotency_key_reused"
    sentence = sentence("This Idempotency-Key was used for another request.")


class KeyTooLong(Invalid):
    """Keys are short."""

    code = "core.idempotency_key_too_long"
    sentence = sentence("An Idempotency-Key has at most {most} characters.")


def fingerprint_of(*parts: bytes) -> bytes:
    """What tells one request from another."""
    return hashlib.sha256(b"\0".join(parts)).digest()


def require_short(key: str) -> None:
    """Refuse a key that is longer than any needs to be."""
    if len(key) > LONGEST_KEY:
        raise KeyTooLong(most=LONGEST_KEY)


def once(
    *, caller: str, key: str, fingerprint: bytes, now: datetime, do: Callable[[], Answer]
) -> Answer:
    """Do it, or say again what was answered when it was done; without a key, just do it."""
    require_short(key)
    if not key:
        return do()
    with transaction.atomic():
        kept, is_new = _keep(caller, key, fingerprint, now)
        if is_new:
            kept.status, kept.body = do()
            kept.save(update_fields=["status", "body"])
    if bytes(kept.fingerprint) != fingerprint:
        raise KeyReused()
    return kept.status, kept.body


def _keep(caller: str, key: str, fingerprint: bytes, now: datetime) -> tuple[KeptAnswer, bool]:
    """The row of this key: a second sender waits at the unique index for the first to end."""
    row = KeptAnswer(caller=caller, key=key, fingerprint=fingerprint, made_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return KeptAnswer.objects.get(caller=caller, key=key), False
    return row, True


@sweep(every=timedelta(hours=1))
def forget_answers(now: datetime) -> None:
    """Answers older than a day are not asked for again."""
    KeptAnswer.objects.filter(made_at__lt=now - KEPT_FOR).delete()
