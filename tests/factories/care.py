"""One row of each kind of care, for pages that are about one; made once, then found again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from liren.care.events import HelpEnded
from liren.care.models import (
    CareTask,
    Carried,
    Contact,
    FamilyTie,
    HelpCall,
    LadderContact,
    MealOrder,
    OneTap,
    Pair,
    Visit,
)
from liren.care.services import (
    away,
    buddies,
    calls,
    family,
    ladders,
    meals,
    one_tap,
    visits,
)
from liren.care.services import (
    joined as following,
)
from liren.care.services.buddies import Heard, NewPair
from liren.care.services.calls import NewCall
from liren.care.services.family import NewTie
from liren.care.services.ladders import NewContact
from liren.care.services.meals import NewMenu
from liren.care.services.one_tap import NewTap
from liren.care.services.visits import NewVisit
from liren.core.permissions import SYSTEM
from liren.people.models import Person
from liren.people.services import NewPerson, add_person, erase_person, join
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


def some_call(town: Neighbourhood) -> HelpCall:
    """Somebody calls, and their family was asked."""
    if found := HelpCall.objects.order_by("pk").first():
        return found
    person = _person(town, "李奶奶")
    new = NewContact(
        person=person, rung="family", name="李家女儿", phone="15400000041", has_agreed=True
    )
    ladders.add_contact(new, by=SYSTEM, now=MONDAY_MORNING)
    call = NewCall(person=person, words="摔倒了")
    return calls.call(call, by=SYSTEM, now=MONDAY_MORNING)


def some_contact(town: Neighbourhood) -> LadderContact:
    """Somebody on a ladder."""
    some_call(town)
    return LadderContact.objects.filter(phone_sealed__isnull=False).earliest("pk")


def some_pair(town: Neighbourhood) -> Pair:
    """Two who are buddies; yesterday all was well, and today nobody answered."""
    if found := Pair.objects.order_by("pk").first():
        return found
    younger, elder = _person(town, "陈阿姨"), some_call(town).person
    new = NewPair(younger=younger, elder=elder, days=(0, 3), has_agreed=True)
    pair = buddies.make_pair(new, by=SYSTEM, now=MONDAY_MORNING)
    heard = Heard(on=MONDAY_MORNING.date(), words="没接电话")
    by = town.users["grid_worker"]
    buddies.note_contact(pair=pair, heard=heard, by=by, now=MONDAY_MORNING)
    return pair


def some_task(town: Neighbourhood) -> CareTask:
    """What that came to."""
    some_pair(town)
    return CareTask.objects.earliest("pk")


def some_visit(town: Neighbourhood) -> Visit:
    """A visit with a promise."""
    if found := Visit.objects.order_by("pk").first():
        return found
    new = NewVisit(
        person=some_call(town).person, key=uuid4(), at=MONDAY_MORNING, face="well",
        words="精神不错", promised="带血压计",
    )  # fmt: skip
    return visits.note_visit(new, by=town.users["grid_worker"], now=MONDAY_MORNING)


def some_meal(town: Neighbourhood) -> MealOrder:
    """A meal for somebody who must not eat something."""
    if found := MealOrder.objects.order_by("pk").first():
        return found
    person, now = some_call(town).person, MONDAY_MORNING
    meals.set_diet(person=person, diet="soft", allergy="花生", by=SYSTEM, now=now)
    new = NewMenu(
        place=town.places["community"], date=timezone.localdate(now), meal="lunch",
        dishes="面条", price=1200, closes_at=now + timedelta(hours=1),
    )  # fmt: skip
    menu = meals.add_menu(new, by=SYSTEM, now=now)
    return meals.order_meal(person=person, menu=menu, channel="phone", by=SYSTEM, now=now)


def some_tap(town: Neighbourhood) -> OneTap:
    """A button that asks the volunteers."""
    if found := OneTap.objects.order_by("pk").first():
        return found
    new = NewTap(place=town.places["community"], kind="haircut", name="上门理发")
    return one_tap.save_tap(new, by=SYSTEM, now=MONDAY_MORNING)


def some_tie(town: Neighbourhood) -> FamilyTie:
    """A son far away may see; she is with him for a week."""
    if found := FamilyTie.objects.order_by("pk").first():
        return found
    person = some_call(town).person
    new = NewTie(person=person, name="李家儿子", phone="15400000044", paper="档案柜 3")
    back = timezone.localdate(MONDAY_MORNING) + timedelta(days=7)
    by = town.users["worker"]
    away.set_away(person=person, back_on=back, by=by, now=MONDAY_MORNING)
    return family.name_family(new, by=SYSTEM, now=MONDAY_MORNING)


def joined(town: Neighbourhood) -> tuple[int, int]:
    """Two records of one person, and what went along."""
    origin, survivor = _person(town, "周奶奶"), _person(town, "周奶奶")
    new = NewContact(person=origin, rung="family", name="周家", phone="15400000043")
    ladders.add_contact(replace(new, has_agreed=True), by=SYSTEM, now=MONDAY_MORNING)
    join(origin=origin, survivor=survivor, reason="同一人", by=SYSTEM, now=MONDAY_MORNING)
    following.follow_register(person_id=origin.pk, by=SYSTEM, now=MONDAY_MORNING)
    assert Carried.objects.exists()
    return origin.pk, survivor.pk


def erased(town: Neighbourhood) -> Person:
    """Somebody whose entry is erased, and whose visit is still known."""
    some_meal(town)
    person = some_visit(town).person
    HelpCall.objects.update(stage="taken_back", ended_at=MONDAY_MORNING)
    erase_person(person, by=SYSTEM, now=MONDAY_MORNING)
    return person


def ended(town: Neighbourhood) -> HelpEnded:
    """The call, told as one that is over."""
    return HelpEnded(call_id=some_call(town).pk, stage="ended")


def make_all(town: Neighbourhood) -> None:
    """One of each."""
    for make in (some_contact, some_pair, some_task, some_visit, some_meal, some_tap, some_tie):
        make(town)
    joined(town)
    assert Contact.objects.exists()


def _person(town: Neighbourhood, name: str) -> Person:
    new = NewPerson(name=name, place=town.home, birth_year=1942, phone="15400000042")
    return add_person(new, by=SYSTEM, now=MONDAY_MORNING)


OF_A_PERSON = (
    *("person", "add_contact", "pair", "diet"),
    *("away", "name_family", "ask_tap"),
)
# The arguments of its addresses, by their name.
PAGES: dict[str, Callable[[Neighbourhood], dict[str, object]]] = {
    **dict.fromkeys(
        (f"care:desk_{name}" for name in OF_A_PERSON),
        lambda town: {"pk": some_call(town).person_id},
    ),
    **dict.fromkeys(("care:desk_call", "care:going"), lambda town: {"pk": some_call(town).pk}),
    **dict.fromkeys(
        ("care:note_contact", "care:desk_note", "care:desk_part"),
        lambda town: {"pk": some_pair(town).pk},
    ),
    **dict.fromkeys(
        ("care:order_meal", "care:desk_meal"), lambda town: {"pk": some_meal(town).menu_id}
    ),
    "care:desk_meal_door": lambda town: {"pk": some_meal(town).pk},
    "care:desk_end_contact": lambda town: {"pk": some_contact(town).pk},
    **dict.fromkeys(
        ("care:desk_tap", "care:desk_end_tap", "care:ask_tap"),
        lambda town: {"pk": some_tap(town).pk},
    ),
    **dict.fromkeys(
        ("care:family_day", "care:family_away", "care:end_my_family", "care:desk_end_family"),
        lambda town: {"pk": some_tie(town).pk},
    ),
    "care:desk_task": lambda town: {"pk": some_task(town).pk},
}
