"""Sign-in by password, and the lock."""

from datetime import datetime, timedelta

import pytest

from liren.accounts import services
from liren.accounts.models import User
from liren.core import audit
from liren.core.models import AuditEvent
from liren.core.permissions import PermissionMissing
from tests.factories.neighbourhood import Neighbourhood

PASSWORD = "moss under the bridge"


@pytest.fixture
def worker(town: Neighbourhood) -> User:
    user = town.users["worker"]
    user.set_password(PASSWORD)
    user.save()
    return user


def fail(times: int, now: datetime, username: str = "worker") -> list[type[Exception]]:
    """Type a wrong password so many times; says what was answered."""
    answers: list[type[Exception]] = []
    for _ in range(times):
        with pytest.raises((services.WrongPassword, services.Locked)) as raised:
            services.sign_in(username=username, password="wrong", now=now)
        answers.append(raised.type)
    return answers


def test_name_and_password_open_the_door(worker: User, now: datetime) -> None:
    assert services.sign_in(username="worker", password=PASSWORD, now=now) == worker


def test_unknown_and_closed_accounts_answer_as_a_wrong_password(
    worker: User, now: datetime
) -> None:
    assert fail(1, now, "nobody") == [services.WrongPassword]
    User.objects.update(is_active=False)
    with pytest.raises(services.WrongPassword):
        services.sign_in(username="worker", password=PASSWORD, now=now)


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(worker: User, now: datetime) -> None:
    assert fail(5, now) == [services.WrongPassword] * 4 + [services.Locked]
    with pytest.raises(services.Locked) as locked:
        services.sign_in(username="worker", password=PASSWORD, now=now + timedelta(minutes=14))
    assert locked.value.data == {"minutes": 1}
    later = now + timedelta(minutes=15)
    assert services.sign_in(username="worker", password=PASSWORD, now=later) == worker


def test_five_more_lock_twice_as_long(worker: User, now: datetime) -> None:
    fail(5, now)
    later = now + timedelta(minutes=16)
    fail(5, later)
    with pytest.raises(services.Locked) as locked:
        services.sign_in(username="worker", password=PASSWORD, now=later)
    assert locked.value.data == {"minutes": 30}


def test_twenty_tries_in_a_row_count_as_five(worker: User, now: datetime) -> None:
    fail(20, now)
    worker.refresh_from_db()
    assert worker.failed_sign_ins == 5


def test_success_forgets_the_failures(worker: User, now: datetime) -> None:
    fail(4, now)
    services.sign_in(username="worker", password=PASSWORD, now=now)
    assert fail(4, now) == [services.WrongPassword] * 4


def test_the_security_officer_unlocks_inside_the_own_area(
    town: Neighbourhood, worker: User, now: datetime
) -> None:
    fail(5, now)
    worker.refresh_from_db()
    with pytest.raises(PermissionMissing):
        services.unlock(user=worker, by=town.users["secretary"], now=now)
    services.unlock(user=worker, by=town.users["security_officer"], now=now)
    assert services.sign_in(username="worker", password=PASSWORD, now=now) == worker


def test_a_new_password_asks_for_the_old_one_and_must_be_good(worker: User, now: datetime) -> None:
    with pytest.raises(services.WrongPassword):
        services.change_password(user=worker, old="wrong", new="a long enough one", now=now)
    with pytest.raises(services.PasswordWeak):
        services.change_password(user=worker, old=PASSWORD, new="12345678", now=now)
    services.change_password(user=worker, old=PASSWORD, new="a long enough one", now=now)
    assert services.sign_in(username="worker", password="a long enough one", now=now)


def test_the_log_tells_of_it_and_never_the_password(worker: User, now: datetime) -> None:
    fail(5, now)
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["accounts.sign_in_failed"] * 4 + ["accounts.locked"]
    assert "wrong" not in str(list(AuditEvent.objects.values_list("data", flat=True)))
    assert audit.verify() == []
