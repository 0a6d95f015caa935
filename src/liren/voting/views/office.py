"""What the frame of a resident's page says of the office of a place, and who is at the desk."""

from typing import cast

from django.http import HttpRequest

from liren.accounts.models import User
from liren.accounts.selectors import community_party
from liren.places.models import Place
from liren.places.selectors import home_community
from liren.ui.context import Office
from liren.ui.naming import local_hours, local_name
from liren.voting.models import Vote
from liren.voting.permissions import VotePermission
from liren.voting.selectors import votes


def office_of(place: Place) -> Office:
    """Whom to ring about a vote."""
    party, community = community_party(place), home_community(place) or place
    if party is None:
        return Office(place=local_name(community))
    return Office(
        place=local_name(community),
        name=local_name(party),
        phone=party.phone,
        hours=local_hours(party),
    )


def at_desk(request: HttpRequest, pk: int) -> tuple[Vote, User]:
    """A vote that the person at the desk may see, and who that is."""
    user = cast(User, request.user)
    return votes.vote(user.scope_for(VotePermission.SEE), pk), user
