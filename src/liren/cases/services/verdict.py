"""The resident has the last word; a no puts the case back to work, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from liren.cases.domain.workflow import Stage, Step
from liren.cases.events import CaseJudged, CaseReopened
from liren.cases.models import Case, CaseStep, Report
from liren.cases.services import orders, telling
from liren.cases.services.register import ask_who
from liren.cases.services.steps import Said, advance, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.events import publish
from liren.core.permissions import Actor
from liren.workorders import selectors as workorders
from liren.workorders.models import WorkOrder

WINDOW = timedelta(days=15)
REOPENED = sentence(
    "About {title}: thank you for telling us. It goes back to work, to a colleague."
)


class NotClosedYet(Conflict):
    """There is nothing to judge yet."""

    code = "cases.not_closed_yet"
    sentence = sentence("The work is still going on. You will be asked when it is done.")


class WindowOver(Conflict):
    """The time for an answer is over."""

    code = "cases.window_over"
    sentence = sentence("More than {days} days have passed. Please report it anew, it is quick.")


class JudgedAlready(Conflict):
    """Each voice has one word on a result."""

    code = "cases.judged_already"
    sentence = sentence("You have answered already. Thank you.")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a resident says of the result."""

    solved: bool
    satisfied: bool | None = None
    comment: str = ""


@transaction.atomic
def judge_case(*, report: Report, verdict: Verdict, by: Actor, now: datetime) -> Case:
    """Take the resident's answer; the first no reopens the case for another officer."""
    case = locked(report.case)
    if case.stage != Stage.CLOSED or case.closed_at is None:
        raise NotClosedYet()
    if now > case.closed_at + WINDOW:
        raise WindowOver(days=WINDOW.days)
    if CaseStep.objects.filter(
        case=case, step="judged", at__gte=case.closed_at, data__report=report.pk
    ).exists():
        raise JudgedAlready()
    case.solved, case.satisfied, case.judged_at = verdict.solved, verdict.satisfied, now
    case.save(update_fields=["solved", "satisfied", "judged_at"])
    data = {"solved": verdict.solved, "satisfied": verdict.satisfied, "report": report.pk}
    note_step(case, "judged", by=by, now=now, said=Said(note=verdict.comment, data=data))
    publish(CaseJudged(case_id=case.pk, report_id=report.pk, solved=verdict.solved))
    if not verdict.solved and not case.reopened:
        _reopen(case, verdict.comment, by, now)
    audit.record("cases.judged", case, by=by, at=now, solved=verdict.solved)
    return case


def _reopen(case: Case, comment: str, by: Actor, now: datetime) -> None:
    done = _last_work(case)
    case.reopened += 1
    case.closed_at = case.party = None
    advance(case, Step.REOPEN, by=by, now=now, said=Said(note=comment))
    ask_who(case, by=by, now=now, follows=done)
    telling.tell(case, REOPENED, now=now)
    publish(CaseReopened(case_id=case.pk))


def _last_work(case: Case) -> WorkOrder | None:
    history = workorders.of_subject(orders.SUBJECT, case.pk)
    return history.filter(kind=WorkOrder.Kind.HANDLE, status="done").last()
