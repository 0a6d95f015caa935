"""What is missing before a vote may be frozen or opened, over all its questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from liren.voting.domain.matters import Basis, Matter
from liren.voting.domain.phases import FROZEN, Phase
from liren.voting.domain.profiles import Channel
from liren.voting.domain.readiness import Gap, Preparation, Where, missing
from liren.voting.domain.roll import Roll
from liren.voting.models import RollObjection, RollOwner, Vote
from liren.voting.selectors.rolls import as_roll
from liren.voting.selectors.votes import questions_of, rules_of

# What cannot be there yet: notice begins with the posting, the roll is frozen after it.
NOT_YET = {
    Phase.DRAFT: frozenset({"notice_missing", "roll_not_frozen", "objections_open"}),
    Phase.POSTED: frozenset({"roll_not_frozen"}),
}


@dataclass(frozen=True)
class Missing:
    """A gap, and the question it is about; 0 is the vote as a whole."""

    gap: Gap
    question: int = 0


def gaps(vote: Vote) -> list[Missing]:
    """Everything that is missing, and what should be known; each said once."""
    rows, roll = questions_of(vote), as_roll(vote.roll, vote)
    if not rows:
        nothing = Matter(basis=Basis.HOMES, opens_at=vote.opens_at, closes_at=vote.closes_at)
        return [Missing(gap) for gap in _missing(vote, roll, "", nothing)]
    found: list[Missing] = []
    for row in rows:
        for gap in _missing(vote, roll, row.text, row.matter):
            number = row.number if gap.where is Where.QUESTION and len(rows) > 1 else 0
            if all((one.gap, one.question) != (gap, number) for one in found):
                found.append(Missing(gap, number))
    return found


def next_gaps(vote: Vote) -> list[Missing]:
    """What is missing for the next step of a vote that has not opened."""
    if vote.phase not in {Phase.DRAFT, Phase.POSTED, Phase.READY}:
        return []
    later = NOT_YET.get(Phase(vote.phase), frozenset())
    return [one for one in gaps(vote) if one.gap.code not in later]


def blocking(vote: Vote) -> list[Missing]:
    """What keeps it from that step."""
    return [one for one in next_gaps(vote) if one.gap.is_blocking]


def _missing(vote: Vote, roll: Roll, text: str, matter: Matter) -> Sequence[Gap]:
    opens, closes = (
        timezone.localtime(at) if at else None for at in (matter.opens_at, matter.closes_at)
    )
    matter = replace(matter, opens_at=opens, closes_at=closes)
    posted = timezone.localdate(vote.posted_at) if vote.posted_at else None
    preparation = Preparation(
        question=text,
        matter=matter,
        roll=roll,
        notice_date=posted,
        is_roll_frozen=vote.phase in FROZEN,
        open_objections=open_objections(vote),
        channels=frozenset(map(Channel, vote.channels)),
        unreachable=_unreachable(vote),
        is_secret=vote.is_secret,
    )
    return missing(preparation, rules_of(vote))


def open_objections(vote: Vote) -> int:
    """How many objections wait for an answer."""
    return RollObjection.objects.filter(vote=vote, answered_at__isnull=True).count()


def _unreachable(vote: Vote) -> frozenset[str]:
    """Owners without a telephone: the letter reaches them at home, or must be posted."""
    rows = RollOwner.objects.filter(version=vote.roll, phone_sealed__isnull=True)
    return frozenset(rows.values_list("key", flat=True))
