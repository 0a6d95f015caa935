"""The seam to `voting`: a topic asks for a vote, and hears what it said. Nothing else is known of it.

A vote is prepared, opened, cast, counted and proved by its own module; a topic waits for it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import SYSTEM, Actor
from liren.deliberation.domain.phases import Act
from liren.deliberation.models import Topic
from liren.deliberation.services.access import begin, hold
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.words import for_everybody, note_step, office_of
from liren.voting.models import Vote
from liren.voting.selectors.results import results_of
from liren.voting.services.drafting import NewQuestion, NewVote, draft_vote

ADOPTED = ("passed", "elected")


class VoteAskedAlready(Conflict):
    """One vote decides a topic."""

    code = "deliberation.vote_asked_already"
    sentence = sentence("A vote is prepared for this topic already.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What neighbours are asked, and whose vote it is; `item` of the law for owners."""

    question: str
    basis: Vote.BasisName = Vote.BasisName.HOMES
    item: int | None = None


@transaction.atomic
def ask_vote(*, topic: Topic, asked: Asked, by: Actor, now: datetime) -> Vote:
    """Have a vote drafted about a topic; its roll and times are prepared where votes are."""
    held = begin(topic, Act.DRAFT_VOTE, by=by)
    if held.vote_id is not None and held.vote_outcome != Topic.VoteOutcome.CALLED_OFF:
        raise VoteAskedAlready
    question = for_everybody(asked.question, most=300)
    new = NewVote.about(
        title=held.title, text=held.words, basis=asked.basis, question=question, item=asked.item
    )
    vote = draft_vote(new=new, place=held.place, by=by, now=now)
    held.vote, held.vote_outcome = vote, Topic.VoteOutcome.OPEN
    held.save(update_fields=["vote", "vote_outcome"])
    who = office_of(by, held.place)
    note_step(held, "vote_drafted", by=by, now=now, words=question, who=who)
    audit.record("deliberation.vote_asked", held, by=by, at=now, vote=vote.pk)
    return vote
