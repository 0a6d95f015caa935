"""A security officer of one community wants to be somebody with more."""

from datetime import date, datetime

import pytest

from liren.accounts import services
from liren.accounts.models import Grant, User
from liren.core.permissions import PermissionMissing
from tests.factories.neighbourhood import BEGUN, Neighbourhood


def granted(town: Neighbourhood, user: User, role: str, place: str, until: date | None) -> None:
    grant = Grant(user=user, role=role, from_date=BEGUN, until_date=until)
    grant.put_at(town.places[place])
    grant.save()
    user.forget_grants()


@pytest.fixture
def small_officer(town: Neighbourhood) -> User:
    user = User.objects.create(username="small", name="small")
    granted(town, user, "security_officer", "community", None)
    return user


def test_nobody_becomes_a_superior_by_a_new_first_password(
    town: Neighbourhood, small_officer: User, now: datetime
) -> None:
    superior, password = town.users["duty_officer"], "long enough 9"
    granted(town, superior, "community_worker", "community", None)
    with pytest.raises(PermissionMissing):
        services.start_anew(user=superior, password=password, by=small_officer, now=now)
    own = town.users["worker"]
    assert services.start_anew(user=own, password=password, by=small_officer, now=now)


def test_nobody_makes_a_token_in_the_name_of_a_colleague(
    town: Neighbourhood, now: datetime
) -> None:
    officer = town.users["security_officer"]
    with pytest.raises(PermissionMissing):
        services.make_token(
            user=town.users["secretary"], name="x", until_date=None, by=officer, now=now
        )
