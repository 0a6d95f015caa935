"""What was counted: read from what was published, never from ballots."""

from dataclasses import dataclass
from typing import Any

from liren.core.errors import NotFound, sentence
from liren.voting.domain.recount import FoundBallot, look_up
from liren.voting.models import Question, Result, Vote
from liren.voting.selectors.votes import questions_of


class ResultUnknown(NotFound):
    """Nothing is counted yet."""

    code = "voting.result_unknown"
    sentence = sentence("This is not counted yet. Nobody sees a count before the vote has closed.")


@dataclass(frozen=True)
class Counted:
    """A question with its result."""

    question: Question
    result: Result

    @property
    def data(self) -> dict[str, Any]:
        """The explained result as plain data."""
        return dict(self.result.data)


def results_of(vote: Vote) -> list[Counted]:
    """Every question with its result; the published files stay where they are."""
    rows = Result.objects.filter(question__vote=vote).defer("file")
    by_question = {row.question_id: row for row in rows}
    asked = questions_of(vote)
    if not by_question:
        raise ResultUnknown
    return [Counted(one, by_question[one.pk]) for one in asked if one.pk in by_question]


def published_file(vote: Vote, number: int) -> Result:
    """The published file of one question."""
    found = Result.objects.filter(question__vote=vote, question__number=number).first()
    if found is None:
        raise ResultUnknown
    return found


def find_receipt(vote: Vote, code: str) -> list[tuple[Question, FoundBallot]]:
    """What a receipt leads to in each published file; raises `ReceiptUnreadable`."""
    files = {row.question_id: row.file for row in Result.objects.filter(question__vote=vote)}
    if not files:
        raise ResultUnknown
    asked = [one for one in questions_of(vote) if one.pk in files]
    return [(one, look_up(files[one.pk], code)) for one in asked]
