"""The seam to `voting`: a topic asks for a vote, and hears what it said; nothing else is known.

A vote is prepared, opened, cast, counted and proved by its own module; a topic waits for it.
"""

from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import SYSTEM, Actor
from liren.deliberation.domain.phases import Act, Phase
from liren.deliberation.models import Topic
from liren.deliberation.services.access import begin, hold
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.words import for_everybody, note_step, office_of
from liren.voting.models import Vote
from liren.voting.selectors.outcomes import has_passed
from liren.voting.services.asking import About, draft_about


class VoteAskedAlready(Conflict):
    """One vote decides a topic."""

    code = "deliberation.vote_asked_already"
    sentence = sentence("A vote is prepared for this topic already.")


@transaction.atomic
def ask_vote(
    *, topic: Topic, question: str, basis: str, item: int | None, by: Actor, now: datetime
) -> Vote:
    """Have a vote drafted about a topic; its roll and times are prepared where votes are."""
    held = begin(topic, Act.DRAFT_VOTE, by=by)
    if held.vote_id is not None and held.vote_outcome != Topic.VoteOutcome.CALLED_OFF:
        raise VoteAskedAlready
    asked = for_everybody(question, most=300)
    about = About(title=held.title, text=held.words, question=asked, basis=basis, item=item)
    vote = draft_about(about, place=held.place, by=by, now=now)
    held.vote, held.vote_outcome = vote, Topic.VoteOutcome.OPEN
    held.save(update_fields=["vote", "vote_outcome"])
    party = office_of(by, held.place)
    note_step(held, "vote_drafted", by=by, now=now, words=asked, of=party)
    audit.record("deliberation.vote_asked", held, by=by, at=now, vote=vote.pk)
    return vote


@transaction.atomic
def hear_vote(*, vote_id: int, now: datetime) -> Topic | None:
    """The vote was counted or called off: note it once; what follows is the committee's step."""
    topic = Topic.objects.filter(vote=vote_id).select_related("vote", "place").first()
    if topic is None or topic.vote is None or topic.vote_outcome != Topic.VoteOutcome.OPEN:
        return None
    passed, held = has_passed(topic.vote), hold(topic)
    if passed is None:
        held.vote_outcome = Topic.VoteOutcome.CALLED_OFF
    else:
        held.vote_outcome = Topic.VoteOutcome.PASSED if passed else Topic.VoteOutcome.FAILED
    held.save(update_fields=["vote_outcome"])
    note_step(held, f"vote_{held.vote_outcome}", by=SYSTEM, now=now)
    if held.phase == Phase.VOTE:
        tell_followers(held, "vote_off" if passed is None else "counted", now=now)
    audit.record("deliberation.vote_heard", held, by=SYSTEM, at=now, outcome=held.vote_outcome)
    return held
