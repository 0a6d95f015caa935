"""What a proxy was told to choose: shown while the papers are typed in, and at no other time."""

from liren.core import crypto
from liren.voting.domain.phases import Act, is_open
from liren.voting.models import Ballot, Vote

INSTRUCTION = "proxy instruction"


def has_instruction(vote: Vote, ballot: Ballot) -> bool:
    """Whether there is one that may be seen now."""
    held = ballot.proxy.instruction_sealed if ballot.proxy else None
    return held is not None and is_open(vote.phase, Act.ENTER)


def instruction_of(vote: Vote, ballot: Ballot) -> str:
    """The written instruction behind a paper, while its box is being entered."""
    proxy = ballot.proxy
    if proxy is None or proxy.instruction_sealed is None or not is_open(vote.phase, Act.ENTER):
        return ""
    sealed = bytes(proxy.instruction_sealed)
    return crypto.unseal(sealed, purpose=INSTRUCTION, row=proxy.salt)
