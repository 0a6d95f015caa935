"""Two clerks at once, on whichever database the tests run: nothing is lost without a word."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from liren.core import audit
from liren.core.errors import LirenError
from liren.core.permissions import SYSTEM
from liren.people import services
from liren.people.models import Fact, Join, Person, State
from liren.people.services import New, Result, Status, Write, put, put_all
from tests.factories.neighbourhood import MONDAY_MORNING, neighbourhood
from tests.people.scenes import number, person

NOW: datetime = MONDAY_MORNING
AT_ONCE = 8


def race(*attempts: Callable[[], str]) -> Counter[str]:
    """Start them together; what each was told."""
    gate, told = Barrier(len(attempts)), Counter[str]()

    def run(attempt: Callable[[], str]) -> None:
        gate.wait()
        try:
            told[attempt()] += 1
        except LirenError as refused:
            told[refused.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def word(result: Result, name: str) -> str:
    return str(result.outcomes[name].status)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_saw_the_same_value_one_writes_and_the_others_see_it() -> None:
    town = neighbourhood()
    wang = person(town.home, NOW, phone="15400000001")

    def attempt(at: int) -> Callable[[], str]:
        values = {"phone": f"1540000100{at}"}
        by = town.users["worker"] if at % 2 else town.users["secretary"]
        return lambda: word(
            put(subject=wang, values=values, source="x", by=by, now=NOW, base=0), "phone"
        )

    told = race(*(attempt(at) for at in range(AT_ONCE)))
    assert told == {Status.ACCEPTED: 1, Status.CONFLICT: AT_ONCE - 1}
    assert Fact.objects.filter(state=State.CURRENT).count() == 1
    assert Person.objects.get().revision == 1 and audit.verify() == []


@pytest.mark.django_db(transaction=True)
def test_different_elements_of_one_record_are_both_kept() -> None:
    town = neighbourhood()
    wang = person(town.home, NOW)
    given = {"sex": "2", "education": "80", "residency": "here", "marital_status": "30"}

    def attempt(name: str, value: str) -> Callable[[], str]:
        return lambda: word(
            put(subject=wang, values={name: value}, source="x", by=SYSTEM, now=NOW, base=0), name
        )

    told = race(*(attempt(name, value) for name, value in given.items()))
    assert told == {Status.ACCEPTED: 4}
    row = Person.objects.get()
    assert {name: getattr(row, name) for name in given} == given and row.revision == 4


@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_once_however_many_enter_it() -> None:
    town = neighbourhood()
    values = {"name": "王桂英", "home": town.home, "id_number": number(1)}

    def attempt() -> str:
        return word(
            put(subject=New("person"), values=values, source="x", by=SYSTEM, now=NOW), "id_number"
        )

    told = race(*[attempt] * AT_ONCE)
    assert told[Status.ACCEPTED] == 1
    assert told[Status.CONFLICT] + told["people.already_there"] == AT_ONCE - 1
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_batches_over_the_same_people_in_other_orders_both_end() -> None:
    town = neighbourhood()
    rows = [person(town.home, NOW, name=f"居民{n}") for n in range(40)]

    def batch(order: list[Person], remark: str) -> Callable[[], str]:
        writes = [Write(subject=row, values={"remark": remark}) for row in order]

        def run() -> str:
            put_all(writes, source="x", by=SYSTEM, now=NOW)
            return "done"

        return run

    told = race(batch(rows, "甲"), batch(rows[::-1], "乙"))
    assert told == {"done": 2}
    assert len(set(Person.objects.values_list("remark", flat=True))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_join_the_other_way_round_make_one_join() -> None:
    town = neighbourhood()
    one, other = person(town.home, NOW), person(town.home, NOW)

    def attempt(origin: Person, survivor: Person) -> Callable[[], str]:
        def run() -> str:
            services.join(origin=origin, survivor=survivor, reason="x", by=SYSTEM, now=NOW)
            return "done"

        return run

    told = race(attempt(one, other), attempt(other, one))
    assert told == {"done": 1, "people.same_person": 1}
    assert Join.objects.count() == 1 == Person.objects.filter(merged_into=None).count()
