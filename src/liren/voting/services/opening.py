"""What the desk reads in clear of what is sealed: the log has it first.

A workbook with its bad lines names people; a proxy's instruction says how somebody votes.
"""

from datetime import datetime

from liren.core import audit
from liren.core.permissions import Actor
from liren.voting.models import Ballot, CityFile, RollFile, Vote
from liren.voting.selectors import city, papers, rolls


def open_roll_file(file: RollFile, *, by: Actor, now: datetime) -> bytes:
    """The sender's own workbook with what to mend."""
    line = audit.Line("voting.roll_file_opened", audit.subject_of(file))
    return audit.read_noted(lambda: rolls.returned_file(file), line, by=by, at=now)


def open_city_file(file: CityFile, *, by: Actor, now: datetime) -> bytes:
    """The city's file with what stayed out and why."""
    line = audit.Line("voting.city_file_opened", audit.subject_of(file))
    return audit.read_noted(lambda: city.returned(file), line, by=by, at=now)


def open_instruction(vote: Vote, ballot: Ballot, *, by: Actor, now: datetime) -> str:
    """What a proxy was told to choose, for who types the paper; empty where nothing was written."""
    if not papers.has_instruction(vote, ballot):
        return ""
    line = audit.Line("voting.instruction_shown", audit.subject_of(ballot))
    return audit.read_noted(lambda: papers.instruction_of(vote, ballot), line, by=by, at=now)
