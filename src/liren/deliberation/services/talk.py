"""What is said in a talk: statements and judgements, comments."""

from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Conflict, NotFound, TooMany, sentence
from liren.core.permissions import Actor
from liren.deliberation.domain import phases
from liren.deliberation.domain.phases import Act
from liren.deliberation.models import (
    Comment,
    Judgement,
    Statement,
    Topic,
)
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.services.access import begin, begin_at_home, hold, resident
from liren.deliberation.services.telling import follow
from liren.deliberation.services.words import for_everybody, office_of
from liren.people.models import Person

LONGEST_STATEMENT = 120
LONGEST_COMMENT = 500
MOST_OF_ONE = 30


class SaidAlready(Conflict):
    """The same words stand there."""

    code = "deliberation.said_already"
    sentence = sentence("This was said here already. Say what you think of it instead.")


class SaidEnough(TooMany):
    """Room for everybody."""

    code = "deliberation.said_enough"
    sentence = sentence("You have said {most} things here. Let the others speak, too.")


class StatementUnknown(NotFound):
    """No such statement in this talk, or it was hidden."""

    code = "deliberation.statement_unknown"
    sentence = sentence("This statement is not there any more.")


@transaction.atomic
def say(*, topic: Topic, text: str, by: Actor, now: datetime) -> Statement:
    """Add a short thought for others to judge; whoever says it agrees with it."""
    held, person = begin_at_home(topic, Act.STATE, by=by, now=now)
    row = _state(held, text, person, now)
    Judgement.objects.create(statement=row, person=person, answer=1, at=now)
    audit.record("deliberation.statement_made", row, by=by, at=now)
    return row


@transaction.atomic
def enter_statement(
    *, topic: Topic, text: str, source: str, person: Person | None, by: Actor, now: datetime
) -> Statement:
    """Write down what somebody said at a meeting, at the counter or by telephone."""
    held = begin(topic, Act.ENTER_STATEMENT, by=by)
    row = _state(held, text, person, now, source=source, entered_by=by.audit_name)
    audit.record("deliberation.statement_entered", row, by=by, at=now, source=source)
    return row


def _state(
    topic: Topic,
    text: str,
    person: Person | None,
    now: datetime,
    *,
    source: str = "online",
    entered_by: str = "",
) -> Statement:
    words = for_everybody(text, most=LONGEST_STATEMENT)
    if Statement.objects.filter(topic=topic, text=words, is_hidden=False).exists():
        raise SaidAlready
    require_room(Statement.objects.filter(topic=topic, person=person).count(), person)
    if person is not None:
        follow(topic, person=person)
    return Statement.objects.create(
        topic=topic, text=words, person=person, source=source, entered_by=entered_by, at=now
    )


def require_room(said: int, person: Person | None) -> None:
    """Refuse the thirty-first thing that one person says here."""
    if person is not None and said >= MOST_OF_ONE:
        raise SaidEnough(most=MOST_OF_ONE)


@transaction.atomic
def judge(*, topic: Topic, statement_id: int, answer: int, by: Actor, now: datetime) -> Judgement:
    """Say what one thinks of a statement; until the talk ends one may think again.

    No line of the log says who thinks what.
    """
    held, person = begin_at_home(topic, Act.JUDGE, by=by, now=now)
    statement = Statement.objects.filter(topic=held, pk=statement_id, is_hidden=False).first()
    if statement is None:
        raise StatementUnknown
    row, _ = Judgement.objects.update_or_create(
        statement=statement,
        person=person,
        defaults={"answer": Judgement.Answer(answer), "at": now},
    )
    follow(held, person=person)
    return row


@transaction.atomic
def comment(*, topic: Topic, text: str, by: Actor, now: datetime) -> Comment:
    """Say something beside the matter; staff speak in the name of their office."""
    speaks_for = by.has_perm(TalkPermission.PREPARE, topic.place)
    person = None if speaks_for else resident(by, topic.place)
    held = hold(topic)
    phases.check(held.phase, Act.COMMENT, held.mode)
    require_room(Comment.objects.filter(topic=held, person=person).count(), person)
    row = Comment.objects.create(
        topic=held,
        text=for_everybody(text, most=LONGEST_COMMENT),
        person=person,
        party=office_of(by, held.place) if speaks_for else None,
        entered_by=by.audit_name if speaks_for else "",
        phase=held.phase,
        at=now,
    )
    if person is not None:
        follow(held, person=person)
    audit.record("deliberation.comment_made", row, by=by, at=now)
    return row
