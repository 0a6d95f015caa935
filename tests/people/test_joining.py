"""Joins of persons, which move nothing and can be undone."""

from datetime import datetime

import pytest

from liren.core import audit
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import EVERYWHERE
from liren.people import selectors, services
from liren.people.models import Join, Person
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import PHONE, number, person


def into(row: Person) -> int | None:
    """What a record points to now."""
    return Person.objects.get(pk=row.pk).merged_into_id


def test_a_join_hides_the_origin_and_its_undoing_shows_it_again(
    town: Neighbourhood, now: datetime
) -> None:
    kept, double = person(town.home, now, id_number=number(1)), person(town.home, now, phone=PHONE)
    worker = town.users["worker"]
    services.join(origin=double, survivor=kept, reason="同名同生日", by=worker, now=now)
    assert list(selectors.persons(EVERYWHERE)) == [kept]
    assert list(selectors.find_by_phone(PHONE, EVERYWHERE)) == [kept]
    assert Person.objects.get(pk=double.pk).phone_index is not None  # nothing moved
    with pytest.raises(services.SamePerson):
        services.join(origin=double, survivor=kept, reason="x", by=worker, now=now)
    services.unmerge(origin=double, reason="是父子", by=worker, now=now)
    assert list(selectors.persons(EVERYWHERE)) == [kept, double]
    with pytest.raises(services.NotJoined):
        services.unmerge(origin=double, reason="x", by=worker, now=now)
    row = Join.objects.get()
    assert (row.undone_by, row.undone_reason) == (worker.audit_name, "是父子")
    assert audit.verify() == []


def test_chains_point_to_their_root_and_come_apart_where_they_were_tied(
    town: Neighbourhood, now: datetime
) -> None:
    a, b, c, d = (person(town.home, now, name=name) for name in "甲乙丙丁")
    for origin, survivor in ((a, b), (c, b), (b, d)):
        services.join(origin=origin, survivor=survivor, reason="x", by=SYSTEM, now=now)
    assert [into(one) for one in (a, b, c, d)] == [d.pk, d.pk, d.pk, None]
    services.unmerge(origin=b, reason="x", by=SYSTEM, now=now)
    assert [into(one) for one in (a, b, c, d)] == [b.pk, None, b.pk, None]
    services.unmerge(origin=a, reason="x", by=SYSTEM, now=now)
    assert [into(one) for one in (a, b, c, d)] == [None, None, b.pk, None]


def test_two_numbers_are_two_persons(town: Neighbourhood, now: datetime) -> None:
    one, other = (person(town.home, now, id_number=number(n)) for n in (1, 2))
    with pytest.raises(services.TwoNumbers):
        services.join(origin=one, survivor=other, reason="x", by=SYSTEM, now=now)


def test_a_number_given_again_meanwhile_stops_the_undoing(
    town: Neighbourhood, now: datetime
) -> None:
    double, kept = person(town.home, now, id_number=number(1)), person(town.home, now)
    services.join(origin=double, survivor=kept, reason="x", by=SYSTEM, now=now)
    person(town.home, now, id_number=number(1))
    with pytest.raises(services.NumberTakenMeanwhile):
        services.unmerge(origin=double, reason="x", by=SYSTEM, now=now)
    assert into(double) == kept.pk


def test_only_the_keeper_joins_and_says_why(town: Neighbourhood, now: datetime) -> None:
    one, other = person(town.home, now), person(town.home, now)
    with pytest.raises(services.WhyMissing):
        services.join(origin=one, survivor=other, reason=" ", by=SYSTEM, now=now)
    for name in ("grid_worker", "next_worker"):
        with pytest.raises(PermissionMissing):
            services.join(origin=one, survivor=other, reason="x", by=town.users[name], now=now)
