"""The second factor: an authenticator's changing code, or a recovery code once."""

import os
from datetime import datetime

from django.db import transaction
from django.db.models import F

from liren.accounts.domain import totp
from liren.accounts.domain.lockout import lock_after, minutes_left
from liren.accounts.domain.secrets import RECOVERY_CODES, digits, recovery_code
from liren.accounts.models import RecoveryCode, SecondFactor, User
from liren.accounts.selectors import factor_key, factor_row, needs_second_factor, recovery_hash
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, TooMany, sentence


class SecondFactorWrong(Invalid):
    """The code is not the one of this moment."""

    code = "accounts.second_factor_wrong"
    sentence = sentence("The code does not match. Wait for the next one and type it again.")


class SecondFactorLocked(TooMany):
    """Too many wrong codes: the second factor rests."""

    code = "accounts.second_factor_locked"
    sentence = sentence("Too many wrong codes. Please wait {minutes} minutes.")


class SecondFactorPresent(Conflict):
    """There is one already; it has to be removed before another is set up."""

    code = "accounts.second_factor_present"
    sentence = sentence("A second factor is set up already. Remove it before you set up another.")


class SecondFactorNeeded(Conflict):
    """The person's role asks for a second factor."""

    code = "accounts.second_factor_needed"
    sentence = sentence("Your role asks for a second factor, so it cannot be removed.")


@transaction.atomic
def begin_second_factor(*, user: User, now: datetime) -> SecondFactor:
    """Make a key to be scanned; it counts once a code of it has been typed."""
    if SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists():
        raise SecondFactorPresent()
    sealed = crypto.seal(
        os.urandom(totp.KEY_BYTES).hex(), purpose="second factor", row=factor_row(user)
    )
    factor, _ = SecondFactor.objects.update_or_create(
        user=user, defaults={"key_sealed": sealed, "made_at": now, "last_step": -1}
    )
    return factor


def confirm_second_factor(*, user: User, code: str, now: datetime) -> list[str]:
    """Take the factor into use; returns the recovery codes, shown this once."""
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=True).first()
    if factor is None:
        raise SecondFactorPresent()
    _spend(factor, code, now)
    with transaction.atomic():
        SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now, failures=0)
        codes = [recovery_code() for _ in range(RECOVERY_CODES)]
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, hash=recovery_hash(code)) for code in codes
        )
        audit.record("accounts.second_factor_added", user, by=user, at=now)
    return codes


def use_second_factor(*, user: User, code: str, now: datetime) -> None:
    """Check the code of this moment, or spend a recovery code; wrong ones lead to a lock."""
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()
    if factor is None:
        raise SecondFactorWrong()
    if minutes := minutes_left(factor.locked_until, now):
        raise SecondFactorLocked(minutes=minutes)
    if not _spend_recovery_code(user, code, now):
        _spend(factor, code, now)
    if factor.failures:
        SecondFactor.objects.filter(pk=factor.pk).update(failures=0, locked_until=None)


def remove_second_factor(*, user: User, code: str, now: datetime) -> None:
    """Do without it again; a current code is asked for."""
    if needs_second_factor(user, now):
        raise SecondFactorNeeded()
    use_second_factor(user=user, code=code, now=now)
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        audit.record("accounts.second_factor_removed", user, by=user, at=now)


def _spend(factor: SecondFactor, code: str, now: datetime) -> None:
    """Accept a code of a step later than the last one used, and no other."""
    step = totp.matching_step(factor_key(factor), digits(code), now)
    unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=-1 if step is None else step)
    if step is None or not unused.update(last_step=step):
        _count_failure(factor, now)


def _spend_recovery_code(user: User, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(user=user, used_at__isnull=True)
    with transaction.atomic():
        spent = unused.filter(hash=recovery_hash(code)).update(used_at=now)
        if spent:
            audit.record("accounts.recovery_code_used", user, by=user, at=now)
    return bool(spent)


def _count_failure(factor: SecondFactor, now: datetime) -> None:
    with transaction.atomic():
        SecondFactor.objects.filter(pk=factor.pk).update(failures=F("failures") + 1)
        factor.refresh_from_db(fields=["failures"])
        lock = lock_after(factor.failures)
        if lock:
            SecondFactor.objects.filter(pk=factor.pk).update(locked_until=now + lock)
        audit.record("accounts.second_factor_failed", factor.user, by=factor.user, at=now)
    if lock:
        raise SecondFactorLocked(minutes=minutes_left(now + lock, now))
    raise SecondFactorWrong()
