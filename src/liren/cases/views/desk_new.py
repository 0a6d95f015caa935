"""What somebody said at the counter, by telephone, on a visit, or what was seen on a round."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.accounts.models import User
from liren.cases.domain.workflow import OPEN
from liren.cases.forms.desk import SPOTS, NewCaseForm
from liren.cases.models import Report
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.selectors.place_search import search_spots
from liren.cases.services import photos, reporter, understand
from liren.cases.services.access import code_of
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.cases.views.desk_request import clock, worker
from liren.cases.views.resident_page import shown_url
from liren.cases.views.sent_again import refuse_in
from liren.core.doors import needs
from liren.core.errors import LirenError, NotFound
from liren.places.models import Place
from liren.places.selectors import places
from liren.ui.pages import said

SHORTEST_TO_COMPARE = 4


@needs(CasePermission.REPORT_FOR)
def new(request: HttpRequest) -> HttpResponse:
    """Take down what somebody says; pictures that came are kept, whatever else is wrong."""
    user = worker(request)
    if request.method != "POST":
        return _page(request, NewCaseForm(user=user), [])
    sent, (kept, trouble) = request.POST.copy(), _kept(request)
    sent["kept"] = photos.to_token(kept)
    if "pick" in sent or sent.get("go") == "find":
        return _look_for_place(request, sent, kept)
    form = NewCaseForm(sent, user=user)
    if trouble:
        form.add_error("photos", said(trouble))
    if not form.is_valid():
        return _page(request, form, kept, 422)
    try:
        receipt = _take_down(form, kept, user)
    except LirenError as error:
        refuse_in(form, error)
        return _page(request, form, kept, error.status)
    response = HttpResponse(status=303)
    response["Location"] = reverse("cases:desk_slip", args=[receipt.report.pk])
    return response


def _kept(request: HttpRequest) -> tuple[list[StoredPhoto], LirenError | None]:
    """The pictures of before and those that came now, and what was wrong with the latter."""
    kept = photos.from_token(request.POST.get("kept", ""))
    uploads = [file for file in request.FILES.getlist("photos") if file.size]
    try:
        return kept + photos.keep_all(uploads, already=len(kept)), None
    except LirenError as trouble:
        return kept, trouble


def _page(
    request: HttpRequest,
    form: NewCaseForm,
    kept: list[StoredPhoto],
    status: int = 200,
    **found: object,
) -> HttpResponse:
    shown = [shown_url(photo.thumbnail) for photo in kept]
    context = {"form": form, "kept": shown} | found
    return render(request, "cases/desk/new.html", context, status=status)


def _look_for_place(request: HttpRequest, sent: QueryDict, kept: list[StoredPhoto]) -> HttpResponse:
    """Without scripts: the form as it was typed, with the place chosen or the places found."""
    typed = sent.dict()
    form = NewCaseForm(
        initial=typed | {"place": typed.get("pick", typed.get("place"))}, user=worker(request)
    )
    found = {} if "pick" in typed else _found(request, request.POST)
    return _page(request, form, kept, **found)


@needs(CasePermission.REPORT_FOR)
@require_safe
def find_place(request: HttpRequest) -> HttpResponse:
    """The places that a few letters mean, while they are typed."""
    return render(request, "cases/parts/places_found.html", _found(request, request.GET))


def _found(request: HttpRequest, sent: QueryDict) -> dict[str, Any]:
    scope, query = worker(request).scope_for(CasePermission.REPORT_FOR), sent.get("place_q", "")
    return {"found": search_spots(places(scope), SPOTS, query), "place_q": query}


def _take_down(form: NewCaseForm, kept: list[StoredPhoto], user: User) -> Receipt:
    typed = form.cleaned_data
    wanted = NewReport(
        text=typed["text"],
        place=typed["place"],
        place_note=typed["place_note"],
        channel=typed["channel"],
        reporter_name=typed["reporter_name"],
        phone=typed["phone"],
        category=typed["category"],
        shown=typed["shown"],
        photos=kept,
        joins=reads.case_page(user, typed["joins"]) if typed["joins"] else None,
        client_key=typed["client_key"],
    )
    return report_case(wanted, by=user, now=clock())


@needs(CasePermission.REPORT_FOR)
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Open cases that may be what is being said, while it is typed."""
    user, text = worker(request), request.GET.get("text", "").strip()
    place = _place(request)
    found: list[understand.SimilarCase] = []
    if place and len(text) >= SHORTEST_TO_COMPARE:
        found = understand.similar_cases(text=text[:2000], place=place, now=clock())
    mine = user.scope_for(CasePermission.SEE)
    seen = [one for one in found if one.case.stage in OPEN and mine.covers(one.case.place_path)]
    return render(request, "cases/desk/_similar.html", {"similar": seen})


def _place(request: HttpRequest) -> Place | None:
    """The place chosen so far, inside what the person may enter reports for."""
    number = request.GET.get("place", "")
    scope = worker(request).scope_for(CasePermission.REPORT_FOR)
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return Place.objects.within(scope).filter(pk=number).first() if is_number else None


@needs(CasePermission.REPORT_FOR)
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and code to be read aloud, or printed and handed over."""
    user, now = worker(request), clock()
    report = Report.objects.select_related("case").filter(pk=pk).first()
    if report is None or report.entered_by != user.audit_name:
        raise NotFound()
    context = {
        "now": now,
        "case": report.case,
        "report": report,
        "code": code_of(report.link),
        "address": request.build_absolute_uri(reverse("cases:progress", args=[report.link])),
        "case_url": reverse("cases:desk_case", args=[report.case_id]),
        "new_url": reverse("cases:desk_new"),
        "contact": reporter.masked_contact(report),
        "same": [] if report.case.voices > 1 else _same(report, user),
    }
    is_paper = request.GET.get("paper") == "1"
    template = "cases/desk/slip_paper.html" if is_paper else "cases/desk/slip.html"
    return render(request, template, context | {"title": _("Your report")})


def _same(report: Report, user: User) -> list[understand.SimilarCase]:
    """Other open cases, as far as the person may see them."""
    case, mine = report.case, user.scope_for(CasePermission.SEE)
    found = understand.similar_cases(text=report.text, place=case.place, now=case.reported_at)
    others = [one for one in found if one.case.pk != case.pk and one.case.stage in OPEN]
    return [one for one in others if mine.covers(one.case.place_path)]
