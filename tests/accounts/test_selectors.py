"""Who is near, who leads, who may."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from liren.accounts import selectors, services
from liren.accounts.models import Grant
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import LogQuery
from liren.cases.permissions import CasePermission
from liren.core import audit
from liren.core.permissions import PermissionMissing
from liren.core.scope import Scope
from tests.factories.neighbourhood import Neighbourhood


def test_the_nearest_worker_comes_first(
    town: Neighbourhood, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = selectors.users_with(CasePermission.CHECK, town.home, now)
    names = [user.username for user in found]
    assert names[0] == "grid_worker"
    assert "next_grid_worker" not in names and "worker" in names[1:]


def test_a_permission_finds_its_holders_from_near_to_far(
    town: Neighbourhood, now: datetime
) -> None:
    found = selectors.users_with(AccountPermission.GRANT, town.home, now)
    assert found == [town.users["security_officer"]]


def test_the_worker_of_the_next_grid_is_not_asked(town: Neighbourhood, now: datetime) -> None:
    assert selectors.workers_at(town.home.path, "grid_worker", now) == [town.users["grid_worker"]]


def test_the_community_answers_before_the_street(
    town: Neighbourhood, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert selectors.community_party(town.home) == town.parties["committee"]
    assert selectors.community_party(town.places["street"]) == town.parties["street_office"]
    assert selectors.community_party(town.places["city"]) is None


def test_whoever_is_named_leads(town: Neighbourhood, now: datetime) -> None:
    Grant.objects.filter(user=town.users["worker"]).update(leads=True)
    assert selectors.head_of(town.parties["committee"], now) == town.users["worker"]


def test_lists_of_users_end_at_the_scope(town: Neighbourhood) -> None:
    scope = Scope.of([town.places["community"].path])
    names = {user.username for user in selectors.users_in(scope)}
    assert "worker" in names and "next_worker" not in names
    with pytest.raises(selectors.UserUnknown):
        selectors.user_in(scope, town.users["next_worker"].pk)


def test_a_token_stands_for_its_owner_in_one_query(
    town: Neighbourhood, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    worker = town.users["worker"]
    token, secret = services.make_token(
        user=worker, name="desk", until_date=now.date(), by=worker, now=now
    )
    with django_assert_num_queries(1):
        found = selectors.user_of_token(secret, now)
        assert found is not None and found.name == worker.name
    assert secret.encode() not in bytes(token.hash)
    assert selectors.user_of_token(secret, now + timedelta(days=1)) is None
    assert selectors.user_of_token("liren_guess", now) is None


def test_a_revoked_token_and_that_of_a_closed_account_open_nothing(
    town: Neighbourhood, now: datetime
) -> None:
    worker, by = town.users["worker"], town.users["security_officer"]
    first, first_secret = services.make_token(
        user=worker, name="first", until_date=None, by=worker, now=now
    )
    _, second_secret = services.make_token(
        user=worker, name="second", until_date=None, by=worker, now=now
    )
    services.revoke_token(token=first, by=by, now=now)
    assert selectors.user_of_token(first_secret, now) is None
    services.set_active(user=worker, active=False, by=by, now=now)
    assert selectors.user_of_token(second_secret, now) is None


def test_nobody_makes_a_token_for_a_stranger(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(PermissionMissing):
        services.make_token(
            user=town.users["worker"],
            name="mine",
            until_date=None,
            by=town.users["next_worker"],
            now=now,
        )


def test_the_log_is_searched_by_subject_actor_and_day(town: Neighbourhood, now: datetime) -> None:
    worker, officer = town.users["worker"], town.users["officer"]
    audit.record("tests.done", worker, by=worker, at=now)
    audit.record("tests.done", officer, by=officer, at=now + timedelta(days=1))
    subject = audit.subject_of(worker)
    assert [e.subject for e in selectors.log_lines(LogQuery(subject=subject))] == [subject]
    assert selectors.log_lines(LogQuery(actor="officer")).count() == 1
    day = now.date()
    assert selectors.log_lines(LogQuery(from_date=day, until_date=day)).count() == 1
    assert selectors.log_lines(LogQuery()).count() == 2
