"""What care makes of facts."""

from django.utils import timezone

from liren.care.events import HelpEnded
from liren.care.models import HelpCall
from liren.care.selectors.family import PURPOSE
from liren.care.services import buttons, family
from liren.care.services.forgetting import forget
from liren.care.services.joined import follow_register
from liren.core.events import subscribe
from liren.core.permissions import SYSTEM
from liren.people.events import ConsentWithdrawn, PersonErased, PersonsJoined, PersonsParted
from liren.sensing.events import AlertRaised
from liren.sensing.models import Kind


@subscribe(AlertRaised, when=lambda fact: fact.kind == Kind.HELP_BUTTON)
def ring_the_ladder(event: AlertRaised) -> None:
    """Somebody pressed: the ladder is rung as if they had called."""
    buttons.ring(alert_id=event.alert_id, now=timezone.now())


@subscribe(HelpEnded)
def settle_the_button(event: HelpEnded) -> None:
    """Somebody was at the door: the button's alert ends with the call."""
    buttons.settle(call_id=event.call_id, now=timezone.now())


@subscribe(HelpEnded)
def go_on_with_what_waited(event: HelpEnded) -> None:
    """Joining and erasing do not touch a call that runs; now it is over."""
    row, now = HelpCall.objects.get(pk=event.call_id), timezone.now()
    forget(person_id=row.person_id, by=SYSTEM, now=now)
    follow_register(person_id=row.person_id, by=SYSTEM, now=now)


@subscribe(PersonErased)
def forget_the_erased(event: PersonErased) -> None:
    """What names somebody goes with their name in the register."""
    forget(person_id=event.person_id, by=SYSTEM, now=timezone.now())


@subscribe(PersonsJoined)
def go_along(event: PersonsJoined) -> None:
    """What care holds goes to the record that stays."""
    follow_register(person_id=event.origin_id, by=SYSTEM, now=timezone.now())


@subscribe(PersonsParted)
def come_back(event: PersonsParted) -> None:
    """And back, when they were two people after all."""
    follow_register(person_id=event.origin_id, by=SYSTEM, now=timezone.now())


@subscribe(ConsentWithdrawn, when=lambda fact: fact.purpose == PURPOSE)
def close_to_family(event: ConsentWithdrawn) -> None:
    """Nobody sees any more; the numbers go too."""
    family.end_all_ties(person_id=event.person_id, by=SYSTEM, now=timezone.now())
