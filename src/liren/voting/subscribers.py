"""A vote that is posted, opened, counted or called off is told to its owners and followers."""

from django.utils import timezone

from liren.core.events import subscribe
from liren.voting.domain.phases import Phase
from liren.voting.events import RollPosted, VoteCalledOff, VoteCounted, VoteOpened
from liren.voting.services.telling import tell_of


@subscribe(RollPosted)
def tell_of_roll(event: RollPosted) -> None:
    """Look whether your home is right."""
    tell_of(event.vote_id, Phase.POSTED, now=timezone.now())


@subscribe(VoteOpened)
def tell_of_opening(event: VoteOpened) -> None:
    """Vote by this day."""
    tell_of(event.vote_id, Phase.OPEN, now=timezone.now())


@subscribe(VoteCounted)
def tell_of_result(event: VoteCounted) -> None:
    """This is the result."""
    tell_of(event.vote_id, Phase.COUNTED, now=timezone.now())


@subscribe(VoteCalledOff)
def tell_of_calling_off(event: VoteCalledOff) -> None:
    """It does not take place; a draft was never told of."""
    tell_of(event.vote_id, Phase.CALLED_OFF, now=timezone.now())
