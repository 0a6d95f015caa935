"""A workbook that comes back: what was asked is kept, what was changed besides goes its own way.

A row is known by its mark alone. A locked cell that was changed is somebody's word that an entry is
wrong: it goes the one way into the register, where it holds, waits or meets another's. Whatever
cannot be taken goes back in a workbook with a column that says why; the rest is kept.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext

from liren.core import audit, crypto
from liren.core.errors import Invalid, LirenError, TooLarge, sentence
from liren.core.permissions import Actor
from liren.ledgers import selectors
from liren.ledgers.domain.forms import Column, Form
from liren.ledgers.domain.forms_answers import plain_text
from liren.ledgers.models import FormReturn, FormRound
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import Line
from liren.ledgers.services import forms_rounds
from liren.ledgers.services.forms_rounds import Given, held_round
from liren.ledgers.services.forms_template import IDS, Sheet, found_in, names_of, opened
from liren.ledgers.services.forms_workbook import (
    Content,
    Problem,
    cells_mac,
    row_mac,
    tidy,
    workbook,
)
from liren.people import services as people
from liren.people.services import Status
from liren.ui.pages import said

LARGEST = 8 * 1024 * 1024
MOST_ROWS = 20_000
MOST_CORRECTIONS = 200

STRANGER = sentence("This row is not one of this form. New people are entered in the register.")
CLASH = sentence(
    "{by} has answered this row meanwhile: {theirs}. If yours is right, send it again."
)
TWICE = sentence("This row stands here twice; the first was taken.")
FORMULA = sentence("{column}: here stands a formula. Please write the value.")
EMPTIED = sentence(
    "{column}: this was filled and is empty now. If it is wrong, write what is right."
)
FIXED = sentence("{column}: this follows from other entries. Please correct it in the register.")
ELSEWHERE = sentence("{column}: please say on the form's page that this is wrong.")
CHANGED = sentence("{column}: {by} has just changed this to “{other}”.")
NUMBER_TAKEN = sentence("{column}: this belongs to somebody else in the register.")


class OtherForm(Invalid):
    """Another form's workbook, or one whose hidden column was taken out."""

    code = "ledgers.other_form"
    sentence = sentence(
        "This is not the workbook of this form. Please send the one that was taken from this page."
    )


class ReturnTooLarge(TooLarge):
    """More than a form can have."""

    code = "ledgers.return_too_large"
    sentence = sentence("The workbook is larger than this form can be.")


class TooManyCorrections(Invalid):
    """So many locked cells were changed that it is no correction."""

    code = "ledgers.too_many_corrections"
    sentence = sentence(
        "In more than {most} rows filled cells were changed. That looks like another list; nothing "
        "was taken. Please take the workbook anew."
    )


@dataclass
class Taken:
    """One row as it came back."""

    cells: dict[str, str]
    formulas: set[str]
    subject: int = 0
    base: int = 0  # the revision of the entries that was seen
    revision: int = 0  # and that of the answers
    is_known: bool = False
    is_touched: bool = False  # a locked cell was changed
    is_answered: bool = False


@dataclass
class _Reading:
    """What is made of a workbook, row by row."""

    form: Form
    lines: Mapping[int, Line]
    problems: dict[int, list[str]] = field(default_factory=dict)
    strangers: list[Problem] = field(default_factory=list)
    rows: dict[int, Taken] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)  # of whom an entry was corrected or proposed
    corrected: int = 0
    proposed: int = 0

    def trouble(self, subject: int, text: str) -> None:
        """Note why a row goes back."""
        self.problems.setdefault(subject, []).append(text)


