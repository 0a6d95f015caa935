"""Taking a form out of the house: the workbook to be filled, and what was handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import NotAllowed, sentence
from liren.core.permissions import Actor, require
from liren.ledgers import selectors
from liren.ledgers.domain.forms import Form as Declared
from liren.ledgers.models import FormRound
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import Answers, Line
from liren.ledgers.services.forms_submitting import note_opened, opened_in
from liren.ledgers.services.forms_workbook import Content, workbook
from liren.people.models import Person
from liren.people.permissions import PeoplePermission
from liren.workorders.permissions import OrderPermission


class NotReceiver(NotAllowed):
    """It was handed in to another office."""

    code = "ledgers.not_receiver"
    sentence = sentence("This was handed in to {asker}, not to you.")


def take_workbook(*, row: FormRound, by: Actor, now: datetime) -> bytes:
    """The workbook of a round, for one's own homes; every opened value is noted before."""
    scope, form = by.scope_for(LedgerPermission.FILL), selectors.declared(row.form)
    own = [_At(path) for path in selectors.inside_of(row, scope).paths]
    if not own:
        raise selectors.FormUnknown()
    for place in own if form.opens_sealed else ():
        require(by, PeoplePermission.UNMASK, at=place)
    lines = selectors.filled(row, scope).lines
    # Committed before anything leaves: whatever fails later, the look is in the log.
    with transaction.atomic(durable=True):
        note_opened(row, opened_in(form, lines), by=by, now=now)
        audit.record("ledgers.form_taken", row, by=by, at=now, rows=len(lines))
    answers = selectors.answers_of(row)
    return workbook(content_for(row, form, lines, answers))


def content_for(
    row: FormRound, form: Declared, lines: list[Line], answers: dict[int, Answers]
) -> Content:
    """What the workbook of a round holds."""
    return Content(
        round=row.pk,
        form=form,
        title=row.form.name,
        about=about(row),
        lines=lines,
        answers=answers,
        template=bytes(row.form.template) if row.form.template else None,
    )


def about(row: FormRound) -> str:
    """Of whom and when a form speaks, what for, and by which law: in the office's own language."""
    period = "" if row.period == "once" else f" · {row.period}"
    head = f"{row.place.name}{period} · {row.form.asker.name}"
    return f"{head} · 用途：{row.form.purpose} · 依据：{row.form.legal_basis}"


@dataclass(frozen=True)
class _At:
    """A path as a permission asks for it."""

    path: str


def take_submitted(*, row: FormRound, by: Actor, now: datetime) -> list[list[str]]:
    """What was handed in, for the office that asked for it: noted, then opened."""
    parties = [grant.party_id for grant in by.current_grants()] if isinstance(by, User) else []
    if row.form.asker_id not in parties:
        raise NotReceiver(asker=row.form.asker.name)
    require(by, OrderPermission.INSTRUCT, at=row.place)
    content = selectors.content_of(row)
    persons = list(Person.objects.filter(pk__in=content["opened"]))
    with transaction.atomic(durable=True):
        note_opened(row, persons, by=by, now=now)
        audit.record("ledgers.form_received", row, by=by, at=now, sha256=row.sha256)
    form = selectors.declared(row.form)
    header = ["/".join(column.header) for column in form.columns]
    return [header, *content["rows"]]
