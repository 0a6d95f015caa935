"""The authenticator and the recovery codes."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from liren.accounts import selectors, services
from liren.accounts.domain import totp
from liren.accounts.models import RecoveryCode, SecondFactor, User
from liren.core.models import AuditEvent
from tests.factories.neighbourhood import Neighbourhood

HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def worker(town: Neighbourhood) -> User:
    return town.users["worker"]


def code_of(user: User, at: datetime) -> str:
    """What the authenticator shows."""
    key = selectors.factor_key(SecondFactor.objects.get(user=user))
    return totp.code_at(key, totp.step_of(at))


def enrolled(user: User, now: datetime) -> list[str]:
    services.begin_second_factor(user=user, now=now)
    return services.confirm_second_factor(user=user, code=code_of(user, now), now=now)


def wrong(user: User, at: datetime) -> str:
    near = {code_of(user, at + n * HALF_MINUTE) for n in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def test_a_factor_counts_once_its_first_code_was_typed(worker: User, now: datetime) -> None:
    services.begin_second_factor(user=worker, now=now)
    with pytest.raises(services.SecondFactorWrong):
        services.use_second_factor(user=worker, code=code_of(worker, now), now=now)
    with pytest.raises(services.SecondFactorWrong):
        services.confirm_second_factor(user=worker, code=wrong(worker, now), now=now)
    codes = services.confirm_second_factor(user=worker, code=code_of(worker, now), now=now)
    assert len(set(codes)) == 10
    services.use_second_factor(
        user=worker, code=code_of(worker, now + HALF_MINUTE), now=now + HALF_MINUTE
    )


def test_a_code_of_the_authenticator_works_once(worker: User, now: datetime) -> None:
    enrolled(worker, now)
    later = now + HALF_MINUTE
    code = code_of(worker, later)
    services.use_second_factor(user=worker, code=code, now=later)
    with pytest.raises(services.SecondFactorWrong):
        services.use_second_factor(user=worker, code=code, now=later)


def test_a_recovery_code_works_once_however_it_is_typed(worker: User, now: datetime) -> None:
    first, *_ = enrolled(worker, now)
    services.use_second_factor(user=worker, code=first.upper().replace("-", " "), now=now)
    with pytest.raises(services.SecondFactorWrong):
        services.use_second_factor(user=worker, code=first, now=now)
    assert selectors.recovery_codes_left(worker) == 9


def test_five_wrong_codes_lock_and_time_opens(worker: User, now: datetime) -> None:
    enrolled(worker, now)
    for _ in range(4):
        with pytest.raises(services.SecondFactorWrong):
            services.use_second_factor(user=worker, code=wrong(worker, now), now=now)
    with pytest.raises(services.SecondFactorLocked):
        services.use_second_factor(user=worker, code=wrong(worker, now), now=now)
    later = now + timedelta(minutes=5)
    with pytest.raises(services.SecondFactorLocked) as locked:
        services.use_second_factor(user=worker, code=code_of(worker, later), now=later)
    assert locked.value.data == {"minutes": 10}
    later = now + timedelta(minutes=15)
    services.use_second_factor(user=worker, code=code_of(worker, later), now=later)


def test_removing_asks_for_a_code_and_counts_wrong_ones(worker: User, now: datetime) -> None:
    first, *_ = enrolled(worker, now)
    with pytest.raises(services.SecondFactorWrong):
        services.remove_second_factor(user=worker, code=wrong(worker, now), now=now)
    assert SecondFactor.objects.get(user=worker).failures == 1
    services.remove_second_factor(user=worker, code=first, now=now)
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()


def test_a_role_that_asks_for_it_keeps_it(worker: User, now: datetime, settings: Settings) -> None:
    settings.LIREN_REQUIRE_SECOND_FACTOR = ["community_worker"]
    assert selectors.needs_second_factor(worker, now)
    first, *_ = enrolled(worker, now)
    with pytest.raises(services.SecondFactorNeeded):
        services.remove_second_factor(user=worker, code=first, now=now)


def test_a_second_one_is_not_set_up_over_the_first(worker: User, now: datetime) -> None:
    enrolled(worker, now)
    with pytest.raises(services.SecondFactorPresent):
        services.begin_second_factor(user=worker, now=now)


def test_nothing_stored_gives_the_secret_away(worker: User, now: datetime) -> None:
    codes = enrolled(worker, now)
    factor = SecondFactor.objects.get(user=worker)
    key = selectors.factor_key(factor)
    assert key.hex().encode() not in bytes(factor.key_sealed)
    logged = str(list(AuditEvent.objects.values()))
    assert not any(code in logged for code in codes)
