"""The desk's paper: envelopes taken in, proxies, boxes counted, papers typed in by two."""

from typing import Any

from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import go_on, refuse, said
from liren.voting.domain.phases import Act, is_open
from liren.voting.forms import ballots as forms
from liren.voting.models import Box, Vote
from liren.voting.permissions import VotePermission
from liren.voting.selectors import taking_part as reads
from liren.voting.selectors.votes import questions_of
from liren.voting.services import boxes, pictures, proxies
from liren.voting.services.opening import open_instruction
from liren.voting.views.office import at_desk

SHOWN = 12


@needs(VotePermission.DESK)
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Take envelopes in; the boxes and how far each is."""
    row, _user = at_desk(request, pk)
    number = request.GET.get("paper", "")[:40]
    return _index(request, row, forms.EnvelopeForm(initial={"number": number}))


def _index(
    request: HttpRequest, row: Vote, form: forms.EnvelopeForm, status: int = 200
) -> HttpResponse:
    on_paper = reads.ballots(row).filter(box__isnull=False)
    context = {
        "row": row,
        "now": timezone.now(),
        "form": form,
        "boxes": reads.boxes(row),
        "latest": list(on_paper[:SHOWN]),
        "proxies": list(reads.proxies(row)),
        "can_take_in": is_open(row.phase, Act.TAKE_IN),
        "can_name": is_open(row.phase, Act.NAME_PROXY),
    }
    return render(request, "voting/desk/paper.html", context, status=status)


@needs(VotePermission.DESK)
@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closed envelope in by its number."""
    row, user = at_desk(request, pk)
    form = forms.EnvelopeForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        envelope = boxes.Envelope(number=typed["number"], is_by_proxy=typed["is_by_proxy"])
        try:
            taken = boxes.take_in(vote=row, envelope=envelope, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error("number", said(trouble))
        else:
            done = _("Taken in: {home}. Into the box with it, closed.")
            here = reverse("voting:desk_paper", args=[pk])
            return go_on(request, here, done.format(home=taken.voter.label))
    return _index(request, row, form, status=422)


@needs(VotePermission.DESK)
@require_POST
def begin_box(request: HttpRequest, pk: int) -> HttpResponse:
    """Put up one more box."""
    row, user = at_desk(request, pk)
    here = reverse("voting:desk_paper", args=[pk])
    try:
        boxes.begin_box(vote=row, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("The next envelopes go into the new box."))


@needs(VotePermission.DESK)
def proxy(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a written proxy."""
    row, user = at_desk(request, pk)
    form = forms.ProxyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            voter = reads.voter_of_home(row, typed.pop("home"))
            new = proxies.NewProxy(**typed)
            proxies.name_proxy(vote=row, voter=voter, new=new, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            here = reverse("voting:desk_paper", args=[pk])
            return go_on(request, here, _("The proxy is registered."))
    context = {"row": row, "form": form}
    return render(request, "voting/desk/proxy.html", context, status=422 if form.errors else 200)


@needs(VotePermission.DESK)
@require_POST
def end_proxy(request: HttpRequest, pk: int, proxy: int) -> HttpResponse:
    """The owner took it back."""
    row, user = at_desk(request, pk)
    here, found = (
        reverse("voting:desk_paper", args=[pk]),
        reads.proxies(row).filter(pk=proxy).first(),
    )
    if found is None:
        raise Http404
    try:
        proxies.end_proxy(proxy=found, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("The proxy is ended."))


@needs(VotePermission.DESK)
@require_safe
def box(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One box: envelopes first, then the papers."""
    row, user = at_desk(request, pk)
    return _box(request, reads.box(row, number), row, user, {})


def _box(
    request: HttpRequest, box: Box, row: Vote, user: User, bound: dict[str, Any], status: int = 200
) -> HttpResponse:
    papers = reads.papers(box)
    context = {
        "row": row,
        "now": timezone.now(),
        "box": box,
        "papers": [(paper, user.pk in paper.typed_by) for paper in papers],
        "left": sum(not paper.is_entered for paper in papers),
        "form": bound.get("envelopes") or forms.EnvelopesForm(),
        "finish": bound.get("finish") or forms.FinishForm(),
        "can_count": is_open(row.phase, Act.COUNT_ENVELOPES),
    }
    return render(request, "voting/desk/box.html", context, status=status)


@needs(VotePermission.DESK)
@require_POST
def count(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write down how many envelopes there are."""
    row, user = at_desk(request, pk)
    found, form = reads.box(row, number), forms.EnvelopesForm(request.POST)
    if form.is_valid():
        try:
            boxes.count_envelopes(box=found, **form.cleaned_data, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error("envelopes", said(trouble))
        else:
            done = _("The envelopes are counted. Now open them and type in the papers.")
            return go_on(request, reverse("voting:desk_box", args=[pk, number]), done)
    return _box(request, found, row, user, {"envelopes": form}, status=422)


@needs(VotePermission.DESK)
def enter(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    """Type what one paper says; its home is not shown."""
    row, user = at_desk(request, pk)
    found = reads.ballot(row, ballot)
    here = reverse("voting:desk_box", args=[pk, found.box.number if found.box else 0])
    asked = questions_of(row)
    form = forms.BallotForm(request.POST or None, questions=asked, on_paper=True)
    if request.method == "POST" and form.is_valid():
        answers, now = form.answers(), timezone.now()
        try:
            sheet = boxes.enter_sheet(ballot=found, answers=answers, by=user, now=now)
        except boxes.EntryDiffers as differs:
            return refuse(request, differs, here)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            words = _("Both entries agree.") if sheet else _("Now somebody else types it.")
            return go_on(request, here, words)
    told = open_instruction(row, found, by=user, now=timezone.now())
    context = {"row": row, "ballot": found, "form": form, "instruction": told}
    return render(request, "voting/desk/entry.html", context, status=422 if form.errors else 200)


@needs(VotePermission.DESK)
@require_POST
def finish(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """All papers are in; the photograph is kept."""
    row, user = at_desk(request, pk)
    found, form = reads.box(row, number), forms.FinishForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            photo = _kept(form.cleaned_data["photo"])
            reason, now = form.cleaned_data["reason"], timezone.now()
            boxes.finish_box(box=found, photo=photo, reason=reason, by=user, now=now)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            here = reverse("voting:desk_box", args=[pk, number])
            return go_on(request, here, _("The box is finished."))
    return _box(request, found, row, user, {"finish": form}, status=422)


def _kept(upload: "File[bytes] | None") -> str:
    return pictures.keep_picture(upload) if upload else ""


@needs(VotePermission.DESK)
@require_safe
def photo(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The photograph of a counted box."""
    row, _user = at_desk(request, pk)
    path = pictures.folder() / (reads.box(row, number).photo or "none")
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response
