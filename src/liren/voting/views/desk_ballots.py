"""The desk's ballots: who has voted and how, voids by two, files of the city's system."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import go_on, refuse, said
from liren.voting.domain.columns import LineFault
from liren.voting.domain.phases import Act, is_open
from liren.voting.forms import ballots as forms
from liren.voting.forms.rolls import on_disk
from liren.voting.permissions import VotePermission
from liren.voting.selectors import city as city_reads
from liren.voting.selectors import taking_part as reads
from liren.voting.services import city as taking_over
from liren.voting.services import voids
from liren.voting.services.opening import open_city_file
from liren.voting.services.rolls import mark
from liren.voting.views.desk_roll import as_download
from liren.voting.views.office import at_desk

A_PAGE = 50
SHOWN_FAULTS = 200


@needs(VotePermission.DESK)
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballots as they came, and what waits for a second officer."""
    row, user = at_desk(request, pk)
    requests = list(reads.void_requests(row))
    context = {
        "row": row,
        "now": timezone.now(),
        "page": Paginator(reads.ballots(row), A_PAGE).get_page(request.GET.get("page")),
        "requests": [(one, one.user_id == user.pk) for one in requests],
        "asked": {one.ballot_id for one in requests},
        "can_void": is_open(row.phase, Act.VOID),
    }
    return render(request, "voting/desk/ballots.html", context)


@needs(VotePermission.DESK)
def void(request: HttpRequest, pk: int, ballot: int) -> HttpResponse:
    """Ask that a ballot be voided."""
    row, user = at_desk(request, pk)
    found, form = reads.ballot(row, ballot), forms.VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            voids.ask_void(
                ballot=found, reason=form.cleaned_data["reason"], by=user, now=timezone.now()
            )
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            here = reverse("voting:desk_ballots", args=[pk])
            return go_on(request, here, _("A second officer has to agree."))
    context = {"row": row, "ballot": found, "form": form, "now": timezone.now()}
    return render(request, "voting/desk/void.html", context, status=422 if form.errors else 200)


@needs(VotePermission.DESK)
@require_POST
def decide(request: HttpRequest, pk: int, asked: int, answer: str) -> HttpResponse:
    """The second officer agrees, or does not."""
    row, user = at_desk(request, pk)
    here, found = reverse("voting:desk_ballots", args=[pk]), reads.void_request(row, asked)
    if answer not in {"yes", "no"}:
        raise Http404
    try:
        if answer == "yes":
            voids.confirm_void(request=found, by=user, now=timezone.now())
        else:
            voids.refuse_void(request=found, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, here)
    said_ = (
        _("The ballot is void; the home may vote again.") if answer == "yes" else _("It stands.")
    )
    return go_on(request, here, said_)


@needs(VotePermission.DESK)
def city(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over a file of the city's system."""
    row, user = at_desk(request, pk)
    form = forms.CityForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            with on_disk(upload) as path:
                taking_over.take_over(
                    vote=row, path=path, name=upload.name, by=user, now=timezone.now()
                )
        except LirenError as trouble:
            form.add_error("file", said(trouble))
        else:
            return go_on(request, reverse("voting:desk_city", args=[pk]), _("The file is read."))
    context = {"row": row, "form": form, "now": timezone.now()}
    context |= {"files": [(one, _faults(one.faults)) for one in city_reads.files(row)]}
    return render(request, "voting/desk/city.html", context, status=422 if form.errors else 200)


def _faults(rows: list[tuple[int, str, dict[str, object]]]) -> list[tuple[int, str]]:
    return [(line, mark(LineFault(line, words, data))) for line, words, data in rows[:SHOWN_FAULTS]]


@needs(VotePermission.DESK)
@require_safe
def city_returned(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The city's own file, with what stayed out."""
    row, user = at_desk(request, pk)
    found = city_reads.file(row, file)
    content = open_city_file(found, by=user, now=timezone.now())
    return as_download(content, is_workbook=found.is_workbook, name="city")
