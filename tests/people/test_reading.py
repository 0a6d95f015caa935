"""Masked by default; opened for a purpose, noted or not shown; lists by place."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from liren.core import audit, events
from liren.core.errors import LirenError
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import EVERYWHERE, Scope
from liren.people import selectors, services
from liren.people.models import Person, Viewing
from liren.people.services import New, put
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import OTHER_PHONE, PHONE, number, person

ID_NUMBER = selectors.element("person.id_number")
TELEPHONE = selectors.element("person.phone")


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    return person(
        town.home, now, phone=PHONE, id_number=number(1), registered_address="某省某市某路 1 号"
    )


def test_a_card_shows_too_little_to_use_and_where_it_comes_from(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    put(subject=wang, values={"residency": "here"}, source="走访", by=town.users["worker"], now=now)
    shown = {one.element.field: one for one in selectors.card(Person.objects.get())}
    assert shown["id_number"].text == f"999***********{number(1)[-4:]}"
    assert shown["phone"].text == "154****1234" and shown["phone"].is_masked
    assert shown["registered_address"].text == "某省某市某路…"
    assert (shown["residency"].text, shown["residency"].source) == ("户籍在册", "走访")
    assert shown["name"].by == "system" and "email" not in shown
    assert number(1) not in str(shown) and PHONE not in str(shown)


def test_a_value_is_opened_for_a_purpose_and_noted(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    worker = town.users["grid_worker"]
    text = services.unmask(record=wang, element=ID_NUMBER, purpose="低保核查", by=worker, now=now)
    assert text == number(1)
    seen = Viewing.objects.get()
    assert (seen.viewer, seen.purpose, seen.element) == (
        worker.audit_name, "低保核查", "person.id_number",
    )  # fmt: skip
    line = AuditEvent.objects.get(action="people.element_seen")
    assert line.subject == f"people.person:{wang.pk}" and number(1) not in str(line.data)


def test_nothing_is_shown_where_the_look_cannot_be_noted(
    wang: Person, town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(audit, "record_all", full)
    with pytest.raises(OSError, match="no space"):
        services.unmask(
            record=wang, element=ID_NUMBER, purpose="核查", by=town.users["worker"], now=now
        )
    assert not Viewing.objects.exists()


@override_settings(LIREN_SPECIAL_GROUPS=True)
def test_no_other_look_shows_anything_that_cannot_be_noted(
    wang: Person, town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, me = town.users["secretary"], services.Oneself(person_id=wang.pk)
    group = services.NewSpecialCase(group="社区矫正", note="", basis="决定书", since=now.date())
    services.enter_special(person=wang, new=group, by=by, now=now)

    def full(*told: object) -> None:
        raise DatabaseError("no space left")

    monkeypatch.setattr(audit, "insert", full)
    for look in (
        lambda: services.phone_of(wang, by=by, purpose="通知停水", now=now),
        lambda: services.special_cases_of(person=wang, purpose="走访", by=by, now=now),
        lambda: services.take_copy(person=wang, form="json", by=me, now=now),
        lambda: services.addresses_of([wang], place=town.home, by=by, purpose="停水", now=now),
    ):
        with pytest.raises(DatabaseError):
            look()
    assert not Viewing.objects.exists()


@pytest.mark.parametrize(
    ("user", "purpose", "error"),
    [
        ("worker", " ", services.PurposeMissing),
        ("next_grid_worker", "核查", PermissionMissing),
        ("next_worker", "核查", PermissionMissing),
        ("duty_officer", "核查", PermissionMissing),
        ("administrator", "核查", PermissionMissing),
    ],
)
def test_who_may_not_or_does_not_say_why_is_refused(
    user: str, purpose: str, error: type[LirenError], wang: Person, town: Neighbourhood,
    now: datetime,
) -> None:  # fmt: skip
    with pytest.raises(error):
        services.unmask(
            record=wang, element=TELEPHONE, purpose=purpose, by=town.users[user], now=now
        )
    assert not Viewing.objects.exists()


@override_settings(LIREN_PERSONS_AN_HOUR=3)
def test_more_persons_than_work_explains_are_refused_and_told(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[events.Event] = []
    monkeypatch.setitem(events._handlers, "heard", heard.append)
    monkeypatch.setitem(events._subscribers, "people.looked_at_many", ["heard"])
    rows = [person(town.home, now, name=f"居民{n}", phone=PHONE) for n in range(5)]
    by = town.users["worker"]

    def look(row: Person, at: datetime) -> str:
        return services.unmask(record=row, element=TELEPHONE, purpose="走访", by=by, now=at)

    for row in [*rows[:3], *rows[:3]]:  # again is not more
        look(row, now)
    with pytest.raises(services.TooManyViewed):
        look(rows[3], now)
    assert look(rows[0], now) and look(rows[3], now + timedelta(minutes=61))
    assert AuditEvent.objects.filter(action="people.too_many_viewed").count() == 1
    assert DBTaskResult.objects.filter(task_path="liren.core.events.tell").count() == 1


@override_settings(LIREN_PERSONS_AN_HOUR=1)
def test_numbers_for_a_task_are_noted_and_not_counted(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    other = person(town.home, now, phone=OTHER_PHONE)
    by = town.users["worker"]
    for row in (wang, other):
        services.phone_of(row, by=by, purpose="announcement 1", now=now)
    assert services.unmask(record=wang, element=TELEPHONE, purpose="走访", by=by, now=now)
    assert selectors.viewings_of(wang).count() == 2


def test_whoever_opens_a_canary_is_told_of(
    wang: Person, town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(events._handlers, "heard", lambda fact: None)
    monkeypatch.setitem(events._subscribers, "people.canary_viewed", ["heard"])
    with pytest.raises(PermissionMissing):
        services.plant_canary(person=wang, by=town.users["worker"], now=now)
    services.plant_canary(person=wang, by=town.users["audit_officer"], now=now)
    by = town.users["grid_worker"]
    services.unmask(record=wang, element=TELEPHONE, purpose="走访", by=by, now=now)
    services.phone_of(wang, by=by, purpose="announcement 1", now=now)
    told = DBTaskResult.objects.filter(task_path="liren.core.events.tell")
    assert told.count() == 2


def test_lists_go_on_from_a_mark_in_the_order_of_the_doors(
    town: Neighbourhood, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(7):
        person(town.home if n % 2 else town.places["next_building"], now, name=f"居民{n}")
    scope, seen, mark = Scope.of([town.places["street"].path]), [], ""
    while True:
        with django_assert_num_queries(1):
            page = selectors.page_of(scope, after=mark, size=3)
        seen += page.rows
        mark = page.following
        if not mark:
            break
    assert seen == list(selectors.persons(EVERYWHERE)) and len(seen) == 7
    own = Scope.of([town.places["grid"].path])
    assert [p.name for p in selectors.page_of(own).rows] == ["居民1", "居民3", "居民5"]


def test_a_number_is_found_exactly_and_inside_the_scope_only(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    own = Scope.of([town.places["grid"].path])
    typed = f" {number(1)[:6]} {number(1)[6:14]}-{number(1)[14:].lower()}"
    assert selectors.by_id_number(own, typed) == wang
    for scope, text in (
        (own, number(2)),
        (own, number(1)[:17]),
        (Scope.of([town.places["next_grid"].path]), number(1)),
    ):
        with pytest.raises(selectors.PersonUnknown):
            selectors.by_id_number(scope, text)


def test_counts_are_by_kind_and_scope(town: Neighbourhood, now: datetime) -> None:
    for kind in ("here", "here", "floating", ""):
        person(town.home, now, residency=kind)
    person(town.places["next_building"], now, residency="here")
    grid = Scope.of([town.places["grid"].path])
    assert selectors.counts_by_residency(grid) == {"here": 2, "floating": 1, "": 1}


def test_a_survivor_shows_what_only_its_origin_knows(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    kept = person(town.home, now, sex="2")
    services.join(origin=wang, survivor=kept, reason="x", by=SYSTEM, now=now)
    shown = {one.element.field: one for one in selectors.card(kept)}
    assert shown["sex"].origin == kept.pk and shown["phone"].origin == wang.pk
    assert selectors.by_id_number(EVERYWHERE, number(1)) == kept
    services.unmerge(origin=wang, reason="x", by=SYSTEM, now=now)
    assert "phone" not in {one.element.field for one in selectors.card(kept)}


def test_who_owns_and_who_lives_where(wang: Person, town: Neighbourhood, now: datetime) -> None:
    values = {"person": wang, "home": town.home, "role": "产权人", "since": "2020-01-01"}
    put(subject=New("residence"), values=values, source="x", by=SYSTEM, now=now)
    on = now.date()
    assert [r.person for r in selectors.owners_in(town.places["building"], on)] == [wang]
    assert not selectors.owners_in(town.places["building"], on.replace(year=2019)).exists()
    assert [r.role for r in selectors.living_in([town.home.pk], on)] == ["lives"]
