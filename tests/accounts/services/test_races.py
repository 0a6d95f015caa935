"""Two at once: only one of them gets in."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from liren.accounts import selectors, services
from liren.accounts.models import SignInCode, User

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = "13812348383"


def at_once(act: Callable[[], object], times: int) -> list[str]:
    """Do it in so many threads at the same moment; says how each ended."""
    gate, ends = Barrier(times), []

    def run() -> None:
        gate.wait()
        try:
            act()
            ends.append("done")
        except Exception as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_one_code_lets_one_in(now: datetime) -> None:
    row = services.request_code(phone=PHONE, now=now)
    code = selectors.open_code(row.pk, now)
    assert code is not None
    ends = at_once(lambda: services.redeem_code(phone=PHONE, code=code.code, now=now), 4)
    assert ends == ["CodeExpired"] * 3 + ["done"]
    assert User.objects.filter(phone_index__isnull=False).count() == 1


def test_parallel_guesses_get_five_tries_together(now: datetime) -> None:
    row = services.request_code(phone=PHONE, now=now)
    code = selectors.open_code(row.pk, now)
    assert code is not None
    wrong = f"{(int(code.code) + 1) % 10**6:06d}"
    ends = at_once(lambda: services.redeem_code(phone=PHONE, code=wrong, now=now), 8)
    assert ends == ["CodeExpired"] * 3 + ["CodeWrong"] * 5
    assert SignInCode.objects.get(pk=row.pk).tries == 5


def test_parallel_wrong_passwords_are_all_counted(now: datetime) -> None:
    user = User(username="worker", name="worker")
    user.set_password("moss under the bridge")
    user.save()
    ends = at_once(lambda: services.sign_in(username="worker", password="no", now=now), 4)
    assert ends == ["WrongPassword"] * 4
    user.refresh_from_db()
    assert user.failed_sign_ins == 4
