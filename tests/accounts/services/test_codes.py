"""One-time codes for residents."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from liren.accounts import selectors, services
from liren.accounts.domain.phones import PhoneUnusable
from liren.accounts.models import SignInCode, User
from liren.core.models import AuditEvent

pytestmark = pytest.mark.django_db

PHONE = "138 1234 8383"


def asked(now: datetime, phone: str = PHONE) -> str:
    """Ask for a code and read it as the channel would."""
    row = services.request_code(phone=phone, now=now)
    code = selectors.open_code(row.pk, now)
    assert code is not None
    return code.code


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_first_use_makes_a_resident_and_the_second_finds_it(now: datetime) -> None:
    first = services.redeem_code(phone=PHONE, code=asked(now), now=now)
    later = now + timedelta(minutes=1)
    again = services.redeem_code(phone="+8613812348383", code=asked(later), now=later)
    assert again == first
    assert "8383" not in first.username + first.name + first.audit_name
    assert not first.has_usable_password()
    assert selectors.phone_of_user(first) == "+8613812348383"


def test_nothing_stored_holds_the_number_or_the_code(now: datetime) -> None:
    code = asked(now)
    services.redeem_code(phone=PHONE, code=code, now=now)
    row = SignInCode.objects.get()
    stored = bytes(row.phone_sealed) + bytes(row.code_sealed) + bytes(row.phone_index)
    assert code.encode() not in stored and b"13812348383" not in stored
    logged = str(list(AuditEvent.objects.values()))
    assert code not in logged and "8383" not in logged


def test_a_code_works_once(now: datetime) -> None:
    code = asked(now)
    services.redeem_code(phone=PHONE, code=code, now=now)
    with pytest.raises(services.CodeExpired):
        services.redeem_code(phone=PHONE, code=code, now=now)


def test_a_code_works_for_ten_minutes(now: datetime) -> None:
    code = asked(now)
    with pytest.raises(services.CodeExpired):
        services.redeem_code(phone=PHONE, code=code, now=now + timedelta(minutes=10))
    assert services.redeem_code(phone=PHONE, code=code, now=now + timedelta(minutes=9, seconds=59))


def test_after_five_tries_the_right_code_is_too_late(now: datetime) -> None:
    code = asked(now)
    for _ in range(5):
        with pytest.raises(services.CodeWrong):
            services.redeem_code(phone=PHONE, code=other_than(code), now=now)
    with pytest.raises(services.CodeExpired):
        services.redeem_code(phone=PHONE, code=code, now=now)
    assert not User.objects.exists()


def test_only_the_latest_code_counts(now: datetime) -> None:
    old = asked(now)
    new = asked(now + timedelta(minutes=1))
    if old != new:
        with pytest.raises(services.CodeWrong):
            services.redeem_code(phone=PHONE, code=old, now=now + timedelta(minutes=1))
    assert services.redeem_code(phone=PHONE, code=new, now=now + timedelta(minutes=1))


def test_a_code_belongs_to_its_telephone(now: datetime) -> None:
    code = asked(now)
    with pytest.raises(services.CodeExpired):
        services.redeem_code(phone="13900000000", code=code, now=now)


def test_five_codes_an_hour_and_no_sixth(now: datetime) -> None:
    for minute in range(5):
        asked(now + timedelta(minutes=minute))
    with pytest.raises(services.TooManyCodes):
        asked(now + timedelta(minutes=59))
    asked(now + timedelta(minutes=59), phone="13900000000")
    asked(now + timedelta(hours=1, seconds=1))


def test_all_telephones_together_have_a_limit(now: datetime, settings: Settings) -> None:
    settings.LIREN_CODES_PER_HOUR = 2
    asked(now, phone="13900000000")
    asked(now, phone="13900000001")
    with pytest.raises(services.TooManyCodes):
        asked(now, phone="13900000002")


def test_a_closed_account_does_not_open_by_telephone(now: datetime) -> None:
    services.redeem_code(phone=PHONE, code=asked(now), now=now)
    User.objects.update(is_active=False)
    later = now + timedelta(minutes=1)
    with pytest.raises(services.CodeExpired):
        services.redeem_code(phone=PHONE, code=asked(later), now=later)


def test_a_bad_number_is_told_so(now: datetime) -> None:
    with pytest.raises(PhoneUnusable):
        services.request_code(phone="12345", now=now)


def test_old_codes_are_forgotten(now: datetime) -> None:
    asked(now)
    assert services.forget_codes(now=now + timedelta(hours=23)) == 0
    assert services.forget_codes(now=now + timedelta(hours=25)) == 1
