"""Reads of work orders: the one inbox."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from liren.accounts.models import Grant, Party, User
from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.permissions import Actor, roles
from liren.core.scope import Scope, ancestors
from liren.places.models import Place
from liren.workorders.domain import admission
from liren.workorders.domain.workflow import OPEN, Status
from liren.workorders.models import Askable, Instruction, OrderQuerySet, WorkOrder
from liren.workorders.permissions import OrderPermission

Kind = WorkOrder.Kind
TRIAGE = (Kind.REGISTER, Kind.DISPATCH, Kind.REVIEW, Kind.RULE, Kind.ADMIT)
INSTRUCTION = Instruction._meta.label_lower
# They run beside the one order that a thing waits for.
BESIDE = (Kind.WHISTLE, Kind.RULE, Kind.PART)


# What the log holds of an order, by the act that settles it.
GIVEN = ("given", "giver", "first_due", "due")
REDATED = ("due",)
SETTLED = ("settled", "settler", "status", "words")


def sealed(order: WorkOrder, names: Iterable[str]) -> dict[str, str]:
    """What an order says now, as its lines in the log hold it; words by their keyed hash."""
    return {name: _SEALED[name](order) for name in names}


def _words(order: WorkOrder) -> str:
    words = json.dumps([order.pk, order.reason, order.result], ensure_ascii=False)
    return crypto.mac(words.encode(), purpose="order words").hex()


def is_as_logged(order: WorkOrder, lines: Iterable[tuple[str, dict[str, str]]]) -> bool | None:
    """Whether an order is what its lines in the log say; none where older lines do not say it."""
    known: dict[str, str] = {}
    is_settled = False
    for action, data in lines:
        if action == "workorders.recomputed":
            known.pop("due", None)  # the older lines of this kind do not say what became of it
        known |= {name: data[name] for name in (*GIVEN, *SETTLED) if name in data}
        is_settled |= action.removeprefix("workorders.") in set(Status) - OPEN
    if "due" in known:  # it was once written in the time of the place
        known["due"] = _moment(datetime.fromisoformat(known["due"]))
    if is_settled != (order.closed_at is not None) or known != sealed(order, known):
        return False
    wanted = (*GIVEN, *SETTLED) if is_settled else GIVEN
    return True if known.keys() >= set(wanted) else None


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


_SEALED: dict[str, Callable[[WorkOrder], str]] = {
    "given": lambda order: _moment(order.issued_at),
    "giver": lambda order: order.issued_by,
    "first_due": lambda order: _moment(order.original_due_at),
    "due": lambda order: _moment(order.due_at),
    "settled": lambda order: _moment(order.closed_at),
    "settler": lambda order: order.closed_by,
    "status": lambda order: order.status,
    "words": _words,
}


def inbox(user: User) -> OrderQuerySet:
    """What this person must do: calls for help, whistles and alarms, what is urgent, the rest.

    The soonest first within each, so that no order of last week stands above a running half hour.
    """
    mine = _mine(user, Q(closed_at__isnull=True))
    return mine.select_related("party", "assignee").order_by("turn", "due_at", "id")


def visible(user: User) -> OrderQuerySet:
    """Open and settled orders of the parties this person works for."""
    return _mine(user, Q())


def of_subject(subject_type: str, subject_id: int) -> OrderQuerySet:
    """All orders about one thing, in the order of their issue."""
    found = WorkOrder.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return found.select_related("party", "assignee").order_by("id")


def open_order(subject_type: str, subject_id: int) -> WorkOrder | None:
    """The order that a thing waits for now."""
    waiting = of_subject(subject_type, subject_id).filter(closed_at__isnull=True)
    return waiting.exclude(kind__in=BESIDE).last()


def works_on(user: Actor, order: WorkOrder, permission: StrEnum) -> bool:
    """Whether one grant carries the permission and is of the party the order was given to."""
    return isinstance(user, User) and any(
        permission in roles[grant.role].permissions and _reaches(grant, order)
        for grant in user.current_grants()
    )


def _reaches(grant: Grant, order: WorkOrder) -> bool:
    """The same rule as the inbox's: what lies in nobody's inbox is nobody's to act on."""
    permissions = roles[grant.role].permissions
    if grant.party_id is None:
        return False
    if grant.party_id == order.party_id:
        return _is_everywhere(grant) or order.place_path.startswith(grant.place_path)
    return grant.party_id == order.escalated_to_id and OrderPermission.LEAD in permissions


