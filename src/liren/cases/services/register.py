"""Taking up a report: class and place, filing, refusing, looking first whether it is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.cases.domain.workflow import ENDED, Step, StepNotOpen
from liren.cases.events import CaseFiled, CaseRefused
from liren.cases.models import Case, Category
from liren.cases.permissions import CasePermission
from liren.cases.services import deadlines, orders, photos, telling
from liren.cases.services.classes import active_tree
from liren.cases.services.closing import require_whistle_over
from liren.cases.services.orders import Asked
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.steps import Said, advance, locked, note_step
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.places import selectors as places
from liren.places.models import Place
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder

FILED = sentence("Your report about {title} has been taken up. We now find who does it.")
REFUSED = sentence("About {title}: this cannot be taken up. {reason}")
LOOKING = sentence("About {title}: a grid worker will look at it on the spot first.")


class AnswerMissing(Invalid):
    """Nobody is turned away without a reason they can read."""

    code = "cases.answer_missing"
    sentence = sentence("Please write the answer that the resident will read.")


class CategoryElsewhere(Invalid):
    """The class belongs to a tree that is not in use."""

    code = "cases.category_elsewhere"
    sentence = sentence("Please choose a class from the list.")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was found on the spot."""

    is_so: bool
    words: str = ""
    pictures: Sequence[StoredPhoto] = ()


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a worker settles about a case; what is None stays as it is."""

    category: Category | None = None
    place: Place | None = None
    title: str | None = None
    urgent: bool | None = None


@transaction.atomic
def correct_case(*, case: Case, details: Details, by: Actor, now: datetime) -> Case:
    """Settle class, place, title or urgency; the machine learns from a class a person chose."""
    require(by, CasePermission.REGISTER, at=case.place)
    case = locked(case)
    _require_choice(case, details, by)
    changed = _apply(case, details)
    if not changed:
        return case
    case.save()
    orders.describe_anew(case, now=now)
    note_step(case, "corrected", by=by, now=now, said=Said(data={"changed": changed}))
    audit.record("cases.corrected", case, by=by, at=now, changed=changed)
    return case


def _require_choice(case: Case, details: Details, by: Actor) -> None:
    """A case does not leave the person's own places, nor the tree that its classes come from."""
    if case.stage in ENDED:
        raise StepNotOpen(stage=case.stage, step="correct")
    if details.place and details.place != case.place:
        require(by, CasePermission.REGISTER, at=details.place)
    chosen = details.category
    if chosen and chosen != case.category and chosen.tree != active_tree():
        raise CategoryElsewhere()


def _apply(case: Case, details: Details) -> list[str]:
    changed = []
    if details.category and (details.category != case.category or case.category_by != "person"):
        case.category, case.category_by = details.category, "person"
        changed.append("category")
    if details.place and details.place != case.place:
        case.put_at(details.place)
        case.address, case.place_by = places.address(details.place), "person"
        changed.append("place")
    if details.title and details.title != case.title:
        case.title = details.title[:200]
        changed.append("title")
    if details.urgent is not None and details.urgent != case.urgent:
        case.urgent = details.urgent
        changed.append("urgent")
    return changed


@transaction.atomic
def file_case(*, case: Case, by: Actor, now: datetime) -> Case:
    """Take a report up as a case; the question who does it becomes an order."""
    require(by, CasePermission.REGISTER, at=case.place)
    case = locked(case)
    file_locked(case, by=by, now=now)
    ask_who(case, by=by, now=now)
    telling.tell(case, FILED, now=now)
    audit.record("cases.filed", case, by=by, at=now)
    return case


def file_locked(case: Case, *, by: Actor, now: datetime) -> None:
    """The filing itself, for services that go on at once."""
    order = orders.settle(case, by=by, now=now)
    case.filed_at = now
    if case.category and case.category_by in ("machine", "reporter"):
        case.category_by = "person"  # the worker saw it and let it stand
    advance(case, Step.FILE, by=by, now=now, said=Said(order=order))
    publish(CaseFiled(case_id=case.pk))


def ask_who(case: Case, *, by: Actor, now: datetime, follows: WorkOrder | None = None) -> WorkOrder:
    """Ask the office of the place who should do it."""
    office = orders.office_for(case.place)
    asked = Asked(WorkOrder.Kind.DISPATCH, office, deadlines.DISPATCH, follows=follows)
    return orders.ask(case, asked, by=by, now=now)


@transaction.atomic
def refuse_case(*, case: Case, answer: str, by: Actor, now: datetime) -> Case:
    """Do not take a report up; the reason is the answer that its reporter reads."""
    require(by, CasePermission.REGISTER, at=case.place)
    if not answer.strip():
        raise AnswerMissing()
    case = locked(case)
    require_whistle_over(case)
    order = orders.settle(case, by=by, now=now, result=answer)
    case.public_answer = answer.strip()
    case.answered_at = case.answered_at or now
    case.closed_at = now
    advance(case, Step.REFUSE, by=by, now=now, said=Said(public=answer.strip(), order=order))
    telling.tell(case, REFUSED, now=now, reason=answer.strip())
    publish(CaseRefused(case_id=case.pk))
    audit.record("cases.refused", case, by=by, at=now)
    return case


@transaction.atomic
def ask_existence(*, case: Case, instruction: str, by: Actor, now: datetime) -> WorkOrder:
    """Have a grid worker see on the spot whether it is so, before it is filed."""
    require(by, CasePermission.REGISTER, at=case.place)
    case = locked(case)
    settled = orders.settle(case, by=by, now=now)
    advance(case, Step.ASK_EXISTENCE, by=by, now=now, said=Said(note=instruction, order=settled))
    asked = Asked(
        WorkOrder.Kind.EXISTENCE,
        orders.office_for(case.place),
        deadlines.ON_THE_SPOT,
        assignee=orders.on_the_spot(case, now=now),
        instruction=instruction,
    )
    order = orders.ask(case, asked, by=by, now=now)
    telling.tell(case, LOOKING, now=now)
    audit.record("cases.existence_asked", case, by=by, at=now)
    return order


@transaction.atomic
def answer_existence(
    *, order: WorkOrder, seen: Seen, by: Actor, now: datetime, done_at: datetime | None = None
) -> Case:
    """Say what was seen on the spot: it is so and is filed, or it is not."""
    case = locked(orders.case_of(order))
    require(by, CasePermission.CHECK, at=case.place)
    orders.require_kind(order, WorkOrder.Kind.EXISTENCE)
    at = done_at or now
    order = workorders.finish(order=order, result=seen.words, by=by, now=now, done_at=done_at)
    case.filed_at = at if seen.is_so else None
    said = Said(note=seen.words, order=order, done_at=done_at)
    step = Step.CONFIRM_EXISTENCE if seen.is_so else Step.DENY_EXISTENCE
    photos.attach_to_step(
        advance(case, step, by=by, now=now, said=said), seen.pictures, by=by, now=now
    )
    if seen.is_so:
        ask_who(case, by=by, now=now)
        telling.tell(case, FILED, now=now)
        publish(CaseFiled(case_id=case.pk))
    else:
        office = orders.office_for(case.place)
        orders.ask(case, Asked(WorkOrder.Kind.REGISTER, office, deadlines.REGISTER), by=by, now=now)
    audit.record("cases.existence_answered", case, by=by, at=at, is_so=seen.is_so)
    return case
