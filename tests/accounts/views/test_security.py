"""One's own security page."""

import pytest
from django.test import Client
from django.utils import timezone

from liren.accounts import selectors
from liren.accounts.domain import totp
from liren.accounts.models import SecondFactor, Token, User
from tests.factories.neighbourhood import Neighbourhood

PASSWORD = "moss under the bridge"


@pytest.fixture
def worker(town: Neighbourhood, client: Client) -> User:
    user = town.users["worker"]
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    return user


def test_a_new_password_keeps_this_session_and_ends_the_others(
    client: Client, worker: User
) -> None:
    other = Client()
    other.force_login(worker)
    new = {"old": PASSWORD, "new": "a long enough one", "again": "a long enough one"}
    assert client.post("/me/security/password/", new).status_code == 302
    assert client.get("/me/security/").status_code == 200
    assert other.get("/me/security/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"old": "wrong", "new": "a long enough one", "again": "a long enough one"},
        {"old": PASSWORD, "new": "a long enough one", "again": "another"},
        {"old": PASSWORD, "new": "12345678", "again": "12345678"},
        {"old": PASSWORD},
    ],
)
def test_a_refused_password_says_why(client: Client, worker: User, typed: dict[str, str]) -> None:
    response = client.post("/me/security/password/", typed)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()


def test_an_authenticator_is_set_up_and_removed(client: Client, worker: User) -> None:
    assert client.post("/me/security/second-factor/begin/")["Location"] == (
        "/me/security/second-factor/"
    )
    key = selectors.factor_key(SecondFactor.objects.get(user=worker))
    page = client.get("/me/security/second-factor/").content.decode()
    assert "data:image/svg+xml" in page
    assert totp.base32(key)[:4] + " " + totp.base32(key)[4:8] in page
    assert client.post("/me/security/second-factor/", {"code": "x"}).status_code == 422
    code = totp.code_at(key, totp.step_of(timezone.now()))
    shown = client.post("/me/security/second-factor/", {"code": code}).content.decode()
    recovery = shown.split("<code>")[1].split("</code>")[0]
    assert client.post("/me/security/second-factor/remove/", {"code": "x"}).status_code == 422
    client.post("/me/security/second-factor/remove/", {"code": recovery})
    assert not SecondFactor.objects.exists()


def test_a_token_is_shown_once_and_ended(client: Client, worker: User) -> None:
    made = {"name": "desk", "until_date": "2027-01-01"}
    page = client.post("/me/security/tokens/", made).content.decode()
    secret = page.split("readonly>")[1].split("<")[0]
    assert selectors.user_of_token(secret, timezone.now()) == worker
    assert secret not in client.get("/me/security/").content.decode()
    token = Token.objects.get()
    client.post(f"/me/security/tokens/{token.pk}/revoke/")
    assert selectors.user_of_token(secret, timezone.now()) is None


def test_a_token_without_a_name_is_refused_in_the_form(client: Client, worker: User) -> None:
    answer = client.post("/me/security/tokens/", {"name": " ", "until_date": "2027-01-01"})
    assert answer.status_code == 422


def test_nobody_ends_the_token_of_another(
    client: Client, worker: User, town: Neighbourhood
) -> None:
    client.post("/me/security/tokens/", {"name": "desk", "until_date": "2027-01-01"})
    client.force_login(town.users["next_worker"])
    token = Token.objects.get()
    assert client.post(f"/me/security/tokens/{token.pk}/revoke/").status_code == 404


def test_a_resident_is_not_bothered_with_passwords(client: Client, town: Neighbourhood) -> None:
    resident = town.users["resident"]
    resident.set_unusable_password()
    resident.save()
    client.force_login(resident)
    page = client.get("/me/security/").content.decode()
    assert "/me/security/password/" not in page and "/me/security/tokens/" not in page