def _is_everywhere(grant: Grant) -> bool:
    """Whether somebody takes their party's orders wherever they are.

    Those who dispatch do, and whoever is appointed over the party's own seat: a firm may be called
    to a gate outside its compounds, and then somebody there has to see it.
    """
    if OrderPermission.TRIAGE in roles[grant.role].permissions:
        return True
    return grant.party is not None and grant.party.place_path.startswith(grant.place_path)


def _mine(user: User, which: Q) -> OrderQuerySet:
    """Every way of being somebody's says which orders: so each is read along its own index."""
    wanted = Q(pk__in=[])
    for grant in user.current_grants():
        if grant.party_id is None:
            continue
        permissions = roles[grant.role].permissions
        if OrderPermission.WORK not in permissions:
            continue
        mine = which & Q(party_id=grant.party_id)
        if OrderPermission.LEAD in permissions:
            mine |= which & Q(escalated_to_id=grant.party_id)
        else:
            mine &= Q(assignee__isnull=True) | Q(assignee_id=user.pk)
        if OrderPermission.TRIAGE not in permissions:
            mine &= ~Q(kind__in=TRIAGE)
        if not _is_everywhere(grant):
            mine &= _inside(grant.place_path)
        wanted |= mine
    return WorkOrder.objects.filter(wanted)


def _inside(path: str) -> Q:
    return OrderQuerySet.inside(Scope.of([path]))


class InstructionUnknown(NotFound):
    """No such instruction, or it lies outside what this person may see: the answer is the same."""

    code = "workorders.instruction_unknown"
    sentence = sentence("We could not find this instruction.")


@dataclass(frozen=True)
class AskerTally:
    """What one office asked of communities, and what became of it."""

    asker: Party
    tally: admission.Tally


def instructions_for(user: User) -> QuerySet[Instruction]:
    """What was asked of the communities somebody decides on, by their office, or of their own."""
    parties = [grant.party_id for grant in user.current_grants() if _works(grant)]
    decides = Instruction.objects.within(user.scope_for(OrderPermission.ADMIT)).values("pk")
    mine = Q(asker_id__in=parties) | Q(party_id__in=parties, stage__in=_TOLD)
    rows = Instruction.objects.filter(mine | Q(pk__in=decides))
    return rows.select_related("asker", "party", "place", "askable").order_by("-pk")


# A community hears of what was approved, not of what was wanted of it.
_TOLD = (admission.Stage.ISSUED, admission.Stage.DONE, admission.Stage.RETURNED)


def _works(grant: Grant) -> bool:
    return grant.party_id is not None and OrderPermission.WORK in roles[grant.role].permissions


def instruction_for(user: User, pk: int) -> Instruction:
    """One of those, or not found."""
    found = instructions_for(user).filter(pk=pk).first()
    if found is None:
        raise InstructionUnknown()
    return found


def askables_in(scope: Scope, today: date) -> QuerySet[Askable]:
    """The list of what may be asked, for the streets of a scope: in force, or still to come."""
    running = Q(until_date__isnull=True) | Q(until_date__gte=today)
    return Askable.objects.within(scope).filter(running).select_related("place")


def askables_over(places: Iterable[Place], today: date) -> QuerySet[Askable]:
    """What may be asked today of communities, by the lists of the streets above them."""
    above = {path for place in places for path in ancestors(place.path)}
    running = Q(until_date__isnull=True) | Q(until_date__gte=today)
    return Askable.objects.filter(running, place_path__in=above, from_date__lte=today)


def tallies(scope: Scope, since: datetime) -> list[AskerTally]:
    """How much each office asked of the communities of a scope, and how much outside the list."""
    rows = Instruction.objects.within(scope).filter(asked_at__gte=since)
    values = rows.values_list("asker_id", "stage", "is_outside")
    counted = admission.tallies(admission.Asked(*value) for value in values)
    parties = Party.objects.in_bulk([tally.asker for tally in counted])
    return [AskerTally(parties[tally.asker], tally) for tally in counted]


def is_issued(instruction: Instruction) -> bool:
    """Whether an instruction lies with the community now."""
    return instruction.stage == admission.Stage.ISSUED


def was_refused(instruction: Instruction) -> bool:
    """Whether the street spared the community."""
    return instruction.stage == admission.Stage.REFUSED
