"""Names tried out, many names tried from one place, a session planted beforehand."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from liren.accounts import services
from liren.accounts.domain.lockout import TRIES
from liren.accounts.models import User
from liren.accounts.services import Locked, WrongPassword
from liren.accounts.views import sign_in
from tests.factories.neighbourhood import Neighbourhood


def ends_of(name: str, now: datetime) -> list[str]:
    ends = []
    for _ in range(TRIES + 1):
        with pytest.raises((Locked, WrongPassword)) as end:
            services.sign_in(username=name, password="wrong", now=now)
        ends.append(str(end.value.data | {"code": end.value.code}))
    return ends


def test_a_name_that_is_nobodys_is_locked_like_any_other(
    town: Neighbourhood, now: datetime
) -> None:
    User.objects.filter(username="worker").update(password="md5$a$b")
    assert ends_of("nobody", now) == ends_of("worker", now)


def test_many_names_from_one_address_are_braked(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "WRONG_FROM_ONE_ADDRESS", 3)
    url = reverse("accounts:sign_in_staff")
    pages = [
        Client().post(url, {"username": f"name{number}", "password": "wrong"}).content.decode()
        for number in range(4)
    ]
    assert pages[2] != pages[3]
    assert "name3" in pages[3]


def test_codes_asked_for_by_one_address_are_braked(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "CODES_FROM_ONE_ADDRESS", 2)
    url = reverse("accounts:sign_in")
    sent = [Client().post(url, {"phone": f"1380000000{number}"}).status_code for number in range(3)]
    assert sent == [302, 302, 422]


def test_a_planted_session_does_not_hold_the_first_proof(
    town: Neighbourhood, now: datetime
) -> None:
    user = town.users["worker"]
    user.set_password("long enough 9")
    user.save()
    services.begin_second_factor(user=user, now=now)
    user.second_factor.confirmed_at = now
    user.second_factor.save()
    planted = Client()
    session = planted.session
    session["kind"] = "planted"
    session.save()
    typed = {"username": "worker", "password": "long enough 9"}
    answer = planted.post(reverse("accounts:sign_in_staff"), typed)
    assert answer.status_code == 302
    assert planted.session.session_key != session.session_key
    assert not type(session)(session.session_key).load()
