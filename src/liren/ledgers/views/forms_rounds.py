"""A round of a form: filled on the page or in its workbook, printed, sent back, handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ledgers import selectors
from liren.ledgers.domain.forms import Form as Declared
from liren.ledgers.domain.forms import heading_rows
from liren.ledgers.forms.asking import ReturnForm
from liren.ledgers.models import FormReturn, FormRound, RoundStage
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.selectors import NO_ANSWERS, Answers, Line
from liren.ledgers.services import (
    forms_returning,
    forms_rounds,
    forms_submitting,
    forms_taking,
)
from liren.ledgers.services.forms_rounds import Given, Saved
from liren.ledgers.views.forms import clerk
from liren.ui.pages import go_on, refuse, said

MOST_FIELDS = 150  # of one page: what is sent at once is bounded
MOST_ROWS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Row:
    """One row as the page shows it: filled cells, open cells, and what is wrong with them."""

    line: Line
    cells: list[tuple[Any, Any]]
    asked: list[tuple[Any, str, str, str]]  # column, name, value, error
    base: int
    clash: forms_rounds.Clash | None = None
    error: str = ""


@dataclass
class Page:
    """A part of a round's rows."""

    rows: list[Row]
    number: int
    count: int
    total: int
    size: int
    typed: Mapping[str, str] = field(default_factory=dict)


def found(request: HttpRequest, pk: int) -> FormRound:
    """A round of one's community, or not found."""
    return selectors.round_in(clerk(request).scope_for(LedgerPermission.FILL), pk)


@needs(LedgerPermission.FILL)
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is held, and what is asked, row by row."""
    return round_page(request, found(request, pk))


@needs(LedgerPermission.FILL)
@require_safe
def of_instruction(request: HttpRequest) -> HttpResponse:
    """The round that was asked by an instruction."""
    raw = request.GET.get("instruction", "")
    scope = clerk(request).scope_for(LedgerPermission.FILL)
    row = selectors.round_of(scope, int(raw) if raw.isdecimal() and len(raw) < 16 else 0)
    return redirect("ledgers:round", row.pk)


def round_page(
    request: HttpRequest, row: FormRound, *, status: int = 200, saved: Saved | None = None,
    **more: object,
) -> HttpResponse:  # fmt: skip
    """The same, with what an act wants to say; what was typed is still there."""
    user = clerk(request)
    declared = selectors.declared(row.form)
    scope = user.scope_for(LedgerPermission.FILL)
    context = {
        "now": timezone.now(),
        "row": row,
        "declared": declared,
        "page": _page(request, row, declared, saved or Saved()),
        "is_open": row.stage == RoundStage.OPEN,
        "is_whole": scope.covers(row.place_path),
        "answered": selectors.answered_count(row),
        "returns": selectors.returns_of(row)[:5],
        "back": ReturnForm(),
    }
    response = render(request, "ledgers/forms/round.html", {**context, **more}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, row: FormRound, declared: Declared, saved: Saved) -> Page:
    size = max(1, min(MOST_ROWS, MOST_FIELDS // (len(declared.new) + 1)))
    raw = request.POST.get("page") or request.GET.get("page", "1")
    number = int(raw) if raw.isdecimal() and 0 < int(raw) < 10**6 else 1
    scope = clerk(request).scope_for(LedgerPermission.FILL)
    part = selectors.filled(row, scope, start=(number - 1) * size, most=size)
    answers = selectors.answers_of(row, [line.subject_id for line in part.lines])
    typed = request.POST if saved.has_trouble else {}
    rows = [
        _row(declared, line, answers.get(line.subject_id, NO_ANSWERS), saved, typed)
        for line in part.lines
    ]
    return Page(rows, number, -(-part.count // size) or 1, part.count, size)


def _row(
    declared: Declared, line: Line, answers: Answers, saved: Saved, typed: Mapping[str, str]
) -> Row:
    faults, clash = saved.faults.get(line.subject_id, {}), saved.clashes.get(line.subject_id)
    asked = []
    for column in declared.new:
        name = f"r-{line.subject_id}-{column.key}"
        wrong = faults.get(column.key)
        value = typed.get(name, answers.values.get(column.key, ""))
        asked.append((column, name, value, said(wrong) if wrong else ""))
    cells = [(column, line.values[column.key]) for column in declared.known]
    other = faults.get("")
    return Row(line, cells, asked, answers.revision, clash, said(other) if other else "")


@needs(LedgerPermission.FILL)
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was written on one page of rows; what cannot be kept stays on the page."""
    row, user = found(request, pk), clerk(request)
    given = _given(request, selectors.declared(row.form))
    try:
        saved = forms_rounds.save_answers(
            row=row, given=given, source=row.form.name, by=user, now=timezone.now()
        )
    except LirenError as wrong:
        return refuse(request, wrong, _here(row))
    if saved.has_trouble:
        return round_page(request, row, status=409 if saved.clashes else 422, saved=saved)
    raw = request.POST.get("page", "1")
    page = f"?page={raw}" if raw.isdecimal() else ""
    return go_on(request, _here(row) + page, _("Kept."))


