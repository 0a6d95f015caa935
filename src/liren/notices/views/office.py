"""What the frame of a resident's page says of the office of a place."""

from datetime import datetime

from liren.accounts.selectors import community_party
from liren.core.office import work_calendar
from liren.places.models import Place
from liren.places.selectors import home_community
from liren.ui.context import Office
from liren.ui.naming import local_hours, local_name


def office_of(place: Place) -> Office:
    """Whom to ring about what was said to a place."""
    party, community = community_party(place), home_community(place) or place
    if party is None:
        return Office(place=local_name(community))
    return Office(
        place=local_name(community),
        name=local_name(party),
        phone=party.phone,
        hours=local_hours(party),
    )


def is_open(now: datetime) -> bool:
    """Whether the office is there."""
    return work_calendar().is_open(now)
