"""What votes announce. Nothing of what anybody chose."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class RollPosted(Event):
    """Question and roll of a vote hang for everybody to check."""

    name = "voting.roll_posted"
    vote_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class VoteOpened(Event):
    """A vote has opened: roll and questions are fixed."""

    name = "voting.opened"
    vote_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class VoteClosed(Event):
    """A vote has closed; nothing is counted yet."""

    name = "voting.closed"
    vote_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class VoteCounted(Event):
    """A vote was counted, and its result published."""

    name = "voting.counted"
    vote_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class VoteCalledOff(Event):
    """A vote was called off, with a reason that everybody reads."""

    name = "voting.called_off"
    vote_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class RollObjectionMade(Event):
    """Somebody objects to the roll; it cannot be frozen before there is an answer."""

    name = "voting.roll_objection_made"
    objection_id: int