def take_back(*, row: FormRound, file: BinaryIO, name: str, by: Actor, now: datetime) -> FormReturn:
    """Read a returned workbook, keep what can be kept, and write the one that goes back."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReturnTooLarge()
    form = selectors.declared(row.form)
    taken = list(_rows(row, form, data))
    with transaction.atomic():
        held = held_round(row)
        scope = by.scope_for(LedgerPermission.FILL)
        lines = {line.subject_id: line for line in selectors.filled(held, scope).lines}
        reading = _Reading(form, lines)
        for one in taken:
            _sort(reading, one)
        _correct(reading, held, by, now)
        return _keep(reading, held, (name, data), by, now)


def _rows(row: FormRound, form: Form, data: bytes) -> Iterator[Taken]:
    place = _place(form, data)
    if place.sheet.max_row - place.first >= MOST_ROWS:
        raise ReturnTooLarge()
    for cells in place.sheet.iter_rows(min_row=place.first):
        one = _taken(place, cells)
        if any(one.cells.values()) or one.formulas:
            yield _recognised(row.pk, form, one)


def _place(form: Form, data: bytes) -> Sheet:
    try:
        return found_in(opened(data), {**names_of(form), IDS: IDS})
    except LirenError as wrong:
        if wrong.code.startswith("ledgers."):
            raise OtherForm() from wrong
        raise


def _taken(place: Sheet, cells: tuple[Any, ...]) -> Taken:
    by_column = {cell.column: cell for cell in cells if hasattr(cell, "column")}
    texts, formulas = {}, set()
    for key, at in place.columns.items():
        cell = by_column.get(at)
        value = cell.value if cell is not None else None
        if cell is not None and (cell.data_type == "f" or not _is_plain(value)):
            formulas.add(key)
            value = None
        texts[key] = plain_text(value)
    return Taken(texts, formulas)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool | date | datetime)


def _recognised(round_id: int, form: Form, one: Taken) -> Taken:
    """Whose row it is, by the keyed mark, and which of its cells are as they were written."""
    *head, own, locked, asked = ["", "", "", *one.cells.pop(IDS, "").split(".")][-6:]
    name = ".".join(head)
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in head):
        return one
    if not crypto.same(own.encode(), row_mac(round_id, name).encode()):
        return one
    known = [one.cells[column.key] for column in form.known if column.source != "row.number"]
    new = [one.cells[column.key] for column in form.new]
    one.is_known, (one.subject, one.base, one.revision) = True, map(int, head)
    one.is_touched = not crypto.same(locked.encode(), cells_mac(round_id, name, known).encode())
    one.is_answered = not crypto.same(asked.encode(), cells_mac(round_id, name, new).encode())
    return one


def _sort(reading: _Reading, one: Taken) -> None:
    if not one.is_known or one.subject not in reading.lines:
        reading.strangers.append(Problem(one.cells, gettext(STRANGER)))
        return
    if one.subject in reading.rows:
        reading.strangers.append(Problem(one.cells, gettext(TWICE)))
        return
    reading.rows[one.subject] = one
    for column in reading.form.columns:
        if column.key in one.formulas:
            reading.trouble(one.subject, gettext(FORMULA).format(column=column.name))
            if column.is_new:
                del one.cells[column.key]


def _correct(reading: _Reading, held: FormRound, by: Actor, now: datetime) -> None:
    """Locked cells that are otherwise, row by row: they are few, or all of it is refused."""
    touched = [one for one in reading.rows.values() if one.is_touched]
    changed = [(one, found) for one in touched if (found := _changed(reading, one))]
    if len(changed) > MOST_CORRECTIONS:
        raise TooManyCorrections(most=MOST_CORRECTIONS)
    for one, columns in changed:
        for column in columns:
            _correct_one(reading, held, one, column, (by, now))


def _changed(reading: _Reading, one: Taken) -> list[Column]:
    line = reading.lines[one.subject]
    return [
        column
        for column in reading.form.known
        if column.key not in one.formulas
        and column.source != "row.number"
        and tidy(one.cells[column.key]) != tidy(line.values[column.key].said(column))
    ]


def _correct_one(
    reading: _Reading, held: FormRound, one: Taken, column: Column, who: tuple[Actor, datetime]
) -> None:
    value, (by, now) = reading.lines[one.subject].values[column.key], who
    text = one.cells[column.key]
    if not text:
        reading.trouble(one.subject, gettext(EMPTIED).format(column=column.name))
    elif value.record is None or value.element is None:
        reading.trouble(one.subject, gettext(FIXED).format(column=column.name))
    elif value.record.pk != one.subject or value.element.subject != reading.form.grain:
        reading.trouble(one.subject, gettext(ELSEWHERE).format(column=column.name))
    else:
        try:
            result = people.put(
                subject=value.record,
                values={value.element.field: text},
                source=held.form.name,
                by=by,
                now=now,
                base=one.base,
            )
        except LirenError as wrong:
            reading.trouble(one.subject, f"{column.name}: {said(wrong)}")
            return
        _note(reading, one.subject, column, result)


def _note(reading: _Reading, subject: int, column: Column, result: people.Result) -> None:
    [outcome] = result.outcomes.values()
    if outcome.status in (Status.ACCEPTED, Status.PROPOSED):
        reading.settled.add(subject)
        reading.corrected += outcome.status is Status.ACCEPTED
        reading.proposed += outcome.status is Status.PROPOSED
    elif outcome.status is Status.CONFLICT:
        says = CHANGED if outcome.by else NUMBER_TAKEN
        text = gettext(says).format(column=column.name, by=outcome.by, other=outcome.other)
        reading.trouble(subject, text)


def _keep(
    reading: _Reading, held: FormRound, file: tuple[str, bytes], by: Actor, now: datetime
) -> FormReturn:
    new = [column.key for column in reading.form.new]
    given = {
        subject: Given({key: one.cells[key] for key in new if key in one.cells}, one.revision)
        for subject, one in reading.rows.items()
        if one.is_answered
    }
    result = forms_rounds.save_answers(
        row=held, given=given, source=held.form.name, by=by, now=now
    )  # fmt: skip
    for subject, faults in result.faults.items():
        for wrong in faults.values():
            reading.trouble(subject, said(wrong))
    for subject, clash in result.clashes.items():
        theirs = "、".join(clash.values.values())
        reading.trouble(subject, gettext(CLASH).format(by=clash.by, theirs=theirs))
    back = _counted(reading, held, file)
    back.at, back.by = now, by.audit_name[:120]
    moved = {*result.saved, *reading.settled}
    back.taken = len(moved - reading.problems.keys())
    back.unchanged = back.rows - back.problems - back.taken
    if back.problems:
        back.answer_sealed = _sealed(reading, held, back)
    back.save()
    audit.record(
        "ledgers.form_returned", held, by=by, at=now, rows=back.rows, problems=back.problems
    )  # fmt: skip
    return back


def _counted(reading: _Reading, held: FormRound, file: tuple[str, bytes]) -> FormReturn:
    name, data = file
    return FormReturn(
        round=held,
        name=name[:120],
        digest=hashlib.sha256(data).hexdigest(),
        rows=len(reading.rows) + len(reading.strangers),
        problems=len(reading.problems) + len(reading.strangers),
        missing=len(reading.lines) - len(reading.rows),
        corrected=reading.corrected,
        proposed=reading.proposed,
    )


def _sealed(reading: _Reading, held: FormRound, back: FormReturn) -> bytes:
    content = Content(
        round=held.pk,
        form=reading.form,
        title=f"{held.form.name} · 问题",
        about=gettext("Only these rows need to be sent again."),
        lines=[reading.lines[subject] for subject in reading.problems],
        problems={
            subject: Problem(reading.rows[subject].cells, "；".join(says))
            for subject, says in reading.problems.items()
        },
        strangers=reading.strangers,
        answers=selectors.answers_of(held, reading.problems),
        template=bytes(held.form.template) if held.form.template else None,
    )
    text = base64.b64encode(workbook(content)).decode()
    return crypto.seal(text, purpose=selectors.RETURN, row=f"{held.pk}:{back.digest}")


def answer_to(back: FormReturn) -> bytes:
    """The workbook that goes back, with the column that says what is wrong."""
    if back.answer_sealed is None:
        raise selectors.FormUnknown()
    text = crypto.unseal(
        bytes(back.answer_sealed),
        purpose=selectors.RETURN,
        row=f"{back.round_id}:{back.digest}",
    )
    return base64.b64decode(text)
