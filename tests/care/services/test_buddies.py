"""A week of the rota, with one missed contact."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from liren.care.models import CareTask, Contact, LadderContact, Pair
from liren.care.services import buddies, tasks
from liren.care.services.buddies import Heard, NewPair
from liren.core.permissions import SYSTEM
from liren.people.models import Person
from liren.people.services import NewPerson, add_person
from liren.workorders.selectors import inbox
from tests.care import scenes
from tests.factories.neighbourhood import Neighbourhood

EVERY_DAY = tuple(range(7))


def younger(town: Neighbourhood, now: datetime) -> Person:
    new = NewPerson(
        name="陈秀珍", place=town.home, phone="15400000031", user=town.users["resident"]
    )
    return add_person(new, by=SYSTEM, now=now)


def pair(town: Neighbourhood, now: datetime, days: tuple[int, ...] = (0, 3)) -> Pair:
    made = NewPair(
        younger=younger(town, now), elder=scenes.elder(town, now), days=days, has_agreed=True
    )
    return buddies.make_pair(made, by=SYSTEM, now=now)


def test_a_week_with_one_missed_contact(town: Neighbourhood, now: datetime) -> None:
    row, own = pair(town, now), town.users["resident"]
    heard = Heard(on=date(2026, 11, 16), face="well")
    buddies.note_contact(pair=row, heard=heard, by=own, now=now)
    evening = now.replace(hour=18)
    assert buddies.miss_overdue(now=evening) == 0
    thursday = evening + timedelta(days=3)
    assert buddies.miss_overdue(now=thursday - timedelta(minutes=1)) == 0
    assert buddies.miss_overdue(now=thursday) == 1
    assert buddies.miss_overdue(now=thursday + timedelta(minutes=5)) == 0, "once"
    order = inbox(town.users["worker"]).get()
    assert (order.kind, order.urgent) == ("care", True)
    assert order.due_at == thursday + timedelta(hours=3)
    task = CareTask.objects.get()
    tasks.finish_task(task=task, result="在女儿家，好", by=town.users["worker"], now=thursday)
    order.refresh_from_db()
    assert (order.status, order.result) == ("done", "在女儿家，好")


def test_heard_of_since_settles_it(town: Neighbourhood, now: datetime) -> None:
    row, own, evening = pair(town, now), town.users["resident"], now.replace(hour=19)
    buddies.miss_overdue(now=evening)
    heard = Heard(on=evening.date(), face="so_so", words="打麻将忘了记")
    buddies.note_contact(pair=row, heard=heard, by=own, now=evening)
    assert CareTask.objects.get().done_at and not inbox(town.users["worker"]).exists()
    assert Contact.objects.get().is_missed is False


def test_no_answer_and_a_poor_face_are_looked_after_at_once(
    town: Neighbourhood, now: datetime
) -> None:
    row, own, on = pair(town, now), town.users["resident"], now.date()
    for face in ("", "poor", "poor"):
        buddies.note_contact(pair=row, heard=Heard(on=on, face=face), by=own, now=now)
        now += timedelta(seconds=3)
    assert list(CareTask.objects.values_list("kind", flat=True)) == ["missed", "unwell"]
    buddies.take_contact_back(pair=row, on=on, by=own, now=now)
    assert not inbox(town.users["worker"]).exists()
    assert not Contact.objects.exists()


def test_no_volunteer_carries_too_many(town: Neighbourhood, now: datetime) -> None:
    carrier = younger(town, now)
    for _ in range(5):
        new = NewPair(younger=carrier, elder=scenes.elder(town, now), days=(0,), has_agreed=True)
        buddies.make_pair(new, by=SYSTEM, now=now)
    sixth = NewPair(younger=carrier, elder=scenes.elder(town, now), days=(0,), has_agreed=True)
    with pytest.raises(buddies.TooManyElders):
        buddies.make_pair(sixth, by=SYSTEM, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.filter(slot=5).update(slot=6)
    buddies.part(pair=Pair.objects.earliest("id"), by=SYSTEM, now=now)
    buddies.make_pair(sixth, by=SYSTEM, now=now)


def test_a_buddy_stands_on_the_ladder_while_they_are_a_pair(
    town: Neighbourhood, now: datetime
) -> None:
    row = pair(town, now)
    rung = LadderContact.objects.get()
    assert (rung.rung, rung.phone_sealed) == ("buddy", None), "the register holds the number"
    scenes.called(row.elder, now)
    from tests.care.services.test_calls import told

    assert told() == ["+8615400000031"]
    buddies.part(pair=row, by=SYSTEM, now=now)
    rung.refresh_from_db()
    assert rung.ended_at


def test_others_do_not_note_for_a_pair(town: Neighbourhood, now: datetime) -> None:
    row = pair(town, now)
    heard = Heard(on=now.date(), face="well")
    for name in ("next_grid_worker", "officer"):
        with pytest.raises(buddies.NotYourPair):
            buddies.note_contact(pair=row, heard=heard, by=town.users[name], now=now)
    for days in (1, -8):
        far = Heard(on=now.date() + timedelta(days=days), face="well")
        with pytest.raises(buddies.DayNotOpen):
            buddies.note_contact(pair=row, heard=far, by=town.users["worker"], now=now)


def test_a_sweep_that_was_down_for_days_misses_none_and_doubles_none(
    town: Neighbourhood, now: datetime
) -> None:
    pair(town, now, EVERY_DAY)
    later = now.replace(hour=20) + timedelta(days=4)
    assert buddies.miss_overdue(now=later) == 5
    assert buddies.miss_overdue(now=later) == 0
    assert CareTask.objects.count() == 5
