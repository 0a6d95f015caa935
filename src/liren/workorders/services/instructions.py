"""准入: what street and district ask of a community; outside the list it waits for approval."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from liren.accounts import selectors as accounts
from liren.accounts.models import Party, User
from liren.core import audit
from liren.core.errors import Invalid, NotAllowed, sentence
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor, require
from liren.places.models import Place
from liren.workorders import selectors
from liren.workorders.domain import admission
from liren.workorders.domain.admission import Entry, Stage, Step
from liren.workorders.domain.clock import ClockKind
from liren.workorders.events import InstructionDecided
from liren.workorders.models import Askable, Instruction, WorkOrder
from liren.workorders.permissions import OrderPermission
from liren.workorders.services import orders
from liren.workorders.services.orders import NewOrder, ReasonMissing

DECIDE_WITHIN = 2  # working days


class WhyOutsideMissing(Invalid):
    """What is not in the list is asked with a reason."""

    code = "workorders.why_outside_missing"
    sentence = sentence("This is not in the list. Please say why the community has to do it.")


class NotAnAsker(NotAllowed):
    """Street offices and departments instruct; a firm or a group does not."""

    code = "workorders.not_an_asker"
    sentence = sentence("Only street and district offices can ask something of a community.")


class NoCommunity(Invalid):
    """The place has no committee of its own."""

    code = "workorders.no_community"
    sentence = sentence("Please choose a community.")


class OwnInstruction(NotAllowed):
    """Nobody approves what they asked themselves."""

    code = "workorders.own_instruction"
    sentence = sentence("You asked for this yourself, so somebody else has to decide.")


class InstructionNotYours(NotAllowed):
    """It was given to another community."""

    code = "workorders.instruction_not_yours"
    sentence = sentence("This was asked of {party}, not of you.")


class AskableEndsBeforeItBegins(Invalid):
    """The last day lies before the first."""

    code = "workorders.askable_ends_before_it_begins"
    sentence = sentence("The last day must not be before the first.")


@dataclass(frozen=True, kw_only=True)
class NewInstruction:
    """What is asked of a community, by what entry of the list, and in how many working days."""

    community: Place
    title: str
    days: int
    words: str = ""
    askable: Askable | None = None
    reason: str = ""


@transaction.atomic
def add_askable(
    *, place: Place, name: str, source: str, from_date: date, by: Actor, now: datetime
) -> Askable:
    """Enter something that may be asked of the communities of a street."""
    require(by, OrderPermission.ADMIT, at=place)
    row = Askable(name=name.strip(), source=source.strip(), from_date=from_date)
    row.put_at(place)
    row.save()
    audit.record("workorders.askable_added", row, by=by, at=now)
    return row


@transaction.atomic
def end_askable(*, askable: Askable, last_day: date, by: Actor, now: datetime) -> Askable:
    """Let an entry end with a day."""
    require(by, OrderPermission.ADMIT, at=askable.place)
    if last_day < askable.from_date:
        raise AskableEndsBeforeItBegins()
    askable.until_date = last_day
    askable.save(update_fields=["until_date"])
    audit.record("workorders.askable_ended", askable, by=by, at=now, until=last_day.isoformat())
    return askable


@transaction.atomic
def instruct(*, new: NewInstruction, by: Actor, now: datetime) -> Instruction:
    """Ask something of a community: at once by the list, else when the street approves."""
    require(by, OrderPermission.INSTRUCT, at=new.community)
    asker, party = asker_for(by, new.community), _committee(new.community)
    step = admission.first_step(_entry(new), timezone.localdate(now))
    is_outside = step is Step.HOLD
    if is_outside and not new.reason.strip():
        raise WhyOutsideMissing()
    row = Instruction(
        asker=asker,
        party=party,
        askable=new.askable,
        title=new.title.strip()[:200],
        words=new.words.strip(),
        days=new.days,
        stage=admission.after(Stage.ASKED, step),
        is_outside=is_outside,
        reason=new.reason.strip() if is_outside else "",
        asked_by=by.audit_name,
        asked_by_name=by.name if isinstance(by, User) else "",
        asked_at=now,
    )
    row.put_at(new.community)
    row.save()
    if is_outside:
        _issue(row, WorkOrder.Kind.ADMIT, _street(row), DECIDE_WITHIN, by, now)
    else:
        _issue(row, WorkOrder.Kind.INSTRUCTION, party, row.days, by, now)
    audit.record("workorders.instructed", row, by=by, at=now, outside=is_outside)
    return row


def asker_for(by: Actor, community: Place) -> Party:
    """For which office the person asks: street or department, of the nearest grant."""
    kinds = (Party.Kind.STREET, Party.Kind.DEPARTMENT)
    grants = by.current_grants() if isinstance(by, User) else []
    near = [
        grant
        for grant in grants
        if grant.party
        and grant.party.kind in kinds
        and community.path.startswith(grant.place_path)
        and by.has_perm(OrderPermission.INSTRUCT, community)
    ]
    best = max(near, key=lambda grant: len(grant.place_path), default=None)
    if best is None or best.party is None:
        raise NotAnAsker()
    return best.party


@transaction.atomic
def approve_instruction(
    *, instruction: Instruction, reason: str, by: Actor, now: datetime
) -> Instruction:
    """Let it go to the community although the list does not hold it, and say why."""
    row = _decided(instruction, Step.APPROVE, reason, by, now)
    _issue(row, WorkOrder.Kind.INSTRUCTION, row.party, row.days, by, now)
    audit.record("workorders.instruction_approved", row, by=by, at=now)
    return row


@transaction.atomic
def refuse_instruction(
    *, instruction: Instruction, reason: str, by: Actor, now: datetime
) -> Instruction:
    """Spare the community, and say why."""
    row = _decided(instruction, Step.REFUSE, reason, by, now)
    audit.record("workorders.instruction_refused", row, by=by, at=now)
    return row


@transaction.atomic
def finish_instruction(
    *, instruction: Instruction, result: str, by: Actor, now: datetime
) -> Instruction:
    """The community says what it did."""
    row, order = _mine(instruction, Step.FINISH, by)
    if not result.strip():
        raise ReasonMissing()
    orders.finish(order=order, result=result.strip(), by=by, now=now)
    audit.record("workorders.instruction_done", row, by=by, at=now)
    return row


@transaction.atomic
def return_instruction(
    *, instruction: Instruction, reason: str, by: Actor, now: datetime
) -> Instruction:
    """The community gives it back, with the reason."""
    row, order = _mine(instruction, Step.RETURN, by)
    orders.return_order(order=order, reason=reason, by=by, now=now)
    audit.record("workorders.instruction_returned", row, by=by, at=now)
    return row


def _entry(new: NewInstruction) -> Entry | None:
    """The entry of the list, if it is one for this community."""
    row = new.askable
    if row is None or not new.community.path.startswith(row.place_path):
        return None
    return Entry(row.from_date, row.until_date)


def _committee(community: Place) -> Party:
    party = accounts.community_party(community)
    if party is None or party.kind != Party.Kind.COMMUNITY:
        raise NoCommunity()
    return party


def _street(row: Instruction) -> Party:
    return accounts.street_party(row.place) or row.asker


def _issue(
    row: Instruction, kind: str, party: Party, days: int, by: Actor, now: datetime
) -> WorkOrder:
    new = NewOrder(
        kind=kind,
        subject=row,
        title=row.title,
        place=row.place,
        address=row.place.name,
        party=party,
        clock_kind=ClockKind.WORKING_DAYS,
        clock_amount=days,
        instruction=row.words,
    )
    return orders.issue(new, by=by, now=now)


def _decided(
    instruction: Instruction, step: Step, reason: str, by: Actor, now: datetime
) -> Instruction:
    require(by, OrderPermission.ADMIT, at=instruction.place)
    row = _held(instruction)
    if not reason.strip():
        raise ReasonMissing()
    if by.audit_name == row.asked_by:
        raise OwnInstruction()
    row.stage = admission.after(row.stage, step)
    row.decided_by_name = by.name if isinstance(by, User) else ""
    row.decided_at, row.decided_reason = now, reason.strip()
    row.save()
    if order := selectors.open_order(selectors.INSTRUCTION, row.pk):
        orders.finish(order=order, result=row.decided_reason, by=by, now=now)
    publish(InstructionDecided(instruction_id=row.pk, stage=row.stage))
    return row


def _mine(instruction: Instruction, step: Step, by: Actor) -> tuple[Instruction, WorkOrder]:
    row = _held(instruction)
    row.stage = admission.after(row.stage, step)
    order = selectors.open_order(selectors.INSTRUCTION, row.pk)
    if order is None:
        raise admission.InstructionMovedOn()
    if by is not SYSTEM and not selectors.works_on(by, order, OrderPermission.WORK):
        raise InstructionNotYours(party=row.party.name)
    row.save(update_fields=["stage"])
    return row, order


def _held(instruction: Instruction) -> Instruction:
    rows = Instruction.objects.select_for_update(of=("self",))
    return rows.select_related("place", "party", "asker").get(pk=instruction.pk)
