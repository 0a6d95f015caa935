"""One-time codes: asked for by telephone number, sent by `notices`, redeemed once."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext

from liren.accounts.domain import phones
from liren.accounts.domain.secrets import digits, one_time_code, resident_username
from liren.accounts.events import ResidentJoined, SignInCodeRequested
from liren.accounts.models import SignInCode, User
from liren.accounts.selectors import phone_index
from liren.core import audit, crypto
from liren.core.errors import Invalid, TooMany, sentence
from liren.core.events import publish
from liren.core.permissions import VISITOR

VALID_FOR = timedelta(minutes=10)
TRIES = 5
PER_PHONE = 5
WINDOW = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)


class TooManyCodes(TooMany):
    """So many codes were asked for that something must be wrong."""

    code = "accounts.too_many_codes"
    sentence = sentence("Several codes were sent already. Please wait an hour, or ring the office.")


class CodeWrong(Invalid):
    """The digits are not those that were sent."""

    code = "accounts.code_wrong"
    sentence = sentence("The code does not match. Please look at the latest message again.")


class CodeExpired(Invalid):
    """The code is too old, was used, or was tried too often: a new one is needed."""

    code = "accounts.code_expired"
    sentence = sentence("This code is no longer valid. Please ask for a new one.")


@transaction.atomic
def request_code(*, phone: str, now: datetime) -> SignInCode:
    """Make a code for a telephone number and have it sent."""
    number = phones.normal(phone)
    index = phone_index(number)
    _check_rate(index, now)
    salt = secrets.token_hex(16)
    code = SignInCode.objects.create(
        phone_sealed=crypto.seal(number, purpose="phone", row=f"code:{salt}"),
        phone_index=index,
        code_sealed=crypto.seal(one_time_code(), purpose="code", row=f"code:{salt}"),
        asked_at=now,
        valid_until=now + VALID_FOR,
        salt=salt,
    )
    publish(SignInCodeRequested(code_id=code.pk))
    audit.record("accounts.code_requested", code, by=VISITOR, at=now)
    return code


def _check_rate(index: bytes, now: datetime) -> None:
    recent = SignInCode.objects.filter(asked_at__gt=now - WINDOW)
    if recent.filter(phone_index=index).count() >= PER_PHONE:
        raise TooManyCodes()
    if recent.count() >= getattr(settings, "LIREN_CODES_PER_HOUR", 1000):
        raise TooManyCodes()


def redeem_code(*, phone: str, code: str, now: datetime) -> User:
    """The user of a telephone, made on first use; only the latest code counts, and only once."""
    index = phone_index(phones.normal(phone))
    latest = SignInCode.objects.filter(phone_index=index).order_by("-asked_at", "-id").first()
    if latest is None:
        raise CodeExpired()
    # The try is taken before the digits are compared: parallel guesses do not get more of them.
    usable = SignInCode.objects.filter(pk=latest.pk, used_at__isnull=True, valid_until__gt=now)
    if not usable.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        raise CodeExpired()
    expected = crypto.unseal(bytes(latest.code_sealed), purpose="code", row=f"code:{latest.salt}")
    if not crypto.same(expected.encode(), digits(code).encode()):
        raise CodeWrong()
    return _redeem(latest, now)


@transaction.atomic
def _redeem(code: SignInCode, now: datetime) -> User:
    if not SignInCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=now):
        raise CodeExpired()
    index = bytes(code.phone_index)
    user = User.objects.filter(phone_index=index).first() or _add_resident(code, index, now)
    if not user.is_active:
        raise CodeExpired()
    audit.record("accounts.code_redeemed", code, by=user, at=now)
    return user


def _add_resident(code: SignInCode, index: bytes, now: datetime) -> User:
    number = crypto.unseal(bytes(code.phone_sealed), purpose="phone", row=f"code:{code.salt}")
    username = resident_username()
    user = User(
        username=username,
        name=gettext("Resident"),
        password=make_password(None),
        phone_sealed=crypto.seal(number, purpose="phone", row=f"user:{username}"),
        phone_index=index,
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return User.objects.get(phone_index=index)
    publish(ResidentJoined(user_id=user.pk))
    audit.record("accounts.resident_joined", user, by=user, at=now)
    return user


def forget_codes(*, now: datetime) -> int:
    """Delete codes that nobody can use any more; says how many."""
    deleted, _ = SignInCode.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    return deleted
