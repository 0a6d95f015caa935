"""Two people look at what a camera points to: one asks with a reason, another agrees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from liren.core.errors import Conflict, Invalid, sentence

SHOWN_FOR = timedelta(minutes=30)  # after the second has agreed
ASKED_FOR = timedelta(hours=24)  # so long a question waits for a second


class ReasonMissing(Invalid):
    """Whoever asks to look says why."""

    code = "sensing.look_reason_missing"
    sentence = sentence("Please write why you have to look at it.")


class NothingToLookAt(Conflict):
    """The camera gave no reference, or its days are over."""

    code = "sensing.nothing_to_look_at"
    sentence = sentence("There is no recording to look at any more. References go by their date.")


class SamePerson(Conflict):
    """Two people means two people."""

    code = "sensing.look_same_person"
    sentence = sentence("You asked yourself. Somebody else has to agree.")


class LookOver(Conflict):
    """It was agreed to before, or nobody did in time."""

    code = "sensing.look_over"
    sentence = sentence("This question was answered already or is too old. Please ask anew.")


@dataclass(frozen=True)
class Asked:
    """A question to look, and what became of it; people by their ids."""

    asked_by: int
    asked_at: datetime
    agreed_by: int | None = None
    agreed_at: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """Whether it still waits for a second."""
        return self.agreed_at is None and now - self.asked_at < ASKED_FOR

    def shows(self, user: int, now: datetime) -> bool:
        """Whether these two, and nobody else, may see the reference now."""
        if self.agreed_at is None or user not in (self.asked_by, self.agreed_by):
            return False
        return now - self.agreed_at < SHOWN_FOR

    def require_second(self, user: int, now: datetime) -> None:
        """Refuse whoever may not be the second."""
        if user == self.asked_by:
            raise SamePerson()
        if not self.waits(now):
            raise LookOver()
