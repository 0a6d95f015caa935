"""What work orders make of facts."""

from django.utils import timezone

from liren.core.events import subscribe
from liren.people.events import HomeConfirmed, HomeStale
from liren.places.selectors import by_id
from liren.workorders.events import CalendarChanged
from liren.workorders.services import recompute_due, walks


@subscribe(CalendarChanged)
def reckon_anew(event: CalendarChanged) -> None:
    """Give every open order the due time of the new calendar."""
    recompute_due(now=timezone.now())


@subscribe(HomeStale)
def send_to_the_door(event: HomeStale) -> None:
    """Somebody goes and asks whether what is known of a home is still so."""
    walks.begin_walk(home=by_id(event.place_id), now=timezone.now())


@subscribe(HomeConfirmed)
def spare_the_walk(event: HomeConfirmed) -> None:
    """Those who live there have said it themselves, or were asked: nobody need go."""
    walks.end_walk(home=by_id(event.place_id), now=timezone.now())
