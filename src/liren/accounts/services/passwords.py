"""Passwords: checked in even time, failures counted on the row, a door that locks itself."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from liren.accounts.domain.lockout import LONGEST_LOCK, lock_after, minutes_left
from liren.accounts.models import User
from liren.core import audit, crypto
from liren.core.errors import Invalid, TooMany, sentence
from liren.core.permissions import VISITOR


class WrongPassword(Invalid):
    """Name and password do not go together; which of the two is not told."""

    code = "accounts.wrong_password"
    sentence = sentence("Name and password do not match. Please try again.")


class Locked(TooMany):
    """Too many wrong passwords: the account rests."""

    code = "accounts.locked"
    sentence = sentence(
        "Too many wrong tries. Please wait {minutes} minutes, or ask the security officer."
    )


class PasswordWeak(Invalid):
    """The new password is too easy to guess."""

    code = "accounts.password_weak"
    sentence = sentence("This password is too easy to guess. {reasons}")


def sign_in(*, username: str, password: str, now: datetime) -> User:
    """The active user of that name and password; every wrong try counts towards a lock."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        _refuse_unknown(username, password, now)
        raise WrongPassword()
    if minutes := minutes_left(user.locked_until, now):
        raise Locked(minutes=minutes)
    if not check_password(password, user.password):
        _count_failure(user, now)
    elif user.failed_sign_ins or user.locked_until:
        User.objects.filter(pk=user.pk).update(failed_sign_ins=0, locked_until=None)
    return user


def _refuse_unknown(username: str, password: str, now: datetime) -> None:
    """A name that is nobody's rests like any other, and as long a check: names cannot be tried."""
    key = "ghost:" + crypto.mac(username.encode(), purpose="sign_in.ghost").hex()[:32]
    failures, until = cache.get(key, (0, None))
    if minutes := minutes_left(until, now):
        raise Locked(minutes=minutes)
    make_password(password)
    lock = lock_after(failures + 1)
    until = now + lock if lock else None
    cache.set(key, (failures + 1, until), int(2 * LONGEST_LOCK.total_seconds()))
    if minutes := minutes_left(until, now):
        raise Locked(minutes=minutes)


def _count_failure(user: User, now: datetime) -> None:
    """Note it on the row, lock the row when it is time, and refuse."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(failed_sign_ins=F("failed_sign_ins") + 1)
        user.refresh_from_db(fields=["failed_sign_ins"])
        lock = lock_after(user.failed_sign_ins)
        if lock:
            User.objects.filter(pk=user.pk).update(locked_until=now + lock)
        action = "accounts.locked" if lock else "accounts.sign_in_failed"
        audit.record(action, user, by=VISITOR, at=now, failures=user.failed_sign_ins)
    if lock:
        raise Locked(minutes=minutes_left(now + lock, now))
    raise WrongPassword()


def change_password(*, user: User, old: str, new: str, now: datetime) -> User:
    """Give oneself a new password; the old one is asked for, and guessing it counts."""
    if minutes := minutes_left(user.locked_until, now):
        raise Locked(minutes=minutes)
    if not check_password(old, user.password):
        _count_failure(user, now)
    check_strength(new, user)
    with transaction.atomic():
        user.set_password(new)
        user.failed_sign_ins = 0
        user.save(update_fields=["password", "failed_sign_ins"])
        audit.record("accounts.password_changed", user, by=user, at=now)
    return user


def check_strength(password: str, user: User | None = None) -> None:
    """Refuse a password that is too easy, with the reasons."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise PasswordWeak(reasons=" ".join(weak.messages)) from weak
