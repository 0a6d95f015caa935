"""Whether a measure has helped, as homes see it; and when silence is too long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SILENT_AFTER = timedelta(days=30)


class Answer(StrEnum):
    """What a home says of a measure."""

    SETTLED = "settled"
    PARTLY = "partly"
    NOT = "not"


class Verdict(StrEnum):
    """What follows from all answers."""

    WAITING = "waiting"
    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True)
class Tally:
    """How many homes said what, and what follows; `fewest` must speak before anything does."""

    settled: int
    partly: int
    not_settled: int
    fewest: int

    @property
    def homes(self) -> int:
        """How many spoke."""
        return self.settled + self.partly + self.not_settled

    @property
    def verdict(self) -> Verdict:
        """Favourable when more than half of the homes say that it is settled."""
        if self.homes < max(1, self.fewest):
            return Verdict.WAITING
        return Verdict.FAVOURABLE if self.settled * 2 > self.homes else Verdict.UNFAVOURABLE


def tally(answers: Iterable[str], *, fewest: int) -> Tally:
    """Count the answers of homes."""
    found = list(answers)
    return Tally(
        settled=found.count(Answer.SETTLED),
        partly=found.count(Answer.PARTLY),
        not_settled=found.count(Answer.NOT),
        fewest=fewest,
    )


def is_silent(news_at: datetime, now: datetime) -> bool:
    """Whether nothing was heard for too long."""
    return now - news_at >= SILENT_AFTER
