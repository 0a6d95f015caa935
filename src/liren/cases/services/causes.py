"""The cause of the month: chosen from what comes back, carried out as work orders, measured."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.accounts.models import Party
from liren.cases.models import Category, Cause, Measure
from liren.cases.permissions import CasePermission
from liren.cases.selectors.causes import parties_for
from liren.cases.services.deadlines import Limit
from liren.cases.services.dispatch import PartyElsewhere
from liren.cases.services.orders import require_own
from liren.cases.services.publicity import WordingTellsTooMuch
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.core.redaction.public_words import covers
from liren.core.scope import community_of
from liren.places.models import Place
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind, NewOrder

MOST_DAYS = 60
MOST_MEASURES = 12


class OneAMonth(Conflict):
    """A month has one cause, so that it is carried through."""

    code = "cases.one_cause_a_month"
    sentence = sentence("A cause has been chosen for this month already. One at a time.")


class CauseEnded(Conflict):
    """What is closed is measured, not changed."""

    code = "cases.cause_ended"
    sentence = sentence("This cause is closed already.")


class WordsMissing(Invalid):
    """Neighbours read why it was chosen, what is done, and what came of it."""

    code = "cases.cause_words_missing"
    sentence = sentence("Please write it in a few words that neighbours understand.")


class MeasuresOpen(Conflict):
    """What was asked for is done or taken back before the cause is closed."""

    code = "cases.measures_open"
    sentence = sentence("A measure is not done yet. Finish it, or take it back first.")


class MeasureLimits(Invalid):
    """A plan is short, and so are its times."""

    code = "cases.measure_limits"
    sentence = sentence("At most {most} measures, of 1 to {days} working days each.")


@dataclass(frozen=True, kw_only=True)
class NewCause:
    """What a leader settles when choosing; the counts are those the choice rested on."""

    month: date
    place: Place
    category: Category
    title: str
    why: str
    counted: dict[str, int | None]


@transaction.atomic
def choose_cause(new: NewCause, *, by: Actor, now: datetime) -> Cause:
    """Take a repeated matter on for a month; neighbours read which, and why."""
    require(by, CasePermission.CAUSE, at=new.place)
    holder = community_of(new.place.path) or new.place.path
    cause = Cause(
        month=new.month.replace(day=1),
        holder_path=holder,
        category=new.category,
        title=_public(new.title)[:120],
        why=_public(new.why),
        counted=new.counted,
        chosen_at=now,
        chosen_by=by.audit_name,
    )
    cause.put_at(new.place)
    try:
        with transaction.atomic():
            cause.save()
    except IntegrityError as taken:
        raise OneAMonth() from taken
    audit.record("cases.cause_chosen", cause, by=by, at=now, category=new.category.code)
    return cause


def _public(words: str) -> str:
    """Words for neighbours: not empty, and nobody in them."""
    words = words.strip()
    if not words:
        raise WordsMissing()
    if left := [words[start:end] for start, end in covers(words)]:
        raise WordingTellsTooMuch(left="、".join(left))
    return words


def _locked(cause: Cause, by: Actor) -> Cause:
    held = Cause.objects.select_for_update(of=("self",)).select_related("place").get(pk=cause.pk)
    require(by, CasePermission.CAUSE, at=held.place)
    if held.ended_at is not None:
        raise CauseEnded()
    return held


@dataclass(frozen=True, kw_only=True)
class NewMeasure:
    """What one party is asked to do, and how many working days it has."""

    what: str
    party: Party
    days: int


@transaction.atomic
def plan_measure(*, cause: Cause, new: NewMeasure, by: Actor, now: datetime) -> Measure:
    """Ask a party for one thing of the plan; it stands in its inbox with a clock."""
    cause = _locked(cause, by)
    if not 1 <= new.days <= MOST_DAYS or cause.measures.count() >= MOST_MEASURES:
        raise MeasureLimits(most=MOST_MEASURES, days=MOST_DAYS)
    if new.party not in parties_for(cause):
        raise PartyElsewhere(party=new.party.name, place=cause.place.name)
    measure = Measure(cause=cause, what=_public(new.what)[:200], party=new.party, planned_at=now)
    measure.save()
    limit = Limit(ClockKind.WORKING_DAYS, new.days)
    order = NewOrder(
        kind=WorkOrder.Kind.HANDLE,
        subject=measure,
        title=measure.what,
        place=cause.place,
        address=cause.place.name,
        party=new.party,
        clock_kind=limit.clock_kind,
        clock_amount=limit.clock_amount,
        instruction=cause.title,
    )
    workorders.issue(order, by=by, now=now)
    audit.record("cases.measure_planned", measure, by=by, at=now, party=new.party.key)
    return measure


@transaction.atomic
def accept_measure(*, order: WorkOrder, by: Actor, now: datetime) -> WorkOrder:
    """Take a measure on."""
    require_own(by, order)
    return workorders.accept(order=order, by=by, now=now)


@transaction.atomic
def finish_measure(*, order: WorkOrder, result: str, by: Actor, now: datetime) -> WorkOrder:
    """Say what was done; neighbours read it when nothing in it points to a person."""
    require_own(by, order)
    if not result.strip():
        raise WordsMissing()
    return workorders.finish(order=order, result=result.strip(), by=by, now=now)


@transaction.atomic
def return_measure(*, order: WorkOrder, reason: str, by: Actor, now: datetime) -> WorkOrder:
    """Give a measure back, with the reason; the leader asks somebody else."""
    require_own(by, order)
    return workorders.return_order(order=order, reason=reason, by=by, now=now)


@transaction.atomic
def drop_measure(*, measure: Measure, order: WorkOrder | None, by: Actor, now: datetime) -> None:
    """Take a measure out of the plan; what is done stays."""
    _locked(measure.cause, by)
    if order is not None and order.status == "done":
        raise Conflict()
    if order is not None and order.closed_at is None:
        workorders.cancel(order=order, reason=measure.what, by=by, now=now)
    audit.record("cases.measure_dropped", measure, by=by, at=now, what=measure.what)
    measure.delete()


@transaction.atomic
def end_cause(*, cause: Cause, result: str, by: Actor, now: datetime) -> Cause:
    """Close a cause with what came of it, in words; the counts stand beside them and go on."""
    cause = _locked(cause, by)
    ids = list(cause.measures.values_list("pk", flat=True))
    subject = Measure._meta.label_lower
    waiting = WorkOrder.objects.open().filter(subject_type=subject, subject_id__in=ids)
    if waiting.exists():
        raise MeasuresOpen()
    cause.result, cause.ended_at = _public(result), now
    cause.save(update_fields=["result", "ended_at"])
    audit.record("cases.cause_ended", cause, by=by, at=now)
    return cause


def this_month(now: datetime) -> date:
    """The first day of the month it is here."""
    return timezone.localdate(now).replace(day=1)
