"""Getting in and out, by the pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from liren.accounts import selectors, services
from liren.accounts.domain import totp
from liren.accounts.models import SecondFactor, SignInCode, User
from tests.factories.neighbourhood import Neighbourhood

PASSWORD = "moss under the bridge"
STAFF = "/sign-in/staff/"


@pytest.fixture
def worker(town: Neighbourhood) -> User:
    user = town.users["worker"]
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post(STAFF, {"username": "worker", "password": password, **more})


def code_of(user: User, steps_later: int = 0) -> str:
    factor = SecondFactor.objects.get(user=user)
    return totp.code_at(selectors.factor_key(factor), totp.step_of(timezone.now()) + steps_later)


def is_in(client: Client) -> bool:
    return client.get("/me/security/").status_code == 200


def test_staff_come_in_by_password_and_go_to_the_desk(client: Client, worker: User) -> None:
    response = client.post(STAFF, {"username": "worker", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert is_in(client)
    assert client.session.get_expiry_age() <= timedelta(hours=12).total_seconds()


def test_one_comes_back_to_the_own_page_and_to_no_other_site(client: Client, worker: User) -> None:
    form = {"username": "worker", "password": PASSWORD}
    ours = client.post(STAFF, form | {"next": "/office/users/"})
    assert ours["Location"] == "/office/users/"
    theirs = client.post(STAFF, form | {"next": "https://evil.example/"})
    assert theirs["Location"] == "/desk/"


def test_five_wrong_passwords_say_how_long_to_wait(client: Client, worker: User) -> None:
    for _ in range(4):
        response = client.post(STAFF, {"username": "worker", "password": "wrong"})
        assert response.status_code == 422
        assert "worker" in response.content.decode()
        assert "wrong" not in response.content.decode().replace("field-wrong", "")
    last = client.post(STAFF, {"username": "worker", "password": "wrong"}).content.decode()
    assert "15" in last
    client.post(STAFF, {"username": "worker", "password": PASSWORD})
    assert not is_in(client)


def test_twenty_wrong_tries_break_nothing(client: Client, worker: User) -> None:
    answers = {sign_in(client, "wrong").status_code for _ in range(20)}  # type: ignore[attr-defined]  # a response
    assert answers == {422}


def test_a_resident_comes_in_by_telephone(
    client: Client,
    db: None,
    run_jobs: Callable[[], int],
    capsys: pytest.CaptureFixture[str],
    settings: Settings,
) -> None:
    settings.LIREN_CONSOLE = True
    asked = client.post("/sign-in/", {"phone": "138 1234 8383", "next": "/me/notices/"})
    page = client.get(asked["Location"]).content.decode()
    assert "138****8383" in page and "13812348383" not in page
    run_jobs()
    printed = capsys.readouterr().out
    code = selectors.open_code(SignInCode.objects.get().pk, timezone.now())
    assert code is not None and code.code in printed and code.code not in page
    response = client.post("/sign-in/code/", {"code": code.code, "next": "/me/notices/"})
    assert response["Location"] == "/me/notices/"
    assert is_in(client)


def test_a_wrong_code_stays_on_the_page_with_a_reason(client: Client, db: None) -> None:
    client.post("/sign-in/", {"phone": "13812348383"})
    code = selectors.open_code(SignInCode.objects.get().pk, timezone.now())
    assert code is not None
    wrong = f"{(int(code.code) + 1) % 10**6:06d}"
    response = client.post("/sign-in/code/", {"code": wrong})
    assert response.status_code == 422
    assert wrong in response.content.decode()
    assert client.post("/sign-in/code/", {"code": code.code}).status_code == 302


def test_a_bad_number_is_kept_for_mending(client: Client, db: None) -> None:
    response = client.post("/sign-in/", {"phone": "1381234"})
    assert response.status_code == 422
    assert "1381234" in response.content.decode()


def test_the_code_page_without_a_code_begins_anew(client: Client, db: None) -> None:
    page = client.get("/sign-in/code/").content.decode()
    assert 'name="phone"' in page and 'action="/sign-in/"' in page


def test_the_second_factor_stands_between_password_and_desk(client: Client, worker: User) -> None:
    now = timezone.now()
    services.begin_second_factor(user=worker, now=now)
    services.confirm_second_factor(user=worker, code=code_of(worker, -1), now=now)
    held = client.post(STAFF, {"username": "worker", "password": PASSWORD, "next": "/desk/x/"})
    assert held["Location"] == "/sign-in/second-factor/"
    assert not is_in(client)
    assert client.post("/sign-in/second-factor/", {"code": "abc"}).status_code == 422
    assert not is_in(client)
    response = client.post("/sign-in/second-factor/", {"code": code_of(worker)})
    assert response["Location"] == "/desk/x/"
    assert is_in(client)


def test_a_code_by_telephone_does_not_go_round_the_second_factor(
    client: Client, worker: User
) -> None:
    now = timezone.now()
    services.begin_second_factor(user=worker, now=now)
    services.confirm_second_factor(user=worker, code=code_of(worker), now=now)
    User.objects.filter(pk=worker.pk).update(phone_index=selectors.phone_index("+8613812348383"))
    client.post("/sign-in/", {"phone": "13812348383"})
    code = selectors.open_code(SignInCode.objects.get().pk, now)
    assert code is not None
    assert client.post("/sign-in/code/", {"code": code.code})["Location"] == (
        "/sign-in/second-factor/"
    )
    assert not is_in(client)


def test_a_strict_role_sets_it_up_before_the_first_page(
    client: Client, worker: User, settings: Settings
) -> None:
    settings.LIREN_REQUIRE_SECOND_FACTOR = ["community_worker"]
    assert client.post(STAFF, {"username": "worker", "password": PASSWORD})["Location"] == (
        "/sign-in/enrol/"
    )
    page = client.get("/sign-in/enrol/").content.decode()
    assert "data:image/svg+xml" in page
    assert not is_in(client)
    shown = client.post("/sign-in/enrol/", {"code": code_of(worker)}).content.decode()
    assert shown.count("<code>") == 10
    assert is_in(client)


def test_the_second_step_without_the_first_begins_anew(client: Client, db: None) -> None:
    for step in ("/sign-in/second-factor/", "/sign-in/enrol/"):
        page = client.get(step).content.decode()
        assert 'name="password"' in page and f'action="{STAFF}"' in page
        assert client.post(step, {"code": "123456"}).status_code == 422


def test_signing_out_is_a_post(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert not is_in(client)
