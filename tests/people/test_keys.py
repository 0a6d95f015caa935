"""A new key reaches each sealed value of the register: columns, facts, and departments' entries."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from liren.accounts.models import User
from liren.core import keyring, reseal
from liren.core.models import DataKey
from liren.core.permissions import SYSTEM
from liren.people import selectors, services
from liren.people.models import Fact, Person, writing
from liren.people.selectors.elements import text_of, unsealed
from liren.people.services import put
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import OTHER_PHONE, PHONE, person


@pytest.fixture(autouse=True)
def _own_ring() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


@pytest.fixture
def wang(town: Neighbourhood, now: datetime) -> Person:
    """Somebody with a number that changed, one that waits, and an entry of a department."""
    own = services.NewElement(
        subject="person", field="blood_type", name="血型", name_en="Blood", basis="自愿登记",
        sensitivity=services.Sensitivity.SEALED,
    )  # fmt: skip
    services.define(new=own, at=town.places["street"], by=SYSTEM, now=now)
    row = person(town.home, now, phone=PHONE, blood_type="O")
    put(
        subject=row,
        values={"phone": OTHER_PHONE, "blood_type": "B"},
        source="x",
        by=SYSTEM,
        now=now,
    )
    by = town.users["grid_worker"]
    put(subject=row, values={"phone": "15400009999"}, source="走访", by=by, now=now)
    return Person.objects.get(pk=row.pk)


def said(row: Person, field: str) -> dict[str, str]:
    """What the facts of an element say, by their state."""
    of = selectors.element(f"person.{field}")
    facts = Fact.objects.filter(subject="person", subject_id=row.pk, element=field)
    return {f.state: str(unsealed(row, of, f.value_sealed)) for f in facts if f.value_sealed}


def rotate(purpose: str, now: datetime) -> DataKey:
    rotation = reseal.begin_rotation(purpose=purpose, now=now)
    keyring.forget()
    while reseal.reseal_batch(rotation.pk, now):
        pass
    rotation.refresh_from_db()
    assert rotation.finished_at and not rotation.broken
    return rotation.key


@pytest.mark.parametrize("purpose", ["phone", "blood_type"])
def test_all_of_it_has_the_new_key_and_the_old_one_goes(
    wang: Person, now: datetime, purpose: str
) -> None:
    of, before = selectors.element(f"person.{purpose}"), said(wang, purpose)
    assert len(before) >= 2
    old = DataKey.objects.get(purpose=purpose, retired_at=None)
    revision, held = wang.revision, text_of(wang, of)
    key = rotate(purpose, now)
    assert reseal.count_under(old) == 0 and reseal.count_under(key) >= 3
    assert old in reseal.destroy_unneeded(now + 2 * reseal.GRACE)
    keyring.forget()
    wang = Person.objects.get(pk=wang.pk)
    assert (wang.revision, text_of(wang, of)) == (revision, held)
    assert said(wang, purpose) == before


def test_a_key_stays_for_what_was_only_said(wang: Person, now: datetime) -> None:
    """The column is empty, and a fact of the past still needs the key."""
    old = DataKey.objects.get(purpose="phone", retired_at=None)
    reseal.begin_rotation(purpose="phone", now=now)
    assert reseal.count_under(old) == 1 + len(said(wang, "phone")) + _of_accounts()
    with pytest.raises(reseal.KeyNeeded):
        reseal.destroy_key(old, now + 2 * reseal.GRACE)


def _of_accounts() -> int:
    return User.objects.filter(phone_sealed__isnull=False).count()


def test_what_is_pasted_onto_another_person_does_not_open(
    wang: Person, town: Neighbourhood, now: datetime
) -> None:
    """It is left as it was, counted as broken, and keeps its key."""
    other = person(town.home, now, name="李四", phone=PHONE)
    with writing():
        Person.objects.filter(pk=other.pk).update(phone_sealed=wang.phone_sealed)
    rotation = reseal.begin_rotation(purpose="phone", now=now)
    while reseal.reseal_batch(rotation.pk, now):
        pass
    rotation.refresh_from_db()
    assert rotation.broken == 1 and rotation.finished_at


@pytest.mark.django_db
def test_what_only_passes_through_waits_for_its_sessions(now: datetime) -> None:
    old = DataKey.objects.get(purpose="shown receipt", retired_at=None)
    rotate("shown receipt", now)
    assert old not in reseal.destroy_unneeded(now + 2 * reseal.GRACE)
    assert old in reseal.destroy_unneeded(now.replace(year=now.year + 1))
