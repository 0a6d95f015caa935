"""Handing a round in, and taking it out of the house: kept as it was sent, every look noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from liren.core import audit, crypto
from liren.core.errors import Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import SYSTEM, Actor, PermissionMissing, require
from liren.core.scope import Scope
from liren.ledgers import selectors
from liren.ledgers.domain import forms as domain
from liren.ledgers.domain.hashes import hashes_of
from liren.ledgers.domain.reports_figures import canonical
from liren.ledgers.events import FormSubmitted
from liren.ledgers.models import FormRound, RoundStage
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import NO_ANSWERS, Answers, Line
from liren.ledgers.services.forms_rounds import PURPOSE_LENGTH, count, held_round
from liren.people import services as people
from liren.people.models import Person
from liren.people.permissions import PeoplePermission
from liren.workorders import selectors as orders
from liren.workorders import services as workorders
from liren.workorders.permissions import OrderPermission


class AnswersMissing(Invalid):
    """Columns that have to be answered are empty."""

    code = "ledgers.answers_missing"
    sentence = sentence("{rows} rows are not complete yet; the first is row {first}: {column}.")


@transaction.atomic
def submit(*, row: FormRound, by: Actor, now: datetime) -> FormRound:
    """Hand a round in: what is sent is kept as it is, sealed, with its hashes."""
    held = held_round(row)
    require(by, LedgerPermission.FILL, at=held.place)
    form = selectors.declared(held.form)
    if form.opens_sealed:
        require(by, PeoplePermission.UNMASK, at=held.place)
    found = selectors.filled(held, Scope.of([held.place_path]))
    answers = selectors.answers_of(held)
    _require_complete(form, found.lines, answers)
    content = canonical(_content(held, form, found.lines, answers))
    known = hashes_of(content)
    count(held, found)
    held.cells_written = sum(len(one.values) for one in answers.values())
    held.stage, held.submitted_at, held.submitted_by = (
        RoundStage.SUBMITTED, now, by.audit_name[:120]
    )  # fmt: skip
    held.sha256, held.sm3 = known.sha256, known.sm3
    held.content_sealed = crypto.seal(content, purpose=selectors.CONTENT, row=str(held.pk))
    held.save()
    note_opened(held, opened_in(form, found.lines), by=by, now=now)
    _finish(held, by, now)
    publish(FormSubmitted(round_id=held.pk))
    audit.record(
        "ledgers.form_submitted", held, by=by, at=now, rows=held.rows, sha256=held.sha256
    )  # fmt: skip
    return held


def _content(
    held: FormRound, form: domain.Form, lines: Sequence[Line], answers: Mapping[int, Answers]
) -> dict[str, object]:
    return {
        "form": form.key,
        "period": held.period,
        "place": held.place.code,
        "columns": [column.key for column in form.columns],
        "opened": [person.pk for person in opened_in(form, lines)],
        "rows": [
            [
                cell_of(column, line, answers.get(line.subject_id, NO_ANSWERS))
                for column in form.columns
            ]
            for line in lines
        ],
    }


def cells_of(form: domain.Form, line: Line, answers: Answers) -> list[str]:
    """What stands in one row of a form that leaves the house."""
    return [cell_of(column, line, answers) for column in form.columns]


def cell_of(column: domain.Column, line: Line, answers: Answers) -> str:
    """What stands in one of its cells."""
    if column.is_new:
        return answers.values.get(column.key, "")
    return line.values[column.key].said(column)


def _require_complete(
    form: domain.Form, lines: Sequence[Line], answers: Mapping[int, Answers]
) -> None:
    needed = [column for column in form.new if column.required]
    missing = [
        (line.number, column.name)
        for line in lines
        for column in needed
        if not answers.get(line.subject_id, NO_ANSWERS).values.get(column.key)
    ]
    if missing:
        rows = len({number for number, _ in missing})
        raise AnswersMissing(rows=rows, first=missing[0][0], column=missing[0][1])


def opened_in(form: domain.Form, lines: Sequence[Line]) -> list[Person]:
    """Everybody whose sealed values a form opens."""
    persons: dict[int, Person] = {}
    for line in lines:
        for column in form.columns:
            value = line.values.get(column.key) if column.clear else None
            for record in value.records if value and value.clear else ():
                person = people.person_behind(record)
                persons[person.pk] = person
    return list(persons.values())


def note_opened(row: FormRound, persons: list[Person], *, by: Actor, now: datetime) -> None:
    """Note a look at each of them: it is a task, and residents are told so."""
    if persons:
        what, purpose = f"form:{row.form.key}", row.form.purpose[:PURPOSE_LENGTH]
        people.note_viewing(persons, people.Look(what, purpose), by=by, now=now, is_task=True)


def _finish(held: FormRound, by: Actor, now: datetime) -> None:
    result = f"{held.rows} · SM3 {held.sm3[:16]}"
    if held.instruction is not None:
        if orders.is_issued(held.instruction):
            workorders.finish_instruction(
                instruction=held.instruction, result=result, by=by, now=now
            )  # fmt: skip
        return
    order = orders.open_order(FormRound._meta.label_lower, held.pk)
    if order is None:
        return
    if by is not SYSTEM and not orders.works_on(by, order, OrderPermission.WORK):
        raise PermissionMissing(permission=str(OrderPermission.WORK))
    workorders.finish(order=order, result=result, by=by, now=now)
