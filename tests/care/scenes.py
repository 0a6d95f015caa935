"""People who are looked after, named by what differs."""

from datetime import datetime

from liren.care.models import HelpCall, LadderContact
from liren.care.services import calls, ladders
from liren.care.services.calls import NewCall
from liren.care.services.ladders import NewContact
from liren.core.permissions import SYSTEM
from liren.people.models import Person
from liren.people.services import NewPerson, add_person
from liren.sensing.models import Device, Kind
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, switched_on


def elder(town: Neighbourhood, now: datetime, *, with_account: bool = False) -> Person:
    """Somebody of eighty who lives alone in the home of the town."""
    new = NewPerson(
        name="王桂英",
        place=town.home,
        birth_year=1944,
        lives_alone=True,
        user=town.users["resident"] if with_account else None,
    )
    return add_person(new, by=SYSTEM, now=now)


def contact(person: Person, rung: str, name: str, phone: str, now: datetime) -> LadderContact:
    """Somebody who agreed to be asked."""
    new = NewContact(person=person, rung=rung, name=name, phone=phone, has_agreed=True)
    return ladders.add_contact(new, by=SYSTEM, now=now)


def with_ladder(person: Person, now: datetime) -> Person:
    """A daughter far away, a buddy near by, a neighbour across the landing."""
    contact(person, "family", "李娟", "15400000021", now)
    contact(person, "buddy", "陈阿姨", "15400000022", now)
    contact(person, "neighbour", "对门老周", "15400000023", now)
    return person


def called(person: Person, now: datetime, **given: object) -> HelpCall:
    """A button was pressed."""
    return calls.call(NewCall(person=person, **given), by=SYSTEM, now=now)  # type: ignore[arg-type]  # whatever a test says of it


def with_button(town: Neighbourhood, now: datetime) -> tuple[Person, Device]:
    """Somebody with a ladder and a help button at home."""
    switched_on(town, "help")
    person = with_ladder(elder(town, now), now)
    button = device(town, "HB-1", Kind.HELP_BUTTON)
    button.person = person
    button.save()
    return person, button
