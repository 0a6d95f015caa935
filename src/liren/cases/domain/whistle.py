"""The whistle as a table: what a called party may say, what the street may rule, how it ends.

吹哨报到: the community blows, and whoever is called answers within half an hour, day and night.
A call is what one party was asked by one whistle. "Not ours" is no way out by itself: the street
rules, and what it ruled is a precedent for the next time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from liren.core.errors import Conflict, Invalid, sentence
from liren.core.scope import community_of

ANSWER_MINUTES = 30
LONGEST_WAY = timedelta(hours=12)
# Whoever types the time that has just passed means now, not tomorrow.
JUST_NOW = timedelta(minutes=2)


class CallStage(StrEnum):
    """Where a call stands."""

    CALLED = "called"
    BOUND = "bound"  # ruled: it is theirs, so "not ours" is said already
    COMING = "coming"
    THERE = "there"
    DISPUTED = "disputed"
    RELEASED = "released"
    ENDED = "ended"


class Move(StrEnum):
    """What moves a call on: an answer, a ruling, or the end of the whistle."""

    COMING = "coming"
    THERE = "there"
    NOT_OURS = "not_ours"
    THEIRS = "theirs"
    RELEASE = "release"
    INSTEAD = "instead"
    END = "end"


ANSWERS = (Move.COMING, Move.THERE, Move.NOT_OURS)
RULINGS = (Move.THEIRS, Move.RELEASE, Move.INSTEAD)

TRANSITIONS: dict[CallStage, dict[Move, CallStage]] = {
    CallStage.CALLED: {
        Move.COMING: CallStage.COMING,
        Move.THERE: CallStage.THERE,
        Move.NOT_OURS: CallStage.DISPUTED,
        Move.END: CallStage.ENDED,
    },
    CallStage.BOUND: {
        Move.COMING: CallStage.COMING,
        Move.THERE: CallStage.THERE,
        Move.END: CallStage.ENDED,
    },
    CallStage.COMING: {
        Move.COMING: CallStage.COMING,
        Move.THERE: CallStage.THERE,
        Move.END: CallStage.ENDED,
    },
    CallStage.THERE: {Move.END: CallStage.ENDED},
    CallStage.DISPUTED: {
        Move.THEIRS: CallStage.BOUND,
        Move.RELEASE: CallStage.RELEASED,
        Move.INSTEAD: CallStage.RELEASED,
        Move.END: CallStage.ENDED,
    },
    CallStage.RELEASED: {},
    CallStage.ENDED: {},
}
UNANSWERED = frozenset({CallStage.CALLED, CallStage.BOUND})


class MoveNotOpen(Conflict):
    """The call does not allow it any more, often because a colleague was quicker."""

    code = "cases.whistle_move_not_open"
    sentence = sentence("This call has moved on in the meantime. Look at it again.")


class TooFarOff(Invalid):
    """A whistle is about now."""

    code = "cases.whistle_too_far_off"
    sentence = sentence("A whistle is about now: say a time within {hours} hours.")


def after(stage: str, move: Move) -> CallStage:
    """The stage a move leads to; refused when it is not open."""
    found = TRANSITIONS[CallStage(stage)].get(move)
    if found is None:
        raise MoveNotOpen(stage=str(stage), move=str(move))
    return found


def answers_open(stage: str) -> tuple[Move, ...]:
    """What a party can say now."""
    return tuple(move for move in ANSWERS if move in TRANSITIONS[CallStage(stage)])


def coming_at(hour: int, minute: int, *, now: datetime) -> datetime:
    """The next time a clock shows this; what was a minute ago is now."""
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if at < now - JUST_NOW:
        at += timedelta(days=1)
    if at - now > LONGEST_WAY:
        raise TooFarOff(hours=LONGEST_WAY // timedelta(hours=1))
    return max(at, now)


@dataclass(frozen=True)
class Ruled:
    """A ruling as far as likeness goes: about which class, where, and which party."""

    id: int
    category: int | None
    place_path: str
    party: int
    at: datetime


def precedents(
    ruled: Iterable[Ruled], *, category: int | None, place_path: str, parties: Iterable[int]
) -> list[Ruled]:
    """Those of the same class in the same community or about the same party, the likest first."""
    called, community = frozenset(parties), community_of(place_path)
    alike = [
        ((one.party in called) + (_is_near(one, community)), one)
        for one in ruled
        if category is not None and one.category == category
    ]
    alike = [(score, one) for score, one in alike if score]
    return [one for _score, one in sorted(alike, key=lambda a: (-a[0], -a[1].at.timestamp()))]


def _is_near(one: Ruled, community: str) -> bool:
    return bool(community) and community_of(one.place_path) == community
