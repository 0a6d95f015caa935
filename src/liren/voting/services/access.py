"""May this person, and does the phase have it open: asked first by every write, and for everybody.

Both are asked of the row as it is now, which is then held until the transaction ends: a vote does
not close, nor a roll freeze, between the question and the change.
"""

from collections.abc import Mapping
from types import MappingProxyType

from liren.core.permissions import Actor, require
from liren.voting.domain import phases
from liren.voting.domain.phases import Act, Step
from liren.voting.models import Vote
from liren.voting.permissions import VotePermission

# Who casts a ballot proves it by letter and telephone; an objection is anybody's. Neither is here.
NEEDS: Mapping[Act | Step, VotePermission] = MappingProxyType(
    {
        Act.EDIT: VotePermission.PREPARE,
        Act.SCHEDULE: VotePermission.PREPARE,
        Act.CHANGE_ROLL: VotePermission.PREPARE,
        Act.ANSWER: VotePermission.PREPARE,
        Act.PRINT: VotePermission.PREPARE,
        Act.DELIVER: VotePermission.DELIVER,
        Act.NAME_PROXY: VotePermission.DESK,
        Act.TAKE_IN: VotePermission.DESK,
        Act.TAKE_OVER: VotePermission.DESK,
        Act.VOID: VotePermission.DESK,
        Act.COUNT_ENVELOPES: VotePermission.DESK,
        Act.ENTER: VotePermission.DESK,
        Act.OBSERVE: VotePermission.OBSERVE,
        **dict.fromkeys(Step, VotePermission.LEAD),
    }
)


def begin(vote: Vote, act: Act, *, by: Actor) -> Vote:
    """May you, can it: the vote as it is now, held."""
    require(by, NEEDS[act], at=vote.place)
    held = hold(vote)
    phases.check(held.phase, act)
    return held


def advance(vote: Vote, step: Step, *, by: Actor) -> Vote:
    """The same for a step; the vote stands in its next phase, and is not saved yet."""
    require(by, NEEDS[step], at=vote.place)
    held = hold(vote)
    held.phase = phases.after(held.phase, step)
    return held


def hold(vote: Vote) -> Vote:
    """The vote as it is now; whoever else would write waits."""
    rows = Vote.objects.select_for_update(of=("self",)).select_related("place", "roll")
    return rows.get(pk=vote.pk)
