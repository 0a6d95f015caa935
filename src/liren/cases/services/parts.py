"""Joint handling: helpers with a part each, beside the party that leads."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.models import Party
from liren.cases.domain import joint
from liren.cases.domain.whistle import CallStage
from liren.cases.domain.workflow import Stage, StepNotOpen
from liren.cases.events import PartSettled
from liren.cases.models import Case, Part, Whistle
from liren.cases.permissions import CasePermission
from liren.cases.selectors.joint import as_value
from liren.cases.services import deadlines, orders
from liren.cases.services.deadlines import Limit
from liren.cases.services.dispatch import require_reach
from liren.cases.services.orders import Asked
from liren.cases.services.steps import Said, locked, note_step
from liren.cases.services.whistles import close_whistle, end_call, held, name_of
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.workorders import selectors as order_reads
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind, ReasonMissing


class LeadHelpsItself(Invalid):
    """The lead does the whole; a part is somebody else's."""

    code = "cases.lead_helps_itself"
    sentence = sentence("{party} leads already. A part goes to another party.")


class PartWordsMissing(Invalid):
    """A part, and what came of it, is said in words."""

    code = "cases.part_words_missing"
    sentence = sentence("Please say in a few words what it is about.")


class PartSettledAlready(Conflict):
    """What is done, or was explained, stays so."""

    code = "cases.part_settled_already"
    sentence = sentence("This part is settled already. Look at it again.")


class NotTheLead(NotAllowed):
    """Why a part is left is for the lead to say, or for whoever handed the case out."""

    code = "cases.not_the_lead"
    sentence = sentence("Only the party that leads can say why a part is left.")


@dataclass(frozen=True, kw_only=True)
class NewPart:
    """What a helper is asked to do; without days it has the time of the class."""

    party: Party
    words: str
    days: int | None = None


@transaction.atomic
def add_part(*, case: Case, new: NewPart, by: Actor, now: datetime) -> Part:
    """Ask a helper for a part; its clock is its own."""
    require(by, CasePermission.DISPATCH, at=case.place)
    case = locked(case)
    lead = orders.current(case)
    if case.stage != Stage.HANDLING or lead is None:
        raise StepNotOpen(stage=case.stage, step="add_part")
    if new.party.pk == lead.party_id:
        raise LeadHelpsItself(party=new.party.name)
    if not new.words.strip():
        raise PartWordsMissing()
    require_reach(new.party, case)
    limit = deadlines.for_handling(case.category)
    if new.days:
        limit = Limit(ClockKind.WORKING_DAYS, new.days)
    words = new.words.strip()
    asked = Asked(WorkOrder.Kind.PART, new.party, limit, instruction=words, follows=lead)
    order = orders.ask(case, asked, by=by, now=now)
    part = Part.objects.create(case=case, order=order, words=words[:200], added_at=now)
    note_step(case, "part_added", by=by, now=now, said=Said(note=words, order=order))
    audit.record("cases.part_added", case, by=by, at=now, part=part.pk, to=new.party.key)
    return part


@transaction.atomic
def accept_part(*, part: Part, by: Actor, now: datetime) -> Part:
    """Take the part on."""
    orders.require_own(by, part.order)
    case = locked(part.case)
    order = workorders.accept(order=part.order, by=by, now=now)
    note_step(case, "part_accepted", by=by, now=now, said=Said(order=order))
    return part


@transaction.atomic
def finish_part(*, part: Part, result: str, by: Actor, now: datetime) -> Part:
    """Say what came of the part."""
    orders.require_own(by, part.order)
    case = locked(part.case)
    if not result.strip():
        raise PartWordsMissing()
    order = workorders.finish(order=part.order, result=result.strip(), by=by, now=now)
    note_step(case, "part_done", by=by, now=now, said=Said(note=result.strip(), order=order))
    publish(PartSettled(part_id=part.pk, case_id=case.pk))
    return part


@transaction.atomic
def return_part(*, part: Part, reason: str, by: Actor, now: datetime) -> Part:
    """Give the part back; the lead says what becomes of it."""
    orders.require_own(by, part.order)
    case = locked(part.case)
    order = workorders.return_order(order=part.order, reason=reason, by=by, now=now)
    said = Said(note=order.reason, order=order)
    note_step(case, "part_returned", by=by, now=now, said=said)
    return part


@transaction.atomic
def leave_part(*, part: Part, reason: str, by: Actor, now: datetime) -> Part:
    """Say why a part is left; without this the whole is not done."""
    case = locked(part.case)
    _require_lead(case, by)
    if not reason.strip():
        raise ReasonMissing()
    part = Part.objects.select_related("order").get(pk=part.pk)
    if not joint.unsettled([as_value(part)]):
        raise PartSettledAlready()
    part.left_reason, part.left_by_name, part.left_at = reason.strip(), name_of(by), now
    part.save()
    if part.order.closed_at is None:
        workorders.cancel(order=part.order, reason=part.left_reason, by=by, now=now)
    said = Said(note=part.left_reason, order=part.order)
    note_step(case, "part_left", by=by, now=now, said=said)
    publish(PartSettled(part_id=part.pk, case_id=case.pk))
    audit.record("cases.part_left", case, by=by, at=now, part=part.pk)
    return part


@transaction.atomic
def leave_whistle(*, whistle: Whistle, reason: str, by: Actor, now: datetime) -> Whistle:
    """Say why nobody more is needed: every open call ends with this, and so does the whistle."""
    whistle = held(whistle)
    _require_lead(whistle.case, by)
    if not reason.strip():
        raise ReasonMissing()
    calls = whistle.calls.exclude(stage=CallStage.RELEASED).select_related("order")
    for call in calls.order_by("pk"):
        end_call(call, reason, by=by, now=now)
    return close_whistle(whistle, reason, "cases.whistle_left", by=by, now=now)


def _require_lead(case: Case, by: Actor) -> None:
    lead = orders.current(case)
    is_lead = lead is not None and order_reads.works_on(by, lead, CasePermission.HANDLE)
    if not is_lead and not by.has_perm(CasePermission.DISPATCH, case.place):
        raise NotTheLead()
