"""What can be said on a ballot with one or several questions, and how it is kept.

A ballot answers each question by its number with a list of words: one choice, or the names that
were ticked. The rules of the count (`ballots.admit`) decide what stands; here is refused only what
a person can still mend while they hold the pen.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from liren.core.errors import Invalid, sentence

from .ballots import Choice
from .matters import Matter

Chosen = Sequence[str]
Answers = Mapping[int, Chosen]
ALONE = frozenset({Choice.AGREE, Choice.OPPOSE, Choice.ABSTAIN})


class AnswerMissing(Invalid):
    """A question has no answer."""

    code: ClassVar[str] = "voting.answer_missing"
    sentence: ClassVar[str] = sentence(
        "Question {number} has no answer yet. To say neither yes nor no, choose “abstain”."
    )


class TooManyTicks(Invalid):
    """More names than allowed."""

    code: ClassVar[str] = "voting.too_many_ticks"
    sentence: ClassVar[str] = sentence(
        "Question {number}: {ticked} names are ticked, and {most} at most are possible."
    )


class AnswerUnclear(Invalid):
    """Something that is not on the ballot, or two things at once."""

    code: ClassVar[str] = "voting.answer_unclear"
    sentence: ClassVar[str] = sentence("Question {number}: the answer is not one of the choices.")


def check_answers(answers: Answers, matters: Mapping[int, Matter], *, on_paper: bool) -> None:
    """Refuse an answer that is missing or unclear; paper may be spoiled, a page cannot."""
    if answers.keys() - matters.keys():
        raise AnswerUnclear(number=min(answers.keys() - matters.keys()))
    for number, matter in matters.items():
        chosen = list(answers.get(number, ()))
        if not chosen:
            raise AnswerMissing(number=number)
        if on_paper and chosen == [Choice.SPOILED]:
            continue
        _check(number, chosen, matter, on_paper)


def _check(number: int, chosen: list[str], matter: Matter, on_paper: bool) -> None:
    if chosen == [Choice.ABSTAIN]:
        return
    if not matter.is_election:
        if len(chosen) != 1 or chosen[0] not in ALONE:
            raise AnswerUnclear(number=number)
        return
    if set(chosen) - set(matter.candidates) or len(set(chosen)) != len(chosen):
        raise AnswerUnclear(number=number)
    if len(chosen) > matter.most_picks and not on_paper:
        raise TooManyTicks(number=number, ticked=len(chosen), most=matter.most_picks)


def as_choice(chosen: Chosen, matter: Matter) -> tuple[Choice, frozenset[str]]:
    """A kept answer as the count takes it: the choice, and the names ticked."""
    if len(chosen) == 1 and chosen[0] in set(Choice) - {Choice.TICKED}:
        return Choice(chosen[0]), frozenset()
    return (
        (Choice.TICKED, frozenset(chosen)) if matter.is_election else (Choice.SPOILED, frozenset())
    )
