"""挂账: what cannot be solved now stays open, with a review date and a reason in public."""

from datetime import date, datetime, timedelta

from django.db import transaction

from liren.cases.domain.workflow import Stage, Step
from liren.cases.events import CaseSuspended
from liren.cases.models import Case
from liren.cases.permissions import CasePermission
from liren.cases.services import deadlines, orders, telling
from liren.cases.services.orders import Asked
from liren.cases.services.steps import Said, advance, locked
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor, require
from liren.workorders.models import WorkOrder
from liren.workorders.services import ReasonMissing

KEPT = sentence(
    "About {title}: this cannot be solved now. {reason} We take it up again on {date:%Y-%m-%d}."
)


LONGEST = timedelta(days=366)


class ReviewDatePast(Invalid):
    """A review lies ahead."""

    code = "cases.review_date_past"
    sentence = sentence("The review date has to lie ahead.")


class ReviewTooLate(Invalid):
    """Kept open is not put away."""

    code = "cases.review_too_late"
    sentence = sentence("It is looked at again within a year at the latest.")


@transaction.atomic
def suspend_case(*, case: Case, reason: str, review_date: date, by: Actor, now: datetime) -> Case:
    """Keep a case open that cannot be solved now; nobody's clock runs meanwhile."""
    require(by, CasePermission.SUSPEND, at=case.place)
    if not reason.strip():
        raise ReasonMissing()
    if review_date <= telling.local(now).date():
        raise ReviewDatePast()
    if review_date > telling.local(now).date() + LONGEST:
        raise ReviewTooLate()
    case = locked(case)
    orders.withdraw(case, by=by, now=now, reason=reason)
    case.suspended_reason, case.review_date = reason.strip(), review_date
    case.answered_at = case.answered_at or now
    case.public_answer = reason.strip()
    advance(case, Step.SUSPEND, by=by, now=now, said=Said(public=reason.strip()))
    telling.tell(case, KEPT, now=now, reason=reason.strip(), date=review_date)
    publish(CaseSuspended(case_id=case.pk))
    audit.record("cases.suspended", case, by=by, at=now, until=str(review_date))
    return case


@transaction.atomic
def resume_case(*, case: Case, by: Actor, now: datetime) -> Case:
    """Take it up again: the question who does it becomes an order."""
    require(by, CasePermission.SUSPEND, at=case.place)
    case = locked(case)
    case.suspended_reason, case.review_date = "", None
    advance(case, Step.RESUME, by=by, now=now)
    office = orders.office_for(case.place)
    orders.ask(case, Asked(WorkOrder.Kind.REVIEW, office, deadlines.REVIEW), by=by, now=now)
    audit.record("cases.resumed", case, by=by, at=now)
    return case


def resume_due(*, now: datetime) -> int:
    """Take up again what was put off until today; called by the timer."""
    today = telling.local(now).date()
    due = Case.objects.filter(stage=Stage.SUSPENDED, review_date__lte=today).order_by("pk")
    cases = list(due.select_related("place")[:200])
    for case in cases:
        resume_case(case=case, by=SYSTEM, now=now)
    return len(cases)
