"""Family sees that all is well or what was done, as long as the person likes, and no longer."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from liren.accounts.models import User
from liren.accounts.selectors import normal_phone, phone_index
from liren.care.domain.family import MOST_FAMILY
from liren.care.models import FamilyTie
from liren.care.selectors import family as reads
from liren.care.selectors.family import FamilyUnknown
from liren.care.services import calls, family, visits
from liren.care.services.calls import AtTheDoor
from liren.care.services.family import FamilyEnough, FamilyThere, NewTie, PaperMissing
from liren.care.services.visits import NewVisit
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.people.models import Consent, Person
from liren.people.services import join
from liren.people.services.rights import withdraw_consent
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood

PHONE = "15400000061"


def daughter(phone: str = PHONE) -> User:
    """Somebody with that number, who lives anywhere."""
    index = phone_index(normal_phone(phone))
    return User.objects.create(username=f"d{phone}", name="李静", phone_index=index)


def named(town: Neighbourhood, now: datetime, phone: str = PHONE) -> tuple[Person, FamilyTie]:
    """Somebody who lets her see."""
    person = Person.objects.filter(user=town.users["resident"]).first()
    person = person or scenes.elder(town, now, with_account=True)
    new = NewTie(person=person, name="女儿", phone=phone)
    return person, family.name_family(new, by=town.users["resident"], now=now)


def test_whoever_was_named_sees_and_the_person_sees_that(
    town: Neighbourhood, now: datetime
) -> None:
    (person, tie), child = named(town, now), daughter()
    assert reads.tie_for(child, tie.pk) == tie
    seen = family.look(tie=tie, by=child, now=now)
    assert seen.day == "no_news", "nothing heard is not the same as well"
    new = NewVisit(person=person, key=uuid4(), at=now, face="well", words="血压高")
    visits.note_visit(new, by=town.users["worker"], now=now)
    assert family.look(tie=tie, by=child, now=now + timedelta(minutes=5)).day == "well"
    [look] = reads.looks_at(person)
    assert look.viewer == f"{child.username} (女儿)", "as the person named her"
    family.look(tie=tie, by=child, now=now + timedelta(hours=2))
    assert reads.looks_at(person).count() == 2


def test_a_call_for_help_comes_before_what_is_well(town: Neighbourhood, now: datetime) -> None:
    (person, tie), child = named(town, now), daughter()
    call = scenes.called(scenes.with_ladder(person, now), now)
    assert family.look(tie=tie, by=child, now=now).day == "help"
    helper = calls.staff_helper(row=call, by=town.users["worker"], now=now)
    calls.was_at_door(helper=helper, seen=AtTheDoor("helped", "扶起来"), by=SYSTEM, now=now)
    seen = family.look(tie=tie, by=child, now=now)
    assert seen.day == "well" and [one.pk for one in seen.calls] == [call.pk]
    later = family.look(tie=tie, by=child, now=now + timedelta(days=3))
    assert later.day == "no_news" and later.calls == [], "not a life, a day"


def test_strangers_and_other_numbers_find_nothing(town: Neighbourhood, now: datetime) -> None:
    _person, tie = named(town, now)
    for user in (daughter("15400000062"), town.users["next_worker"], town.users["worker"]):
        assert not reads.ties_for(user).exists()
        with pytest.raises(FamilyUnknown):
            reads.tie_for(user, tie.pk)


@pytest.mark.parametrize("way", ["the tie", "the consent"])
def test_taken_back_it_is_closed_at_once(
    town: Neighbourhood, now: datetime, way: str, run_jobs: Callable[[], int]
) -> None:
    (person, tie), child = named(town, now), daughter()
    own = town.users["resident"]
    if way == "the tie":
        family.end_tie(tie=tie, by=own, now=now)
    else:
        withdraw_consent(person=person, purpose="family", by=own, now=now)
    with pytest.raises(FamilyUnknown):  # before any job has run
        reads.tie_for(child, tie.pk)
    run_jobs()
    tie.refresh_from_db()
    assert tie.ended_at is not None and tie.phone_sealed is None and tie.phone_index is None
    assert not Consent.objects.filter(purpose="family", withdrawn_at=None).exists()


def test_one_of_two_is_closed_and_the_other_goes_on(town: Neighbourhood, now: datetime) -> None:
    _person, first = named(town, now)
    _person, second = named(town, now, "15400000063")
    family.end_tie(tie=first, by=town.users["resident"], now=now)
    assert reads.tie_for(daughter("15400000063"), second.pk) == second


def test_whoever_was_named_may_leave(town: Neighbourhood, now: datetime) -> None:
    (_person, tie), child = named(town, now), daughter()
    family.end_tie(tie=tie, by=child, now=now)
    assert not reads.ties_for(child).exists()


def test_the_office_names_with_a_signed_paper_only(town: Neighbourhood, now: datetime) -> None:
    person = scenes.elder(town, now)
    new = NewTie(person=person, name="女儿", phone=PHONE)
    with pytest.raises(PaperMissing):
        family.name_family(new, by=town.users["worker"], now=now)
    signed = NewTie(person=person, name="女儿", phone=PHONE, paper="柜 3 第 12 份")
    for name in ("next_worker", "grid_worker", "officer"):
        with pytest.raises(PermissionMissing):
            family.name_family(signed, by=town.users[name], now=now)
    tie = family.name_family(signed, by=town.users["worker"], now=now)
    assert tie.paper and reads.tie_for(daughter(), tie.pk) == tie
    for name in ("next_worker", "officer", "resident"):
        with pytest.raises(PermissionMissing):
            family.end_tie(tie=tie, by=town.users[name], now=now)


def test_twice_the_same_and_more_than_a_few_are_refused(town: Neighbourhood, now: datetime) -> None:
    named(town, now)
    with pytest.raises(FamilyThere):
        named(town, now)
    for number in range(4):
        named(town, now, f"1540000007{number}")
    with pytest.raises(FamilyEnough):
        named(town, now, "15400000079")


def test_joined_records_are_seen_as_one(
    town: Neighbourhood, now: datetime, run_jobs: Callable[[], int]
) -> None:
    (person, tie), child = named(town, now), daughter()
    kept = scenes.elder(town, now)
    join(origin=person, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    assert reads.tie_for(child, tie.pk).person == kept
    person.refresh_from_db()
    withdraw_consent(person=person, purpose="family", by=town.users["resident"], now=now)
    assert not reads.ties_for(child).exists()


@pytest.mark.django_db(transaction=True)
def test_named_at_once_no_more_than_five_may_see(town: Neighbourhood, now: datetime) -> None:
    person, by = scenes.elder(town, now, with_account=True), town.users["resident"]
    gate, said = Barrier(8), Counter[str]()

    def name(at: int) -> None:
        new = NewTie(person=person, name=f"家人{at}", phone=f"1540000007{at}")
        gate.wait()
        try:
            family.name_family(new, by=by, now=now)
            said["done"] += 1
        except FamilyEnough as enough:
            said[enough.code] += 1
        finally:
            connection.close()

    threads = [Thread(target=name, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"done": MOST_FAMILY, FamilyEnough.code: 8 - MOST_FAMILY}
    assert reads.ties_of(person).count() == MOST_FAMILY
