"""Handing a case to a party, back again, and on to another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from liren.accounts.models import Party
from liren.cases.domain.workflow import Stage, Step
from liren.cases.events import CaseDispatched, CaseReturned
from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.cases.services import deadlines, orders, telling
from liren.cases.services.orders import Asked
from liren.cases.services.register import ask_who, file_locked
from liren.cases.services.steps import Said, advance, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder

RETURNS_ALLOWED = 2

GIVEN = sentence("About {title}: {party} does it, by {due:%m-%d %H:%M} at the latest.")


class ReturnedTooOften(Conflict):
    """The third return is a matter for the street."""

    code = "cases.returned_too_often"
    sentence = sentence(
        "This has been returned {times} times already. If it is not yours, the street decides: "
        "ring the duty officer, or ask for more time."
    )


class PartyElsewhere(Invalid):
    """A party is asked only where it works."""

    code = "cases.party_elsewhere"
    sentence = sentence("{party} does not work at {place}. Please choose another party.")


@transaction.atomic
def dispatch_case(
    *,
    case: Case,
    to: Party,
    by: Actor,
    now: datetime,
    instruction: str = "",
    why: Mapping[str, object] | None = None,
) -> WorkOrder:
    """Hand the case to a party and start its clock; a report not yet filed is filed by this."""
    require(by, CasePermission.DISPATCH, at=case.place)
    case = locked(case)
    require_reach(to, case)
    if case.stage == Stage.REPORTED:
        file_locked(case, by=by, now=now)
    else:
        orders.settle(case, by=by, now=now)
    order = give(case, to=to, by=by, now=now, said=Said(note=instruction, data=why or {}))
    audit.record("cases.dispatched", case, by=by, at=now, to=to.key, order=order.pk)
    return order


def give(case: Case, *, to: Party, by: Actor, now: datetime, said: Said) -> WorkOrder:
    """Issue the order to handle a locked, filed case."""
    case.party = to
    limit = deadlines.AFTER_REOPENING if case.reopened else deadlines.for_handling(case.category)
    asked = Asked(WorkOrder.Kind.HANDLE, to, limit, instruction=said.note)
    order = orders.ask(case, asked, by=by, now=now)
    case.due_at = order.due_at
    case.original_due_at = case.original_due_at or order.original_due_at
    advance(case, Step.DISPATCH, by=by, now=now, said=replace(said, order=order))
    telling.tell(case, GIVEN, now=now, party=to.name, due=telling.local(order.due_at))
    publish(CaseDispatched(case_id=case.pk, order_id=order.pk))
    return order


def require_reach(to: Party, case: Case) -> None:
    """Who lies above the case or in its community; the form offers no other, a program might."""
    is_near = bool(case.community_path) and to.community_path == case.community_path
    if not is_near and not case.place_path.startswith(to.place_path):
        raise PartyElsewhere(party=to.name, place=case.place.name)


@transaction.atomic
def return_case(*, order: WorkOrder, reason: str, by: Actor, now: datetime) -> Case:
    """Give a case back with the reason; after two returns the street has to decide."""
    orders.require_own(by, order)
    orders.require_kind(order, WorkOrder.Kind.HANDLE)
    case = locked(orders.case_of(order))
    if case.returns >= RETURNS_ALLOWED:
        raise ReturnedTooOften(times=case.returns)
    order = workorders.return_order(order=order, reason=reason, by=by, now=now)
    case.returns += 1
    case.party = None
    advance(case, Step.RETURN, by=by, now=now, said=Said(note=order.reason, order=order))
    ask_who(case, by=by, now=now, follows=order)
    publish(CaseReturned(case_id=case.pk, order_id=order.pk))
    audit.record("cases.returned", case, by=by, at=now, order=order.pk)
    return case


@transaction.atomic
def hand_over_case(
    *, order: WorkOrder, to: Party, reason: str, by: Actor, now: datetime
) -> WorkOrder:
    """Pass the work on to another party; the clock that has begun stays the clock."""
    case = locked(orders.case_of(order))
    require(by, CasePermission.DISPATCH, at=case.place)
    orders.require_kind(order, WorkOrder.Kind.HANDLE)
    require_reach(to, case)
    successor = workorders.hand_over(order=order, to=to, reason=reason, by=by, now=now)
    case.party = to
    case.save(update_fields=["party"])
    said = Said(note=reason, order=successor, data={"from": order.party.name, "to": to.name})
    note_step(case, "handed_over", by=by, now=now, said=said)
    telling.tell(case, GIVEN, now=now, party=to.name, due=telling.local(successor.due_at))
    audit.record("cases.handed_over", case, by=by, at=now, order=order.pk, to=to.key)
    return successor
