"""The narrow door to the register of persons."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.accounts import selectors as accounts
from liren.accounts import services as account_services
from liren.accounts.domain.phones import PhoneUnusable
from liren.accounts.models import User
from liren.core import audit
from liren.core.crypto import SealBroken
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import Scope
from liren.people import selectors, services
from liren.people.models import Person
from liren.people.services import NewPerson
from tests.factories.neighbourhood import Neighbourhood

PHONE = "138 1234 8383"


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    new = NewPerson(name="王桂英", place=town.home, phone=PHONE, birth_year=1948, lives_alone=True)
    return services.add_person(new, by=town.users["worker"], now=now)


def test_a_person_is_kept_with_a_sealed_number(wang: Person, town: Neighbourhood) -> None:
    stored = bytes(Person.objects.get().phone_sealed or b"")
    assert b"13812348383" not in stored
    assert wang.place_path == town.home.path
    assert "8383" not in str(list(AuditEvent.objects.values()))
    assert "王桂英" not in str(list(AuditEvent.objects.values()))


def test_only_the_community_adds_persons_and_only_at_home(
    town: Neighbourhood, now: datetime
) -> None:
    new = NewPerson(name="王桂英", place=town.home)
    for name in ("grid_worker", "next_worker", "officer", "resident"):
        with pytest.raises(PermissionMissing):
            services.add_person(new, by=town.users[name], now=now)


def test_a_name_and_a_true_number_are_asked_for(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(services.NameMissing):
        services.add_person(NewPerson(name=" ", place=town.home), by=SYSTEM, now=now)
    with pytest.raises(PhoneUnusable):
        services.add_person(NewPerson(name="王", place=town.home, phone="12"), by=SYSTEM, now=now)


def test_many_are_added_in_few_statements(
    town: Neighbourhood,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    new = [NewPerson(name=f"居民{n}", place=town.home) for n in range(400)]
    with django_assert_max_num_queries(25):
        assert len(services.add_persons(new, by=SYSTEM, now=now)) == 400
    assert audit.verify() == []


def test_one_bad_line_adds_nobody(town: Neighbourhood, now: datetime) -> None:
    new = [NewPerson(name=name, place=town.home) for name in ("王", "")]
    with pytest.raises(services.NameMissing):
        services.add_persons(new, by=SYSTEM, now=now)
    assert not Person.objects.exists()


def test_whoever_opens_a_number_is_noted_with_the_purpose(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    worker = town.users["grid_worker"]
    assert services.phone_of(wang, by=worker, purpose="call back", now=now) == "+8613812348383"
    line = AuditEvent.objects.get(action="people.element_seen")
    assert line.actor == worker.audit_name
    assert line.data == {"element": "person.phone", "purpose": "call back"}


def test_the_next_grid_and_a_missing_purpose_are_refused(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    with pytest.raises(PermissionMissing):
        services.phone_of(wang, by=town.users["next_grid_worker"], purpose="call back", now=now)
    with pytest.raises(services.PurposeMissing):
        services.phone_of(wang, by=town.users["grid_worker"], purpose=" ", now=now)


def test_a_number_pasted_onto_another_person_does_not_open(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    other = services.add_person(NewPerson(name="李", place=town.home), by=SYSTEM, now=now)
    other.phone_sealed = wang.phone_sealed
    with pytest.raises(SealBroken):
        services.phone_of(other, by=SYSTEM, purpose="call back", now=now)


def test_a_person_is_found_by_number_inside_the_scope_only(
    wang: Person, town: Neighbourhood
) -> None:
    own = Scope.of([town.places["grid"].path])
    next_grid = Scope.of([town.places["next_grid"].path])
    assert list(selectors.find_by_phone("13812348383", own)) == [wang]
    assert not selectors.find_by_phone("13812348383", next_grid).exists()
    with pytest.raises(selectors.PersonUnknown):
        selectors.person(next_grid, wang.pk)


def test_an_account_belongs_to_one_person(wang: Person, town: Neighbourhood, now: datetime) -> None:
    resident = town.users["resident"]
    services.link_user(person=wang, user=resident, by=SYSTEM, now=now)
    services.link_user(person=wang, user=resident, by=SYSTEM, now=now)
    assert selectors.person_of(resident) == wang
    other = services.add_person(NewPerson(name="李", place=town.home), by=SYSTEM, now=now)
    with pytest.raises(services.AlreadyLinked):
        services.link_user(person=other, user=resident, by=SYSTEM, now=now)
    with pytest.raises(services.AlreadyLinked):
        services.link_user(person=wang, user=town.users["worker"], by=SYSTEM, now=now)


def signed_in_by_phone() -> User:
    now = timezone.now()
    code = accounts.open_code(account_services.request_code(phone=PHONE, now=now).pk, now)
    assert code is not None
    return account_services.redeem_code(phone=PHONE, code=code.code, now=now)


def test_a_resident_who_signs_in_is_known_by_the_number(
    wang: Person, run_jobs: Callable[[], int]
) -> None:
    user = signed_in_by_phone()
    run_jobs()
    assert selectors.person_of(user) == wang


def test_a_number_that_a_family_shares_links_nobody(
    wang: Person, town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    services.add_person(NewPerson(name="王父", place=town.home, phone=PHONE), by=SYSTEM, now=now)
    user = signed_in_by_phone()
    run_jobs()
    assert selectors.person_of(user) is None
