"""The result is checked on the spot by somebody other than who did it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liren.accounts import selectors as accounts
from liren.accounts.models import Party
from liren.cases.domain.workflow import Step
from liren.cases.events import CaseClosed
from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.cases.services import deadlines, orders, photos, telling
from liren.cases.services.closing import require_whistle_over
from liren.cases.services.orders import Asked
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.register import ask_who
from liren.cases.services.steps import Said, advance, locked
from liren.core import audit
from liren.core.errors import NotAllowed, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder

CLOSED = sentence("{title} is done and was checked on the spot. Is it solved? Please tell us.")
AGAIN = sentence("About {title}: we looked, and it is not right yet. It is being done again.")


class OwnWork(NotAllowed):
    """Nobody checks their own work."""

    code = "cases.own_work"
    sentence = sentence("The result is checked by somebody other than who did the work.")


@transaction.atomic
def approve_result(
    *,
    order: WorkOrder,
    words: str = "",
    pictures: Sequence[StoredPhoto] = (),
    by: Actor,
    now: datetime,
    done_at: datetime | None = None,
) -> Case:
    """The check passed: the case is closed and its reporters are asked."""
    case = _checkable(order, by)
    require_whistle_over(case)
    order = workorders.finish(order=order, result=words, by=by, now=now, done_at=done_at)
    case.closed_at = done_at or now
    # A reopened case is judged anew; the first verdict stays in the time line.
    case.solved = case.satisfied = case.judged_at = None
    said = Said(public=words, order=order, done_at=done_at)
    step = advance(case, Step.APPROVE, by=by, now=now, said=said)
    photos.attach_to_step(step, pictures, by=by, now=now)
    telling.tell(case, CLOSED, now=now)
    publish(CaseClosed(case_id=case.pk))
    audit.record("cases.closed", case, by=by, at=case.closed_at)
    return case


@transaction.atomic
def send_back(
    *,
    order: WorkOrder,
    reason: str,
    pictures: Sequence[StoredPhoto] = (),
    by: Actor,
    now: datetime,
    done_at: datetime | None = None,
) -> WorkOrder:
    """The check failed: the same party does it again, and it is counted.

    Where that party is no more, the office finds another.
    """
    case = _checkable(order, by)
    if not reason.strip():
        raise workorders.ReasonMissing()
    done = order.follows
    reason = reason.strip()
    order = workorders.finish(order=order, result=reason, by=by, now=now, done_at=done_at)
    case.reworks += 1
    party = case.party if case.party and accounts.is_active(case.party) else None
    case.party = party
    said = Said(note=reason, order=order, done_at=done_at)
    step = advance(case, Step.REWORK if party else Step.REASSIGN, by=by, now=now, said=said)
    photos.attach_to_step(step, pictures, by=by, now=now)
    if party is None:
        rework = ask_who(case, by=by, now=now, follows=order)
    else:
        rework = orders.ask(case, _again(case, party, done, order), by=by, now=now)
    telling.tell(case, AGAIN, now=now)
    audit.record("cases.sent_back", case, by=by, at=done_at or now, order=rework.pk)
    return rework


def _again(case: Case, party: Party, done: WorkOrder | None, check: WorkOrder) -> Asked:
    return Asked(
        WorkOrder.Kind.HANDLE,
        party,
        deadlines.for_handling(case.category),
        assignee=done.assignee if done else None,
        instruction=check.result,
        follows=check,
    )


def _checkable(order: WorkOrder, by: Actor) -> Case:
    case = locked(orders.case_of(order))
    require(by, CasePermission.CHECK, at=case.place)
    orders.require_kind(order, WorkOrder.Kind.CHECK)
    # Another person is enough: in a small community the same party works and looks.
    if by.audit_name in orders.workers_of(order.follows):
        raise OwnWork()
    return case
