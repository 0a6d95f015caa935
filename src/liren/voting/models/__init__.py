"""The tables: votes, rolls, letters, ballots, results."""

from liren.voting.models.ballots import (
    Ballot,
    Box,
    CityFile,
    Result,
    Sheet,
    SheetEntry,
    Void,
    VoidRequest,
)
from liren.voting.models.letters import Access, Letter, LetterDelivery, Proxy, Voter
from liren.voting.models.rolls import RollFile, RollObjection, RollOwner, RollUnit, RollVersion
from liren.voting.models.votes import Follower, ObserverNote, Question, Telling, Vote

__all__ = [
    "Access",
    "Ballot",
    "Box",
    "CityFile",
    "Follower",
    "Letter",
    "LetterDelivery",
    "ObserverNote",
    "Proxy",
    "Question",
    "Result",
    "RollFile",
    "RollObjection",
    "RollOwner",
    "RollUnit",
    "RollVersion",
    "Sheet",
    "SheetEntry",
    "Telling",
    "Void",
    "VoidRequest",
    "Vote",
    "Voter",
]
