"""What the register says of a person reaches care: two records are one, or nobody is known."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from liren.care.models import (
    CareTask,
    Carried,
    DietCard,
    HelpCall,
    HelpStep,
    LadderContact,
    MealOrder,
    Pair,
    Visit,
)
from liren.care.selectors.meals import card_of
from liren.care.services import buddies, calls, meals, visits
from liren.care.services.away import set_away
from liren.care.services.buddies import Heard, NewPair
from liren.care.services.calls import AtTheDoor
from liren.care.services.joined import follow_register
from liren.care.services.meals import NewMenu
from liren.care.services.visits import NewVisit
from liren.core.permissions import SYSTEM
from liren.notices.models import Delivery
from liren.people.models import Person
from liren.people.services import erase_person, join, unmerge
from liren.people.services.rights import give_consent, withdraw_consent
from liren.people.services.taking_back import Written, take_back
from liren.sensing.models import Away, Device, Kind
from liren.sensing.services.devices import NewDevice, claim_device, register_device
from liren.workorders.models import WorkOrder
from tests.care import scenes
from tests.care.services.test_buddies import younger
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import SOURCE, person

Jobs = Callable[[], int]
NAMES = ("王桂英", "李娟", "陈秀珍", "对门老周")


def lived(town: Neighbourhood, now: datetime, whom: Person) -> None:
    """A ladder, a pair with a bad day, a visit with a promise, a meal, a device, an old call."""
    by = town.users["worker"]
    scenes.with_ladder(whom, now)
    pair = buddies.make_pair(
        NewPair(younger=younger(town, now), elder=whom, days=(0,), has_agreed=True),
        by=SYSTEM,
        now=now,
    )
    heard = Heard(on=now.date(), face="poor", words="王桂英说头晕")
    buddies.note_contact(pair=pair, heard=heard, by=by, now=now)
    new = NewVisit(person=whom, key=uuid4(), at=now, face="well", promised="给王桂英带药")
    visits.note_visit(new, by=by, now=now)
    meals.set_diet(person=whom, diet="soft", allergy="花生", by=SYSTEM, now=now)
    menu = meals.add_menu(
        NewMenu(
            place=town.places["community"], date=now.date(), meal="lunch", dishes="面条",
            price=1200, closes_at=now + timedelta(hours=1),
        ),
        by=SYSTEM,
        now=now,
    )  # fmt: skip
    meals.order_meal(person=whom, menu=menu, channel="phone", by=SYSTEM, now=now)
    give_consent(person=whom, purpose="devices", by=SYSTEM, now=now)
    meter = NewDevice(number="WM-1", kind=Kind.WATER_METER, place=town.home, is_claimed=True)
    device = register_device(meter, by=SYSTEM, now=now)[0]
    claim_device(device=device, place=town.home, person=whom, by=SYSTEM, now=now)


def ended_call(whom: Person, now: datetime) -> HelpCall:
    call = scenes.called(whom, now, words="王桂英摔倒了")
    calls.look_at_clocks(now=now)
    helper = call.helpers.earliest("pk")
    seen = AtTheDoor("helped", "扶王桂英起来")
    return calls.was_at_door(helper=helper, seen=seen, by=SYSTEM, now=now)


def whose() -> dict[str, set[int]]:
    """Who is behind each row."""
    found = {
        f"{model.__name__}": set(model._default_manager.values_list("person", flat=True))
        for model in (HelpCall, CareTask, Visit, MealOrder, DietCard, LadderContact, Device)
    }
    return found | {"Pair": set(Pair.objects.values_list("elder", flat=True))}


def test_what_is_held_goes_to_the_record_that_stays_and_back(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    double, kept = scenes.elder(town, now), scenes.elder(town, now)
    lived(town, now, double)
    ended_call(double, now)
    join(origin=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    assert all(people == {kept.pk} for people in whose().values()), whose()
    assert follow_register(person_id=double.pk, by=SYSTEM, now=now) == 0, "told twice, done once"
    unmerge(origin=double, reason="是两个人", by=SYSTEM, now=now)
    run_jobs()
    assert all(people == {double.pk} for people in whose().values()), whose()
    assert not Carried.objects.exists()


def test_what_came_since_stays_where_it_came(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    double, kept = scenes.elder(town, now), scenes.elder(town, now)
    old = ended_call(scenes.with_ladder(double, now), now)
    join(origin=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    since = ended_call(kept, now + timedelta(hours=1))
    unmerge(origin=double, reason="是两个人", by=SYSTEM, now=now)
    run_jobs()
    assert HelpCall.objects.get(pk=old.pk).person == double
    assert HelpCall.objects.get(pk=since.pk).person == kept


def test_joined_twice_over_each_comes_back_to_its_own(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    first, second, third = (scenes.elder(town, now) for _ in range(3))
    of = {one.pk: scenes.contact(one, "family", f"女儿{one.pk}", "15400000021", now)
          for one in (first, second)}  # fmt: skip
    join(origin=first, survivor=second, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    join(origin=second, survivor=third, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    assert whose()["LadderContact"] == {third.pk}
    unmerge(origin=first, reason="不是", by=SYSTEM, now=now)
    run_jobs()
    assert LadderContact.objects.get(pk=of[first.pk].pk).person == first
    unmerge(origin=second, reason="不是", by=SYSTEM, now=now)
    run_jobs()
    assert LadderContact.objects.get(pk=of[second.pk].pk).person == second
    assert LadderContact.objects.get(pk=of[first.pk].pk).person == first


def test_what_both_have_stays_and_nothing_is_lost(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    double, kept = scenes.elder(town, now), scenes.elder(town, now)
    running = [scenes.called(one, now) for one in (double, kept)]
    for one, allergy in ((double, "花生"), (kept, "虾")):
        meals.set_diet(person=one, diet="soft", allergy=allergy, by=SYSTEM, now=now)
    join(origin=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    assert card_of(kept).allergy in ("花生；虾", "虾；花生")
    assert HelpCall.objects.get(pk=running[0].pk).person == double, "it runs on as it is"
    for call in running:
        calls.look_at_clocks(now=now)
        helper = calls.staff_helper(row=call, by=town.users["worker"], now=now)
        calls.was_at_door(helper=helper, seen=AtTheDoor("well"), by=SYSTEM, now=now)
        run_jobs()
    assert whose()["HelpCall"] == {kept.pk}, "and goes along when it is over"


def test_a_volunteer_of_two_records_carries_no_more_than_five(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    double, kept = younger(town, now), scenes.elder(town, now)
    for volunteer, count in ((double, 2), (kept, 4)):
        for _ in range(count):
            new = NewPair(
                younger=volunteer, elder=scenes.elder(town, now), days=(0,), has_agreed=True
            )
            buddies.make_pair(new, by=SYSTEM, now=now)
    join(origin=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    assert Pair.objects.filter(younger=kept).count() == 5
    assert Pair.objects.filter(younger=double, ended_at=None).count() == 1


def test_a_yes_taken_back_reaches_what_was_joined(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    double, kept = scenes.elder(town, now), scenes.elder(town, now)
    lived(town, now, double)
    join(origin=double, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    double.refresh_from_db()
    withdraw_consent(person=double, purpose="devices", by=SYSTEM, now=now)
    run_jobs()
    assert Device.objects.get().person is None


def test_nothing_names_somebody_who_was_erased(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    gone = scenes.elder(town, now)
    lived(town, now, gone)
    ended_call(gone, now)
    set_away(person=gone, back_on=now.date(), by=town.users["worker"], now=now)
    erase_person(gone, by=SYSTEM, now=now)
    run_jobs()
    messages = Delivery.objects.filter(subject_type__startswith="care.")
    assert messages and not any(name in one.text for one in messages for name in NAMES)
    assert not messages.filter(status=Delivery.Status.WAITING).exists()
    for model in (HelpCall, CareTask, Visit, MealOrder, LadderContact, Pair, HelpStep, WorkOrder):
        for row in model._default_manager.values():
            told = str(row)
            assert not any(name in told for name in NAMES), f"{model.__name__}: {told}"
            assert row.get("place_id") != town.home.pk, f"{model.__name__} tells the door"
    assert not DietCard.objects.exists() and not Away.objects.exists()
    assert Device.objects.get().person is None
    assert not LadderContact.objects.filter(ended_at=None).exists()
    assert not Pair.objects.filter(ended_at=None).exists()
    assert not CareTask.objects.filter(done_at=None).exists()
    assert not WorkOrder.objects.open().exists()
    assert (HelpCall.objects.count(), Visit.objects.count()) == (1, 1), "what happened is counted"


def test_a_call_that_runs_is_answered_before_it_is_forgotten(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    gone = scenes.with_ladder(scenes.elder(town, now), now)
    call = scenes.called(gone, now, words="摔倒了")
    erase_person(gone, by=SYSTEM, now=now)
    run_jobs()
    call.refresh_from_db()
    assert call.words and call.is_open
    helper = calls.staff_helper(row=call, by=town.users["worker"], now=now)
    calls.was_at_door(helper=helper, seen=AtTheDoor("well"), by=SYSTEM, now=now)
    run_jobs()
    call.refresh_from_db()
    assert not call.words and not call.ended_by_name


def test_taking_a_ledger_back_keeps_whom_care_knows(town: Neighbourhood, now: datetime) -> None:
    """Else one row of a ladder would stop the whole undoing."""
    known, unknown = person(town.home, now), person(town.home, now, name="李四")
    scenes.with_ladder(known, now)
    written = [Written("person", one.pk, True) for one in (known, unknown)]
    kept = take_back(written, source=SOURCE, at=town.places["community"], by=SYSTEM, now=now)
    assert [one.pk for one in kept] == [known.pk]
    assert not Person.objects.filter(pk=unknown.pk).exists()


def test_whoever_is_on_others_ladders_leaves_them(
    town: Neighbourhood, now: datetime, run_jobs: Jobs
) -> None:
    buddy, elder = younger(town, now), scenes.elder(town, now)
    new = NewPair(younger=buddy, elder=elder, days=(0,), has_agreed=True)
    buddies.make_pair(new, by=SYSTEM, now=now)
    erase_person(buddy, by=SYSTEM, now=now)
    run_jobs()
    assert LadderContact.objects.get().name == "已删除"
    assert Pair.objects.get().ended_at is not None


@pytest.mark.parametrize("deed", ["call", "meal", "contact"])
def test_an_account_of_a_joined_record_acts_for_the_one_that_stays(
    town: Neighbourhood, now: datetime, deed: str, run_jobs: Jobs
) -> None:
    own, kept = scenes.elder(town, now, with_account=True), scenes.elder(town, now)
    join(origin=own, survivor=kept, reason="同一人", by=SYSTEM, now=now)
    run_jobs()
    user = town.users["resident"]
    if deed == "call":
        calls.call(calls.NewCall(person=kept, channel="page"), by=user, now=now)
    elif deed == "meal":
        meals.set_diet(person=kept, diet="soft", allergy="", by=user, now=now)
    else:
        new = NewPair(younger=kept, elder=scenes.elder(town, now), days=(0,), has_agreed=True)
        pair = buddies.make_pair(new, by=SYSTEM, now=now)
        heard = Heard(on=now.date(), face="well")
        buddies.note_contact(pair=pair, heard=heard, by=user, now=now)
