"""The pages of the security officer and the audit officer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liren.accounts import services
from liren.accounts.models import Grant, SecondFactor, User
from liren.core import audit
from liren.core.models import AuditEvent
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def officer(town: Neighbourhood, client: Client) -> User:
    client.force_login(town.users["security_officer"])
    return town.users["security_officer"]


def new_role(town: Neighbourhood, role: str = "grid_worker", place: str = "grid") -> dict[str, str]:
    return {
        "role": role,
        "place": str(town.places[place].pk),
        "party": str(town.parties["committee"].pk),
        "from_date": "2026-01-02",
    }


def test_people_are_listed_and_found(client: Client, officer: User, town: Neighbourhood) -> None:
    assert "next_grid_worker" in client.get("/office/users/").content.decode()
    found = client.get("/office/users/?q=duty").content.decode()
    assert "duty_officer" in found and "grid_worker" not in found
    nobody = client.get("/office/users/?q=zzz").content.decode()
    assert "/office/users/add/" in nobody


def test_somebody_is_added_with_a_first_role(
    client: Client, officer: User, town: Neighbourhood
) -> None:
    who = {"username": "zhou", "name": "周敏", "password": "moss under the bridge"}
    response = client.post("/office/users/add/", who | new_role(town))
    added = User.objects.get(username="zhou")
    assert response["Location"] == f"/office/users/{added.pk}/"
    assert added.grants.get().place == town.places["grid"]


def test_a_refused_role_leaves_no_user_and_keeps_what_was_typed(
    client: Client, officer: User, town: Neighbourhood
) -> None:
    who = {"username": "worker", "name": "周敏", "password": "moss under the bridge"}
    count = User.objects.count()
    response = client.post("/office/users/add/", who | new_role(town))
    assert response.status_code == 422
    assert "周敏" in response.content.decode()
    assert User.objects.count() == count


def test_a_role_is_given_and_ended(client: Client, officer: User, town: Neighbourhood) -> None:
    page = f"/office/users/{town.users['worker'].pk}/"
    assert client.post(page, new_role(town)).status_code == 302
    grant = Grant.objects.get(user=town.users["worker"], role="grid_worker")
    client.post(f"{page}grants/{grant.pk}/end/")
    grant.refresh_from_db()
    assert grant.ended_at is not None
    assert client.get(page).status_code == 200


def test_two_offices_are_refused_inside_the_form(
    client: Client, officer: User, town: Neighbourhood
) -> None:
    page = f"/office/users/{town.users['audit_officer'].pk}/"
    response = client.post(page, new_role(town, "system_officer", "street"))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_locked_account_is_opened(client: Client, officer: User, town: Neighbourhood) -> None:
    worker = town.users["worker"]
    worker.locked_until = timezone.now() + timedelta(minutes=10)
    worker.save()
    page = f"/office/users/{worker.pk}/"
    assert "unlock/" in client.get(page).content.decode()
    client.post(f"{page}unlock/")
    worker.refresh_from_db()
    assert worker.locked_until is None


def test_whoever_lost_the_password_starts_anew(
    client: Client, officer: User, town: Neighbourhood
) -> None:
    worker = town.users["worker"]
    services.begin_second_factor(user=worker, now=timezone.now())
    page = f"/office/users/{worker.pk}/start/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"password": "1234"}).status_code == 422
    assert client.post(page, {"password": "moss under the bridge"}).status_code == 302
    signed_in = services.sign_in(
        username="worker", password="moss under the bridge", now=timezone.now()
    )
    assert signed_in == worker and not SecondFactor.objects.exists()


def test_ones_own_password_is_not_changed_this_way(client: Client, officer: User) -> None:
    page = f"/office/users/{officer.pk}/start/"
    assert client.post(page, {"password": "moss under the bridge"}).status_code == 422


def test_an_account_is_closed_and_its_session_ends(
    client: Client, officer: User, town: Neighbourhood
) -> None:
    worker, theirs = town.users["worker"], Client()
    theirs.force_login(worker)
    client.post(f"/office/users/{worker.pk}/active/", {"active": "0"})
    assert theirs.get("/me/security/").status_code == 302


def test_people_of_the_next_community_are_not_found(client: Client, town: Neighbourhood) -> None:
    local = User.objects.create(username="local", name="local")
    grant = Grant(user=local, role="security_officer", from_date="2026-01-01")
    grant.put_at(town.places["community"])
    grant.save()
    client.force_login(local)
    stranger = town.users["next_worker"].pk
    assert client.get(f"/office/users/{stranger}/").status_code == 404
    assert client.post(f"/office/users/{stranger}/unlock/").status_code == 404
    outside = client.post(
        f"/office/users/{town.users['worker'].pk}/", new_role(town, place="next_community")
    )
    assert outside.status_code == 422


def test_others_do_not_come_in(client: Client, town: Neighbourhood) -> None:
    for name in ("worker", "administrator", "system_officer", "resident"):
        client.force_login(town.users[name])
        assert client.get("/office/users/").status_code == 403
        assert client.get("/office/audit/").status_code == 403
    client.force_login(town.users["security_officer"])
    assert client.get("/office/audit/").status_code == 403


def test_the_log_is_read_searched_and_checked(client: Client, town: Neighbourhood) -> None:
    client.force_login(town.users["audit_officer"])
    worker = town.users["worker"]
    for _ in range(60):
        audit.record("tests.done", worker, by=worker, at=timezone.now())
    first = client.get("/office/audit/").content.decode()
    assert first.count("tests.done") == 50 and "before=" in first
    found = client.get("/office/audit/?actor=nobody&from_date=2026-01-01").content.decode()
    assert "tests.done" not in found
    whole = client.post("/office/audit/verify/", follow=True).content.decode()
    assert "notice-success" in whole
    AuditEvent.objects.filter(sequence=7).update(action="tests.undone")
    broken = client.post("/office/audit/verify/", follow=True).content.decode()
    assert "notice-error" in broken and "7" in broken
