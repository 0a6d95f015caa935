"""Objections to a posted roll: anybody may make one, and each is answered before the freezing."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.selectors import normal_phone
from liren.core import audit, crypto
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor
from liren.notices.services import NewNotice, send_all
from liren.voting.domain import phases
from liren.voting.domain.phases import Act
from liren.voting.events import RollObjectionMade
from liren.voting.models import RollObjection, Vote
from liren.voting.services.access import begin, hold

LONGEST = 1000
PURPOSE = "roll objection"


class ObjectionMissing(Invalid):
    """An objection has words."""

    code = "voting.objection_missing"
    sentence = sentence("Please write what is not right on the roll.")


class AnswerMissing(Invalid):
    """An answer has words."""

    code = "voting.objection_answer_missing"
    sentence = sentence("Please write the answer; whoever objected reads it.")


class AnsweredAlready(Conflict):
    """An answer is given once."""

    code = "voting.objection_answered_already"
    sentence = sentence("A colleague has answered already.")


@dataclass(frozen=True, kw_only=True)
class NewObjection:
    """What is wrong with which home, and how to answer."""

    unit: str
    text: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswer:
    """What the office says; granted when the roll is changed for it."""

    text: str
    is_granted: bool


@transaction.atomic
def object_to_roll(*, vote: Vote, new: NewObjection, by: Actor, now: datetime) -> RollObjection:
    """Take an objection while the roll is posted."""
    if not new.text.strip() or not new.unit.strip():
        raise ObjectionMissing
    held = hold(vote)
    phases.check(held.phase, Act.OBJECT)
    row = RollObjection(
        vote=held,
        link=secrets.token_urlsafe(18),
        unit=new.unit.strip()[:60],
        text=new.text.strip()[:LONGEST],
        salt=secrets.token_hex(16),
        made_at=now,
    )
    if new.phone.strip():
        number = normal_phone(new.phone)
        row.contact_sealed = crypto.seal(number, purpose=PURPOSE, row=row.salt)
    row.save()
    publish(RollObjectionMade(objection_id=row.pk))
    audit.record("voting.roll_objection_made", row, by=by, at=now)
    return row


@transaction.atomic
def answer_objection(
    *, objection: RollObjection, answer: ObjectionAnswer, by: Actor, now: datetime
) -> RollObjection:
    """Answer; the roll itself is changed by its own act."""
    begin(objection.vote, Act.ANSWER, by=by)
    if not answer.text.strip():
        raise AnswerMissing
    waiting = RollObjection.objects.filter(pk=objection.pk, answered_at__isnull=True)
    if not waiting.update(
        answer=answer.text.strip()[:LONGEST],
        is_granted=answer.is_granted,
        answered_at=now,
        answered_by=by.audit_name,
    ):
        raise AnsweredAlready
    objection.refresh_from_db()
    _tell(objection, now)
    audit.record("voting.roll_objection_answered", objection, by=by, at=now)
    return objection


def _tell(row: RollObjection, now: datetime) -> None:
    if row.contact_sealed is None:
        return
    notice = NewNotice(
        phone=crypto.unseal(bytes(row.contact_sealed), purpose=PURPOSE, row=row.salt),
        text=f"{row.vote.title}: {row.answer}",
        subject_type=RollObjection._meta.label_lower,
        subject_id=row.pk,
        place_path=row.vote.place_path,
        in_office_hours=True,
    )
    send_all([notice], now=now)
