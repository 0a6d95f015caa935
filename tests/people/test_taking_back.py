"""What one source wrote is taken back, as far as nobody has said anything since."""

from datetime import datetime, timedelta

import pytest

from liren.core import audit
from liren.core.errors import NotAllowed
from liren.core.permissions import SYSTEM
from liren.people.models import Fact, Person, Residence, State
from liren.people.services import (
    Fitting,
    Status,
    Write,
    Written,
    foresee,
    put,
    take_back,
)
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import OTHER_PHONE, PHONE, SOURCE, number, person

LATER = "走访登记"


def back(
    town: Neighbourhood, now: datetime, *written: Written, source: str = LATER
) -> list[Written]:
    return take_back(
        written, source=source, at=town.places["community"], by=SYSTEM, now=now + timedelta(days=1)
    )


def test_a_value_returns_to_what_stood_before(town: Neighbourhood, now: datetime) -> None:
    wang = person(town.home, now, phone=PHONE)
    put(
        subject=wang, values={"phone": OTHER_PHONE, "remark": "x"}, source=LATER, by=SYSTEM, now=now
    )
    index = Person.objects.get().phone_index
    assert back(town, now, Written("person", wang.pk, False, ("phone", "remark"))) == []
    held = Person.objects.get()
    assert held.phone_index != index and held.remark == ""
    current = Fact.objects.get(state=State.CURRENT)
    assert (current.element, current.source) == ("phone", SOURCE)
    assert Fact.objects.filter(state=State.WITHDRAWN).count() == 2
    assert back(town, now, Written("person", wang.pk, False, ("phone",)))  # nothing of it is left
    assert not audit.verify()


def test_what_was_said_since_stays_and_is_named(town: Neighbourhood, now: datetime) -> None:
    wang = person(town.home, now)
    put(subject=wang, values={"remark": "a"}, source=LATER, by=SYSTEM, now=now)
    put(subject=wang, values={"remark": "b"}, source="来电", by=SYSTEM, now=now)
    written = Written("person", wang.pk, False, ("remark",))
    assert back(town, now, written) == [written]
    assert Person.objects.get().remark == "b"


def test_a_record_that_began_with_it_goes(town: Neighbourhood, now: datetime) -> None:
    wang, li = person(town.home, now), person(town.home, now, name="李建国")
    put(subject=li, values={"remark": "b"}, source="来电", by=SYSTEM, now=now)
    written = [Written("person", one.pk, True) for one in (wang, li)]
    assert back(town, now, *written, source=SOURCE) == written[1:]
    assert Person.objects.get() == li and Residence.objects.count() == 1
    with pytest.raises(NotAllowed):
        take_back(
            written,
            source=SOURCE,
            at=town.places["community"],
            by=town.users["next_worker"],
            now=now,
        )


def test_what_would_become_of_it_is_told_and_not_done(town: Neighbourhood, now: datetime) -> None:
    wang = person(town.home, now, id_number=number(1))
    result = foresee(
        [Write(subject=wang, values={"remark": "x", "name": "王桂英"})], by=SYSTEM, now=now
    )
    told = result[0].outcomes
    assert (told["remark"].status, told["remark"].said) == (Status.ACCEPTED, "x")
    assert told["name"].status is Status.UNCHANGED
    assert Person.objects.get().remark == "" and not Fact.objects.exists()


def test_what_the_register_cannot_take_is_named(town: Neighbourhood) -> None:
    fitting = Fitting()
    good, bad = fitting.of(
        "person", {"name": "王", "sex": "男", "ethnic_group": "火星族", "dog": "x"}
    )
    assert good == {"name": "王", "sex": "男"} and bad == ["ethnic_group", "dog"]
    assert fitting.phone(PHONE) == f"+86{PHONE}" and fitting.phone("12") == ""
