"""Roles, given and taken."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from liren.accounts import selectors, services
from liren.accounts.models import Grant, User
from liren.accounts.services import NewParty, Post
from liren.core import audit
from liren.core.permissions import SYSTEM, PermissionMissing
from tests.factories.neighbourhood import Neighbourhood

TODAY = date(2026, 11, 16)


def post(town: Neighbourhood, role: str, place: str = "community") -> Post:
    return Post(role=role, place=town.places[place], from_date=TODAY)


def officer(town: Neighbourhood) -> User:
    return town.users["security_officer"]


def test_a_role_at_a_place_is_given(town: Neighbourhood, now: datetime) -> None:
    resident = town.users["resident"]
    wanted = replace(post(town, "grid_worker", "grid"), party=town.parties["committee"])
    services.grant_role(user=resident, post=wanted, by=officer(town), now=now)
    assert selectors.parties_of(resident, now) == [town.parties["committee"]]
    assert selectors.workers_at(town.home.path, "grid_worker", now)[-1] == resident
    assert audit.verify() == []


@pytest.mark.parametrize("name", ["secretary", "administrator", "system_officer", "resident"])
def test_only_the_security_officer_gives_roles(
    town: Neighbourhood, now: datetime, name: str
) -> None:
    with pytest.raises(PermissionMissing):
        services.grant_role(
            user=town.users["resident"],
            post=post(town, "grid_worker"),
            by=town.users[name],
            now=now,
        )


def test_nobody_gives_outside_the_own_area(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(PermissionMissing):
        services.grant_role(
            user=town.users["resident"],
            post=post(town, "grid_worker", "city"),
            by=officer(town),
            now=now,
        )


def test_nobody_gives_a_role_to_themselves(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(services.OwnGrant):
        services.grant_role(
            user=officer(town), post=post(town, "grid_worker"), by=officer(town), now=now
        )


@pytest.mark.parametrize("wanted", ["system_officer", "security_officer"])
def test_the_three_offices_stay_apart_and_the_refusal_names_both(
    town: Neighbourhood, now: datetime, wanted: str
) -> None:
    auditor = town.users["audit_officer"]
    with pytest.raises(services.OfficesSeparate) as refused:
        services.grant_role(user=auditor, post=post(town, wanted), by=officer(town), now=now)
    assert refused.value.data["held"] == "audit_officer"
    assert refused.value.data["wanted"] == wanted


def test_an_office_is_free_again_when_the_other_has_ended(
    town: Neighbourhood, now: datetime
) -> None:
    auditor = town.users["audit_officer"]
    services.end_grant(grant=auditor.grants.get(), by=officer(town), now=now)
    services.grant_role(user=auditor, post=post(town, "system_officer"), by=officer(town), now=now)


def test_ending_a_role_works_at_once_and_keeps_the_record(
    town: Neighbourhood, now: datetime
) -> None:
    worker = town.users["worker"]
    services.end_grant(grant=worker.grants.get(), by=officer(town), now=now)
    assert not selectors.is_staff(worker, now)
    assert selectors.is_staff(worker, now - timedelta(minutes=1))
    assert Grant.objects.filter(user=worker).count() == 1


def test_a_role_can_be_given_again_on_the_day_it_was_ended(
    town: Neighbourhood, now: datetime
) -> None:
    resident, by = town.users["resident"], officer(town)
    grant = services.grant_role(user=resident, post=post(town, "grid_worker"), by=by, now=now)
    with pytest.raises(services.AlreadyGranted):
        services.grant_role(user=resident, post=post(town, "grid_worker"), by=by, now=now)
    services.end_grant(grant=grant, by=by, now=now)
    services.grant_role(user=resident, post=post(town, "grid_worker"), by=by, now=now)


def test_nonsense_is_refused(town: Neighbourhood, now: datetime) -> None:
    resident, by = town.users["resident"], officer(town)
    with pytest.raises(services.RoleUnknown):
        services.grant_role(user=resident, post=post(town, "emperor"), by=by, now=now)
    backwards = replace(post(town, "grid_worker"), until_date=TODAY - timedelta(days=1))
    with pytest.raises(services.GrantEndsBeforeItBegins):
        services.grant_role(user=resident, post=backwards, by=by, now=now)


def test_users_are_added_once_and_with_a_good_password(town: Neighbourhood, now: datetime) -> None:
    def add(password: str, by: User) -> User:
        return services.add_user(username="zhou", name="周敏", password=password, by=by, now=now)

    with pytest.raises(PermissionMissing):
        add("moss under the bridge", town.users["worker"])
    with pytest.raises(services.PasswordWeak):
        add("1234", officer(town))
    add("moss under the bridge", officer(town))
    with pytest.raises(services.UsernameTaken):
        add("moss under the bridge", officer(town))


def test_the_system_officer_adds_parties(town: Neighbourhood, now: datetime) -> None:
    new = NewParty(key="water", kind="department", name="水务局")
    place = town.places["street"]
    with pytest.raises(PermissionMissing):
        services.add_party(new, place=place, by=officer(town), now=now)
    party = services.add_party(new, place=place, by=town.users["system_officer"], now=now)
    assert selectors.party_by_key("water") == party
    with pytest.raises(services.KeyTaken):
        services.add_party(replace(new, name="供水局"), place=place, by=SYSTEM, now=now)


def test_closing_an_account_takes_its_place_in_lists(town: Neighbourhood, now: datetime) -> None:
    grid_worker = town.users["grid_worker"]
    services.set_active(user=grid_worker, active=False, by=officer(town), now=now)
    assert grid_worker not in selectors.workers_at(town.home.path, "grid_worker", now)
