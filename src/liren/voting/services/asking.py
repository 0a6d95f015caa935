"""What other modules may ask: a vote with one question about a matter of theirs."""

from dataclasses import dataclass
from datetime import datetime

from liren.core.permissions import Actor
from liren.places.models import Place
from liren.voting.domain.matters import Basis, Item
from liren.voting.models import Vote
from liren.voting.services.drafting import NewQuestion, NewVote, draft_vote


@dataclass(frozen=True, kw_only=True)
class About:
    """The question; `item` is the one of the law that owners decide on."""

    title: str
    text: str
    question: str
    basis: str = Vote.BasisName.HOMES
    item: int | None = None


def draft_about(about: About, *, place: Place, by: Actor, now: datetime) -> Vote:
    """Begin a vote; roll, times and all that follows are prepared where votes are."""
    item = Item(about.item) if about.item else None
    new = NewVote(
        title=about.title,
        text=about.text,
        basis=Basis(about.basis),
        questions=[NewQuestion(text=about.question, item=item)],
    )
    return draft_vote(new=new, place=place, by=by, now=now)
