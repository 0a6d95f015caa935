"""The work orders of a case: who is asked what at each stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liren.accounts import selectors as accounts
from liren.accounts.models import Party, User
from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.cases.services.deadlines import Limit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.permissions import SYSTEM, Actor
from liren.places.models import Place
from liren.workorders import selectors as workorders
from liren.workorders import services as workorder_services
from liren.workorders.models import WorkOrder
from liren.workorders.services import NewOrder, cancel, finish, issue

SUBJECT = Case._meta.label_lower
ON_THE_SPOT = (WorkOrder.Kind.EXISTENCE, WorkOrder.Kind.CHECK)


class OrderNotYours(NotAllowed):
    """The order was given to another party."""

    code = "cases.order_not_yours"
    sentence = sentence("This order was given to {party}, not to you.")


class NobodyInCharge(Invalid):
    """No committee or street office is entered for the place."""

    code = "cases.nobody_in_charge"
    sentence = sentence("No office is entered for {place} yet. The administrator can add one.")


@dataclass(frozen=True)
class Asked:
    """What is asked of whom."""

    kind: str
    party: Party
    limit: Limit
    assignee: User | None = None
    instruction: str = ""
    follows: WorkOrder | None = None


def ask(case: Case, asked: Asked, *, by: Actor, now: datetime) -> WorkOrder:
    """Issue the order that the case now waits for."""
    return issue(as_new(case, asked), by=by, now=now)


def as_new(case: Case, asked: Asked) -> NewOrder:
    """The order in the words of `workorders`."""
    return NewOrder(
        kind=asked.kind,
        subject=case,
        title=case.title,
        place=case.place,
        address=case.address,
        party=asked.party,
        clock_kind=asked.limit.clock_kind,
        clock_amount=asked.limit.clock_amount,
        assignee=asked.assignee,
        urgent=case.urgent,
        instruction=asked.instruction,
        follows=asked.follows,
    )


def current(case: Case) -> WorkOrder | None:
    """The order the case waits for."""
    return workorders.open_order(SUBJECT, case.pk)


def settle(case: Case, *, by: Actor, now: datetime, result: str = "") -> WorkOrder | None:
    """Close the order the case waited for: what it asked has just been done."""
    order = current(case)
    return finish(order=order, result=result, by=by, now=now) if order else None


def withdraw(case: Case, *, by: Actor, now: datetime, reason: str) -> None:
    """Take back the order the case waited for, and the helpers' parts: no longer needed."""
    parts = workorders.of_subject(SUBJECT, case.pk).filter(kind=WorkOrder.Kind.PART)
    for order in [current(case), *parts.filter(closed_at__isnull=True)]:
        if order is not None:
            cancel(order=order, reason=reason, by=by, now=now)


def describe_anew(case: Case, *, now: datetime) -> None:
    """Let the order the case waits for say what was corrected, to whoever is near it now."""
    order = current(case)
    if order is None:
        return
    assignee = order.assignee
    if order.kind in ON_THE_SPOT and order.place_id != case.place_id:
        assignee = on_the_spot(case, now=now, without=workers_of(order.follows))
    limit = Limit(order.clock_kind, order.clock_amount)
    like = as_new(case, Asked(order.kind, order.party, limit))
    workorder_services.describe_anew(order=order, like=like, assignee=assignee, now=now)


def office_for(place: Place) -> Party:
    """The committee or street office that looks after the place, held for the order it gets."""
    party = accounts.community_party_held(place)
    if party is None:
        raise NobodyInCharge(place=place.name)
    return party


def offices_for(cases: Sequence[Case]) -> list[Party]:
    """The office of each case, asked once for each community."""
    known: dict[str, Party] = {}
    for case in cases:
        area = case.community_path or case.place_path
        if area not in known:
            known[area] = office_for(case.place)
    return [known[case.community_path or case.place_path] for case in cases]


def on_the_spot(case: Case, *, now: datetime, without: frozenset[str] = frozenset()) -> User | None:
    """The grid worker of the place; not one of those who did the work (audit names)."""
    workers = accounts.users_with(CasePermission.CHECK, case.place, now)
    return next((user for user in workers if user.audit_name not in without), None)


def require_own(by: Actor, order: WorkOrder) -> None:
    """Refuse unless the person handles cases for the party the order was given to.

    A department handles what it was given, wherever it lies; so its officer's grant is asked,
    and not the place of the case alone.
    """
    if by is SYSTEM:
        return
    if not isinstance(by, User) or not workorders.works_on(by, order, CasePermission.HANDLE):
        raise OrderNotYours(party=order.party.name)


def require_kind(order: WorkOrder, kind: WorkOrder.Kind) -> None:
    """Refuse an act on an order that asks for something else; the number came from outside."""
    if order.kind != kind:
        raise Conflict()


def workers_of(order: WorkOrder | None) -> frozenset[str]:
    """Who took an order on and who settled it, as the log names them."""
    if order is None:
        return frozenset()
    took_on = order.assignee.audit_name if order.assignee else ""
    return frozenset({took_on, order.closed_by} - {""})


def case_of(order: WorkOrder) -> Case:
    """The case an order is about; the number came from outside, and may be of something else."""
    if order.subject_type != SUBJECT:
        raise Conflict()
    return Case.objects.get(pk=order.subject_id)
