"""Every post gets an answer; what is taken out of the rates is taken out in public."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from liren.cases.domain.workflow import OPEN, Stage
from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.cases.services import orders, photos, telling
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.register import AnswerMissing
from liren.cases.services.steps import Said, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor, require
from liren.workorders.services import ReasonMissing

ANSWERED = sentence("About {title}: {answer}")


@transaction.atomic
def answer_case(*, case: Case, answer: str, by: Actor, now: datetime) -> Case:
    """Say something to everybody who spoke of the case, without moving it."""
    _require_word(by, case)
    if not answer.strip():
        raise AnswerMissing()
    case = locked(case)
    _require_stage(case, OPEN)
    case.answered_at = case.answered_at or now
    case.public_answer = answer.strip()
    case.save(update_fields=["answered_at", "public_answer"])
    note_step(case, "answered", by=by, now=now, said=Said(public=answer.strip()))
    telling.tell(case, ANSWERED, now=now, answer=answer.strip())
    audit.record("cases.answered", case, by=by, at=now)
    return case


def _require_word(by: Actor, case: Case) -> None:
    """The office and whoever works at the place; a party from outside while it has the case."""
    works_here = by.has_perm(CasePermission.HANDLE, case.place)
    if works_here and by.has_perm(CasePermission.SEE, case.place):
        return
    order = orders.current(case)
    if order is not None and works_here and not by.has_perm(CasePermission.REGISTER, case.place):
        orders.require_own(by, order)
        return
    require(by, CasePermission.REGISTER, at=case.place)


def _require_stage(case: Case, stages: Collection[str]) -> None:
    if case.stage not in stages:
        raise Conflict()


@transaction.atomic
def note_case(
    *,
    case: Case,
    note: str,
    pictures: Sequence[StoredPhoto] = (),
    by: Actor,
    now: datetime,
    done_at: datetime | None = None,
) -> Case:
    """Leave a note for colleagues; residents do not see it."""
    require(by, CasePermission.SEE, at=case.place)
    if not note.strip():
        raise ReasonMissing()
    step = note_step(case, "noted", by=by, now=now, said=Said(note=note.strip(), done_at=done_at))
    photos.attach_to_step(step, pictures, by=by, now=now)
    audit.record("cases.noted", case, by=by, at=step.at)
    return case


@transaction.atomic
def exclude_case(*, case: Case, reason: str, by: Actor, now: datetime) -> Case:
    """Take a case out of the rates, with reason and approver in public: the known way to cheat."""
    require(by, CasePermission.EXCLUDE, at=case.place)
    if not reason.strip():
        raise ReasonMissing()
    case = locked(case)
    _require_stage(case, OPEN | {Stage.CLOSED})
    if case.excluded_reason:
        raise Conflict()  # who approved it stands in public, and stays there
    case.excluded_reason, case.excluded_by = reason.strip()[:200], by.audit_name
    case.save(update_fields=["excluded_reason", "excluded_by"])
    note_step(case, "excluded", by=by, now=now, said=Said(public=reason.strip()))
    audit.record("cases.excluded", case, by=by, at=now)
    return case
