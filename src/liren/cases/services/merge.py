"""Many people, one matter: cases are joined into one with many voices, and taken apart again."""

from datetime import datetime

from django.db import transaction

from liren.cases.domain.workflow import ENDED, Stage, Step
from liren.cases.events import CasesMerged
from liren.cases.models import Case, CaseStep, Report
from liren.cases.permissions import CasePermission
from liren.cases.services import deadlines, orders, telling
from liren.cases.services.closing import require_whistle_over
from liren.cases.services.orders import Asked
from liren.cases.services.steps import Said, advance, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.workorders.models import WorkOrder

JOINED = sentence(
    "About {title}: neighbours reported the same, so it is now one case, number {number}."
)


class CannotMerge(Conflict):
    """A case joins another that is open, and not itself."""

    code = "cases.cannot_merge"
    sentence = sentence("These two cannot be joined: the other one is closed, joined, or the same.")


class NotMerged(Conflict):
    """There is nothing to take apart."""

    code = "cases.not_merged"
    sentence = sentence("This case is not joined to another.")


@transaction.atomic
def merge_case(*, case: Case, into: Case, by: Actor, now: datetime) -> Case:
    """Make one case of two: the voices move, the words of each stay with it."""
    require(by, CasePermission.MERGE, at=case.place)
    require(by, CasePermission.MERGE, at=into.place)
    first, second = sorted([case.pk, into.pk])
    held = {pk: locked(Case(pk=pk)) for pk in (first, second)}
    case, into = held[case.pk], held[into.pk]
    if case.pk == into.pk or into.stage in ENDED:
        raise CannotMerge()
    require_whistle_over(case)
    orders.withdraw(case, by=by, now=now, reason=f"→ {into.number}")
    case.merged_into = into
    said = Said(data={"into": into.pk, "number": into.number})
    advance(case, Step.MERGE, by=by, now=now, said=said)
    telling.tell(case, JOINED, now=now, number=into.number)
    moved = Report.objects.filter(case=case).update(case=into)
    # What was joined into it before goes along, so that each can still be taken apart again.
    case.merged.update(merged_into=into)
    _count(into, moved)
    note_step(into, "merged_in", by=by, now=now, said=Said(data={"from": case.pk, "voices": moved}))
    publish(CasesMerged(case_id=case.pk, into_id=into.pk))
    audit.record("cases.merged", case, by=by, at=now, into=into.pk)
    return into


@transaction.atomic
def unmerge_case(*, case: Case, by: Actor, now: datetime) -> Case:
    """Undo a joining: the voices go back, and the case returns to the inbox."""
    require(by, CasePermission.MERGE, at=case.place)
    case, into = _held_pair(case)
    moved = Report.objects.filter(case=into, first_case=case).update(case=case)
    _count(into, -moved)
    case.merged_into, case.stage, case.voices = None, Stage.REPORTED, moved
    case.party = case.due_at = None
    case.save()
    note_step(case, "unmerged", by=by, now=now, said=Said(data={"from": into.pk}))
    note_step(into, "unmerged_out", by=by, now=now, said=Said(data={"case": case.pk}))
    asked = Asked(WorkOrder.Kind.REGISTER, orders.office_for(case.place), deadlines.REGISTER)
    orders.ask(case, asked, by=by, now=now)
    audit.record("cases.unmerged", case, by=by, at=now, into=into.pk)
    return case


def _held_pair(case: Case) -> tuple[Case, Case]:
    """A joined case and the one it lies in, locked in the order in which joining locks them."""
    known = Case.objects.filter(pk=case.pk).values_list("merged_into_id", flat=True).first()
    if known is None:
        raise NotMerged()
    held = {pk: locked(Case(pk=pk)) for pk in sorted([case.pk, known])}
    if held[case.pk].stage != Stage.MERGED or held[case.pk].merged_into_id != known:
        raise NotMerged()
    return held[case.pk], held[known]


def _count(case: Case, more: int) -> None:
    case.voices += more
    case.save(update_fields=["voices"])


def history_of(case: Case) -> list[CaseStep]:
    """The steps of a case and of all that were joined into it, in order."""
    wanted = [case.pk, *case.merged.values_list("pk", flat=True)]
    steps = CaseStep.objects.filter(case_id__in=wanted).select_related("party")
    return list(steps.order_by("at", "id"))
