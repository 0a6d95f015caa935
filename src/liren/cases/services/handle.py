"""What the party in charge does: accept, ask for more time, finish with words and a photo."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liren.cases.domain.workflow import Step
from liren.cases.events import CaseHandled
from liren.cases.models import Case
from liren.cases.selectors.joint import unsettled_parts
from liren.cases.services import deadlines, orders, photos, telling
from liren.cases.services.closing import require_whistle_over
from liren.cases.services.orders import Asked
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.steps import Said, advance, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.workorders import selectors as order_reads
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission

ACCEPTED = sentence("About {title}: {party} has taken it on.")
DONE = sentence("About {title}: {party} says it is done. We now check it on the spot.")
LATER = sentence("About {title}: it takes longer, until {due:%m-%d %H:%M}. The reason: {reason}")


class ResultMissing(Invalid):
    """Done is said in words."""

    code = "cases.result_missing"
    sentence = sentence("Please say in a few words what was done.")


class OwnRequest(NotAllowed):
    """Nobody grants themselves more time."""

    code = "cases.own_request"
    sentence = sentence("You asked for this time yourself, so somebody else has to answer.")


class PartsOpen(Conflict):
    """The whole is done when every part is, or when the lead has said why one is left."""

    code = "cases.parts_open"
    sentence = sentence("Not yet: {parties} still have a part. Wait for it, or say why it is left.")


class SameOfficer(NotAllowed):
    """A reopened case goes to another person than the one whose work was judged."""

    code = "cases.same_officer"
    sentence = sentence("The resident said no to this result, so a colleague takes it up now.")


@transaction.atomic
def accept_case(
    *, order: WorkOrder, by: Actor, now: datetime, done_at: datetime | None = None
) -> WorkOrder:
    """Take the work on."""
    case = _mine(order, by)
    _not_the_same(case, order, by)
    order = workorders.accept(order=order, by=by, now=now, done_at=done_at)
    case.answered_at = case.answered_at or done_at or now
    case.save(update_fields=["answered_at"])
    note_step(case, "accepted", by=by, now=now, said=Said(order=order, done_at=done_at))
    telling.tell(case, ACCEPTED, now=now, party=order.party.name)
    return order


@transaction.atomic
def ask_more_time(
    *, order: WorkOrder, amount: int, reason: str, by: Actor, now: datetime
) -> WorkOrder:
    """Ask for more of the order's own unit."""
    case = _mine(order, by)
    order = workorders.ask_extension(order=order, amount=amount, reason=reason, by=by, now=now)
    note_step(case, "extension_asked", by=by, now=now, said=Said(note=reason, order=order))
    return order


@transaction.atomic
def answer_more_time(*, order: WorkOrder, grant: bool, by: Actor, now: datetime) -> WorkOrder:
    """Give or refuse the time that was asked for; the first due time stays on record."""
    case = locked(orders.case_of(order))
    require(by, OrderPermission.LEAD, at=case.place)
    orders.require_kind(order, WorkOrder.Kind.HANDLE)
    asked = workorders.locked(order).extension_asked or {}
    reason = asked.get("reason", "")
    if grant and asked.get("by") == by.audit_name:
        raise OwnRequest()
    if not grant:
        order = workorders.refuse_extension(order=order, by=by, now=now)
        note_step(case, "extension_refused", by=by, now=now, said=Said(order=order))
        return order
    order = workorders.grant_extension(order=order, by=by, now=now)
    case.due_at = order.due_at
    case.save(update_fields=["due_at"])
    said = Said(public=reason, order=order)
    note_step(case, "extended", by=by, now=now, said=said)
    telling.tell(case, LATER, now=now, due=telling.local(order.due_at), reason=reason)
    return order


@transaction.atomic
def finish_case(
    *,
    order: WorkOrder,
    result: str,
    pictures: Sequence[StoredPhoto] = (),
    by: Actor,
    now: datetime,
    done_at: datetime | None = None,
) -> WorkOrder:
    """Say what was done; somebody else checks it on the spot."""
    case = _mine(order, by)
    if not result.strip():
        raise ResultMissing()
    _not_the_same(case, order, by)
    _require_parts_settled(case)
    require_whistle_over(case)
    words = result.strip()
    order = workorders.finish(order=order, result=words, by=by, now=now, done_at=done_at)
    case.handled_at = done_at or now
    case.answered_at = case.answered_at or case.handled_at
    case.public_answer = words
    said = Said(public=words, order=order, done_at=done_at)
    step = advance(case, Step.FINISH, by=by, now=now, said=said)
    photos.attach_to_step(step, pictures, by=by, now=now)
    check = _ask_check(case, order, by, now)
    telling.tell(case, DONE, now=now, party=order.party.name)
    publish(CaseHandled(case_id=case.pk, order_id=order.pk))
    audit.record("cases.handled", case, by=by, at=case.handled_at, order=order.pk)
    return check


def _ask_check(case: Case, done: WorkOrder, by: Actor, now: datetime) -> WorkOrder:
    asked = Asked(
        WorkOrder.Kind.CHECK,
        orders.office_for(case.place),
        deadlines.ON_THE_SPOT,
        assignee=orders.on_the_spot(case, now=now, without=orders.workers_of(done)),
        follows=done,
    )
    return orders.ask(case, asked, by=by, now=now)


def _require_parts_settled(case: Case) -> None:
    waiting = unsettled_parts(case)
    if waiting:
        raise PartsOpen(parties="、".join(part.order.party.name for part in waiting))


def _mine(order: WorkOrder, by: Actor) -> Case:
    orders.require_own(by, order)
    orders.require_kind(order, WorkOrder.Kind.HANDLE)
    return locked(orders.case_of(order))


def _not_the_same(case: Case, order: WorkOrder, by: Actor) -> None:
    if not case.reopened:
        return
    earlier = order_reads.of_subject(orders.SUBJECT, case.pk).filter(
        kind=WorkOrder.Kind.HANDLE, status="done", pk__lt=order.pk
    )
    if earlier.filter(closed_at__lt=case.judged_at, closed_by=by.audit_name).exists():
        raise SameOfficer()
