"""What sensing makes of facts."""

from django.utils import timezone

from liren.core.events import subscribe
from liren.core.permissions import SYSTEM
from liren.people.events import ConsentWithdrawn, PersonErased
from liren.sensing.selectors.devices import CONSENT
from liren.sensing.services.devices import forget_person
from liren.sensing.services.forgetting import forget_erased


@subscribe(ConsentWithdrawn, when=lambda fact: fact.purpose == CONSENT)
def hear_no_more(event: ConsentWithdrawn) -> None:
    """What rested on somebody's yes goes with it."""
    forget_person(person_id=event.person_id, by=SYSTEM, now=timezone.now())


@subscribe(PersonErased)
def forget_the_erased(event: PersonErased) -> None:
    """Who is no longer known has no device that tells of them."""
    forget_erased(person_id=event.person_id, by=SYSTEM, now=timezone.now())
