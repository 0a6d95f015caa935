"""Labels change with the register and the calendar; special groups lie apart."""

from datetime import date, datetime, timedelta

import pytest
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import EVERYWHERE
from liren.people import selectors, services
from liren.people.models import Person, PersonLabel, SpecialCase, Viewing
from liren.people.services import New, NewSpecialCase, Write, put, put_all
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import SOURCE, person


def labels(row: Person) -> set[str]:
    return set(PersonLabel.objects.filter(person=row).values_list("key", flat=True))


def test_whoever_moves_in_or_leaves_changes_the_labels_of_the_others(
    town: Neighbourhood, now: datetime
) -> None:
    wang = person(town.home, now, birth_date="1940-03-04")
    assert labels(wang) == {"elder", "aged", "lives_alone", "elder_alone"}
    child = person(town.home, now, name="王小", birth_date="1970")
    assert labels(wang) == {"elder", "aged"} and labels(child) == set()
    put(subject=child, values={"home": town.places["building"]}, source="x", by=SYSTEM, now=now)
    assert "lives_alone" in labels(wang)
    put(subject=wang, values={"left_on": "2026-11-16"}, source="x", by=SYSTEM, now=now)
    assert labels(wang) == set()


def test_labels_of_a_day_come_with_the_calendar(town: Neighbourhood, now: datetime) -> None:
    wang = person(town.home, now, birth_date="1966-11-18")
    person(town.home, now, name="孙", birth_date="2020")
    assert labels(wang) == set()
    services.come_of_age(now + timedelta(days=1))
    assert labels(wang) == set()
    services.come_of_age(now + timedelta(days=2))
    assert labels(wang) == {"elder"}
    services.come_of_age(now + timedelta(days=3))
    assert PersonLabel.objects.filter(person=wang).count() == 1


def test_a_canary_is_nobody_to_be_told(town: Neighbourhood, now: datetime) -> None:
    wang, bird = person(town.home, now), person(town.home, now)
    services.plant_canary(person=bird, by=SYSTEM, now=now)
    assert list(selectors.labelled(EVERYWHERE, [])) == [wang]


def test_labels_cost_the_same_for_one_and_for_many(
    town: Neighbourhood, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    new = [
        Write(
            subject=New("person"),
            values={"name": f"居民{n}", "home": town.home, "birth_date": "1940"},
        )
        for n in range(300)
    ]
    with django_assert_max_num_queries(30):
        put_all(new, source=SOURCE, by=SYSTEM, now=now)
    assert PersonLabel.objects.filter(key="empty_nest").count() == 300


def test_a_register_older_than_its_labels_gets_them_once(
    town: Neighbourhood, now: datetime
) -> None:
    from liren.people.models import writing

    wang = person(town.home, now, birth_date="1940")
    with writing():
        PersonLabel.objects.all().delete()
    services.come_of_age(now)
    assert "elder_alone" in labels(wang)


NEW = NewSpecialCase(
    group="社区矫正", note="每月报到", basis="社区矫正决定书", since=date(2026, 1, 1)
)


def test_the_store_of_special_groups_is_off(town: Neighbourhood, now: datetime) -> None:
    wang = person(town.home, now)
    with pytest.raises(services.SpecialOff):
        services.enter_special(person=wang, new=NEW, by=SYSTEM, now=now)
    with pytest.raises(services.SpecialOff):
        services.special_cases_of(person=wang, purpose="x", by=SYSTEM, now=now)
    assert not SpecialCase.objects.exists()


@override_settings(LIREN_SPECIAL_GROUPS=True)
def test_where_it_is_on_every_look_is_noted_and_nothing_lies_in_clear(
    town: Neighbourhood, now: datetime
) -> None:
    wang, by = person(town.home, now), town.users["secretary"]
    with pytest.raises(PermissionMissing):
        services.enter_special(person=wang, new=NEW, by=town.users["worker"], now=now)
    row = services.enter_special(person=wang, new=NEW, by=by, now=now)
    found = services.special_cases_of(person=wang, purpose="走访", by=by, now=now)
    assert found == [(row, "社区矫正", "每月报到")]
    assert Viewing.objects.get().element == "special"
    assert "矫正" not in str(list(AuditEvent.objects.values()))
    assert "矫正决定书" not in bytes(SpecialCase.objects.get().content_sealed).decode("latin1")
    services.end_special(case=row, on=now.date(), by=by, now=now)
    assert services.special_cases_of(person=wang, purpose="走访", by=by, now=now) == []