def _given(request: HttpRequest, declared: Declared) -> dict[int, Given]:
    subjects = [name[2:] for name in request.POST if name.startswith("b-")]
    found: dict[int, Given] = {}
    for subject in subjects[:MOST_ROWS]:
        base = request.POST[f"b-{subject}"]
        if subject.isdecimal() and len(subject) < 16 and base.isdecimal() and len(base) < 10:
            names = {column.key: f"r-{subject}-{column.key}" for column in declared.new}
            values = {
                key: request.POST[name] for key, name in names.items() if name in request.POST
            }
            found[int(subject)] = Given(values, int(base))
    return found


def _here(row: FormRound) -> str:
    return reverse("ledgers:round", args=[row.pk])


@needs(LedgerPermission.FILL)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to be filled; a look at what it opens is noted before."""
    row = found(request, pk)
    try:
        data = forms_taking.take_workbook(row=row, by=clerk(request), now=timezone.now())
    except LirenError as wrong:
        return refuse(request, wrong, _here(row))
    return workbook_response(data, f"{row.form.name}-{row.place.name}-{row.period}.xlsx")


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """A workbook as a download that nobody in between keeps."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@needs(LedgerPermission.FILL)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on A4, as far as it is filled; covered values stay covered on paper."""
    row = found(request, pk)
    declared = selectors.declared(row.form)
    lines = selectors.filled(row, clerk(request).scope_for(LedgerPermission.FILL)).lines
    answers = selectors.answers_of(row)
    rows = [
        [
            answers.get(line.subject_id, NO_ANSWERS).values.get(column.key, "")
            if column.is_new
            else line.values[column.key].text
            for column in declared.columns
        ]
        for line in lines
    ]
    headings = heading_rows(declared.columns)
    context = {"row": row, "about": forms_taking.about(row), "rows": rows, "headings": headings}
    response = render(request, "ledgers/forms/paper.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@needs(LedgerPermission.FILL)
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the filled workbook."""
    row, form = found(request, pk), ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return round_page(request, row, status=422, back=form)
    file = form.cleaned_data["file"]
    try:
        forms_returning.take_back(
            row=row, file=file, name=file.name, by=clerk(request), now=timezone.now()
        )
    except LirenError as wrong:
        form.add_error("file", said(wrong))
        return round_page(request, row, status=422, back=form)
    return go_on(request, f"{_here(row)}#returns", _("The workbook was taken in."))


@needs(LedgerPermission.FILL)
@require_safe
def problems(request: HttpRequest, pk: int, back: int) -> HttpResponse:
    """The rows that have to be looked at again, each with what is wrong."""
    row = found(request, pk)
    one = FormReturn.objects.filter(round=row, pk=back).first()
    if one is None:
        raise selectors.FormUnknown()
    return workbook_response(forms_returning.answer_to(one), f"问题-{row.form.name}.xlsx")


@needs(LedgerPermission.FILL)
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the round in, as a whole."""
    row = found(request, pk)
    try:
        forms_submitting.submit(row=row, by=clerk(request), now=timezone.now())
    except LirenError as wrong:
        return refuse(request, wrong, _here(row))
    return go_on(request, _here(row), _("Handed in. Thank you."))
