"""One row of each kind of care, for pages that are about one; made once, then found again."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from liren.care.events import HelpEnded
from liren.care.models import CareTask, Contact, HelpCall, LadderContact, MealOrder, Pair, Visit
from liren.care.services import buddies, calls, ladders, meals, visits
from liren.care.services.buddies import Heard, NewPair
from liren.care.services.calls import NewCall
from liren.care.services.ladders import NewContact
from liren.care.services.meals import NewMenu
from liren.care.services.visits import NewVisit
from liren.core.permissions import SYSTEM
from liren.people.models import Person
from liren.people.services import NewPerson, add_person
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


def ended(town: Neighbourhood) -> HelpEnded:
    """The call, told as one that is over."""
    return HelpEnded(call_id=some_call(town).pk, stage="ended")


def make_all(town: Neighbourhood) -> None:
    """One of each."""
    for make in (some_contact, some_pair, some_task, some_visit, some_meal):
        make(town)
    assert Contact.objects.exists()


def _person(town: Neighbourhood, name: str) -> Person:
    new = NewPerson(name=name, place=town.home, birth_year=1942, phone="15400000042")
    return add_person(new, by=SYSTEM, now=MONDAY_MORNING)


# The arguments of its addresses, by their name.
PAGES: dict[str, Callable[[Neighbourhood], dict[str, object]]] = {
    **dict.fromkeys(
        (f"care:desk_{name}" for name in ("person", "add_contact", "pair", "diet")),
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
    "care:desk_task": lambda town: {"pk": some_task(town).pk},
}
