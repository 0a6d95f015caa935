"""The desk's roll: bring it in, look at it, correct it in the open, answer objections."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import go_on, refuse, said
from liren.voting.domain.columns import LineFault
from liren.voting.domain.phases import Act, is_open
from liren.voting.forms import rolls as forms
from liren.voting.models import Vote
from liren.voting.permissions import VotePermission
from liren.voting.selectors import rolls as reads
from liren.voting.services import objections, rolls
from liren.voting.services.opening import open_roll_file
from liren.voting.views.office import at_desk

A_PAGE = 50
SHOWN_FAULTS = 200


@needs(VotePermission.SEE)
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The homes of the roll, its versions, the files that were sent, the objections."""
    row, user = at_desk(request, pk)
    return _index(request, row, user, forms.RollFileForm())


def _index(
    request: HttpRequest, row: Vote, user: User, form: forms.RollFileForm, status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    page = Paginator(reads.search_units(row.roll, words), A_PAGE).get_page(request.GET.get("page"))
    keys = {key for unit in page for key in (*unit.owners, unit.developer) if key}
    context = {
        "row": row,
        "now": timezone.now(),
        "page": page,
        "owners": reads.owners_of(row.roll, keys),
        "words": words,
        "versions": list(reads.versions_of(row)[:20]),
        "files": list(reads.files_of(row)[:10]),
        "objections": list(reads.objections(row)),
        "sums": reads.sums_of(row.roll) if row.roll else None,
        "form": form,
        "may_change": user.has_perm(VotePermission.PREPARE, row.place)
        and is_open(row.phase, Act.CHANGE_ROLL),
    }
    return render(request, "voting/desk/roll.html", context, status=status)


@needs(VotePermission.PREPARE)
@require_POST
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a workbook as the roll."""
    row, user = at_desk(request, pk)
    form = forms.RollFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, row, user, form, status=422)
    try:
        with forms.on_disk(form.cleaned_data["file"]) as path:
            taken = rolls.import_roll(
                vote=row, path=path, new=form.new(), by=user, now=timezone.now()
            )
    except LirenError as trouble:
        form.add_error("file", said(trouble))
        return _index(request, row, user, form, status=422)
    if taken.version is None:
        return go_on(request, reverse("voting:desk_roll_file", args=[pk, taken.file.pk]))
    return go_on(request, reverse("voting:desk_roll", args=[pk]), _("The roll is brought in."))


@needs(VotePermission.PREPARE)
@require_POST
def build(request: HttpRequest, pk: int) -> HttpResponse:
    """Build it from the register."""
    row, user = at_desk(request, pk)
    here = reverse("voting:desk_roll", args=[pk])
    try:
        rolls.build_roll(vote=row, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("The roll is built."))


@needs(VotePermission.PREPARE)
@require_safe
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What is wrong with which line of a workbook."""
    row, _user = at_desk(request, pk)
    sent = reads.roll_file(row, file)
    lines = [(line, rolls.mark(LineFault(line, words, data))) for line, words, data in sent.faults]
    context = {"row": row, "file": sent, "lines": lines[:SHOWN_FAULTS], "count": len(lines)}
    return render(request, "voting/desk/roll_file.html", context)


@needs(VotePermission.PREPARE)
@require_safe
def returned(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The sender's own workbook, with what to mend."""
    row, user = at_desk(request, pk)
    sent = reads.roll_file(row, file)
    content = open_roll_file(sent, by=user, now=timezone.now())
    return as_download(content, is_workbook=sent.is_workbook, name="roll")


def as_download(content: bytes, *, is_workbook: bool, name: str) -> HttpResponse:
    """A table to be saved."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind if is_workbook else "text/csv")
    ending = "xlsx" if is_workbook else "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}-to-mend.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


@needs(VotePermission.PREPARE)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct, add or take off one home."""
    row, user = at_desk(request, pk)
    key, known = request.GET.get("unit", ""), {}
    if key:
        found = reads.unit_on_roll(row, key)
        known = forms.unit_values(found, reads.owners_of(row.roll))
    form = forms.UnitForm(request.POST or None, initial=known or {"source": "register"})
    if request.method == "POST" and form.is_valid():
        try:
            reason, now = form.cleaned_data["reason"], timezone.now()
            rolls.change_unit(vote=row, change=form.change(), reason=reason, by=user, now=now)
            done = _("The roll has a new version.")
            return go_on(request, reverse("voting:desk_roll", args=[pk]), done)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    context = {"row": row, "form": form, "is_new": not key}
    return render(request, "voting/desk/unit.html", context, status=422 if form.errors else 200)


@needs(VotePermission.PREPARE)
def answer(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    """Answer an objection."""
    row, user = at_desk(request, pk)
    asked = reads.objection(row, objection)
    form, here = forms.AnswerForm(request.POST or None), reverse("voting:desk_roll", args=[pk])
    if request.method == "POST" and form.is_valid():
        said_ = objections.ObjectionAnswer(
            text=form.cleaned_data["answer"], is_granted=form.cleaned_data["is_granted"]
        )
        try:
            objections.answer_objection(objection=asked, answer=said_, by=user, now=timezone.now())
        except LirenError as trouble:
            return refuse(request, trouble, here)
        return go_on(request, here, _("The answer is given."))
    context = {"row": row, "objection": asked, "form": form, "now": timezone.now()}
    return render(request, "voting/desk/answer.html", context, status=422 if form.errors else 200)
