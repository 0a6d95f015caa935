"""What topics make of facts: what a vote said, and what was hidden of somebody's words."""

from django.utils import timezone

from liren.core.events import subscribe
from liren.deliberation.events import WordsHidden
from liren.deliberation.services.telling import tell_author
from liren.deliberation.services.votes import hear_vote
from liren.voting.events import VoteCalledOff, VoteCounted


@subscribe(VoteCounted)
def hear_count(event: VoteCounted) -> None:
    """The topic knows what was decided."""
    hear_vote(vote_id=event.vote_id, now=timezone.now())


@subscribe(VoteCalledOff)
def hear_calling_off(event: VoteCalledOff) -> None:
    """The topic waits for another vote, or ends."""
    hear_vote(vote_id=event.vote_id, now=timezone.now())


@subscribe(WordsHidden)
def tell_whoever_said_it(event: WordsHidden) -> None:
    """The author reads why, and can object."""
    tell_author(event.hiding_id, now=timezone.now())
