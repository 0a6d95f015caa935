"""What a reporter adds afterwards: more words, more photos, and what it is really about."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liren.cases.domain.workflow import ENDED, Stage
from liren.cases.models import Case, CaseStep, Category, Report
from liren.cases.services import photos
from liren.cases.services.classes import active_tree
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.register import CategoryElsewhere
from liren.cases.services.report import CaseEnded, NothingSaid
from liren.cases.services.steps import Said, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor


class KindSettled(Conflict):
    """The office has looked at it already."""

    code = "cases.kind_settled"
    sentence = sentence("The office has read it already and knows what it is about. Thank you.")


@transaction.atomic
def add_words(
    *, report: Report, text: str, pictures: Sequence[StoredPhoto] = (), by: Actor, now: datetime
) -> CaseStep:
    """Add to a report that is still open; only its reporter and those who handle it read it."""
    if not text.strip() and not pictures:
        raise NothingSaid()
    case = locked(report.case)
    if case.stage in ENDED:
        raise CaseEnded()
    said = Said(note=text.strip(), data={"report": report.pk})
    step = note_step(case, "added", by=by, now=now, said=said)
    photos.attach_to_step(step, pictures, by=by, now=now, report=report)
    audit.record("cases.words_added", case, by=by, at=now, report=report.pk)
    return step


@transaction.atomic
def say_kind(*, report: Report, category: Category, by: Actor, now: datetime) -> Case:
    """The reporter says what it is about, as long as nobody has settled it."""
    case = locked(report.case)
    if case.stage != Stage.REPORTED or case.category_by == "person":
        raise KindSettled()
    if category.tree != active_tree():
        raise CategoryElsewhere()
    # "reporter" and not "person": only what a colleague confirmed is learnt from.
    case.category, case.category_by = category, "reporter"
    case.urgent = case.urgent or category.urgent
    case.save(update_fields=["category", "category_by", "urgent"])
    note_step(case, "kind_said", by=by, now=now, said=Said(data={"category": category.code}))
    audit.record("cases.kind_said", case, by=by, at=now, category=category.code)
    return case
