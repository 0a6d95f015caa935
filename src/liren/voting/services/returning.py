"""A workbook with its bad lines goes back to the desk: it names people, so the log has it first."""

from datetime import datetime

from liren.core import audit
from liren.core.permissions import Actor
from liren.voting.models import CityFile, RollFile
from liren.voting.selectors import city, rolls


def open_roll_file(file: RollFile, *, by: Actor, now: datetime) -> bytes:
    """The sender's own workbook with what to mend."""
    line = audit.Line("voting.roll_file_opened", audit.subject_of(file))
    return audit.read_noted(lambda: rolls.returned_file(file), line, by=by, at=now)


def open_city_file(file: CityFile, *, by: Actor, now: datetime) -> bytes:
    """The city's file with what stayed out and why."""
    line = audit.Line("voting.city_file_opened", audit.subject_of(file))
    return audit.read_noted(lambda: city.returned(file), line, by=by, at=now)
