"""What becomes of a report: the slip, the progress, the verdict, and a word more."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.cases.domain.workflow import ENDED, Stage
from liren.cases.forms.public import ShownForm
from liren.cases.forms.resident import CodeForm, KindForm, MoreForm, VerdictForm
from liren.cases.models import Category, Report
from liren.cases.selectors.neighbourhood import Neighbourhood, around, opening
from liren.cases.selectors.resident import Whose
from liren.cases.selectors.resident import mine as my_items
from liren.cases.selectors.resident import progress as progress_of
from liren.cases.services import contacts, photos
from liren.cases.services.access import code_of, report_by_code, report_by_link
from liren.cases.services.classes import active_tree
from liren.cases.services.pace import check_link
from liren.cases.services.publicity import is_kept_anyway, show_to
from liren.cases.services.report_more import add_words, say_kind
from liren.cases.services.verdict import Verdict, judge_case
from liren.cases.views.resident_page import (
    actor_of,
    here,
    links_of,
    own_pictures,
    remember,
    show,
    user_of,
)
from liren.core.doors import public
from liren.core.errors import LirenError, TooMany
from liren.core.pace import address_of
from liren.places.selectors import home_community
from liren.ui.pages import said

KINDS_OFFERED = 2


@never_cache
@require_safe
@public
def receipt(request: HttpRequest, link: str) -> HttpResponse:
    """The slip: number, code, what happens next, and what we understood."""
    report, now = report_by_link(link), timezone.now()
    item = progress_of(report, now=now).item
    context = {
        "report": report,
        "item": item,
        "code": code_of(link),
        "address": request.build_absolute_uri(f"/r/{link}/"),
        "kinds": _kinds(report),
        "can_say_kind": _can_say_kind(report),
        "opening": opening(now),
    }
    return show(request, "receipt", _where(report), context)


def _where(report: Report) -> Neighbourhood:
    return around(home_community(report.case.place))


def _can_say_kind(report: Report) -> bool:
    case = report.case
    return case.stage == Stage.REPORTED and case.category_by != "person"


def _kinds(report: Report) -> QuerySet[Category]:
    """What we understood; two suggestions where it is not sure."""
    case = report.case
    codes = [str(one.get("code", "")) for one in case.suggestions][:KINDS_OFFERED]
    sure = Category.objects.filter(pk=case.category_id or 0)
    offered = Category.objects.filter(code__in=codes, tree=active_tree())
    return sure if case.category_id else offered


@never_cache
@require_safe
@public
def progress(request: HttpRequest, link: str) -> HttpResponse:
    """How one report stands."""
    return _progress(request, report_by_link(link))


def _progress(
    request: HttpRequest, report: Report, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    found = progress_of(report, now=now)
    moments = [(moment, own_pictures(report, moment.photos)) for moment in found.moments]
    context = {
        "report": report,
        "item": found.item,
        "moments": moments,
        "pictures": own_pictures(report, found.own_photos),
        "verdict": VerdictForm(),
        "more": MoreForm(),
        "shown": ShownForm(initial={"shown": report.case.shown}),
        "is_kept": is_kept_anyway(report.case),
        "can_add": report.case.stage not in ENDED,
        "opening": opening(now),
        "now": now,
        **forms,
    }
    return show(request, "progress", _where(report), context, status=status)


@require_POST
@public
def verdict(request: HttpRequest, link: str) -> HttpResponse:
    """Solved? Satisfied? A no puts the case back to work."""
    report = report_by_link(link)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _progress(request, report, 422, verdict=form)
    verdict = Verdict(
        solved=form.cleaned_data["solved"] == "yes",
        satisfied={"yes": True, "no": False}.get(form.cleaned_data["satisfied"]),
        comment=form.cleaned_data["comment"],
    )
    try:
        check_link(link)
        judge_case(report=report, verdict=verdict, by=actor_of(request), now=timezone.now())
    except LirenError as refusal:
        form.add_error(None, said(refusal))
        return _progress(request, report, refusal.status, verdict=form)
    messages.success(request, _("Thank you. We have written it down."))
    return redirect("cases:progress", link)


@require_POST
@public
def more(request: HttpRequest, link: str) -> HttpResponse:
    """More words or photos for a report that is still open."""
    report = report_by_link(link)
    form = MoreForm(request.POST, request.FILES)
    form.full_clean()
    try:
        check_link(link)
        pictures = photos.keep_all(form.cleaned_data.get("photos", []))
        text = form.cleaned_data.get("text", "")
        if form.is_valid():
            now = timezone.now()
            add_words(report=report, text=text, pictures=pictures, by=actor_of(request), now=now)
    except LirenError as refusal:
        form.add_error("text", said(refusal))
    if form.errors:
        return _progress(request, report, 422, more=form)
    messages.success(request, _("Added. Those who handle it read it."))
    return redirect("cases:progress", link)


@require_POST
@public
def shown(request: HttpRequest, link: str) -> HttpResponse:
    """Who may know of it: changed at any time by whoever reported it."""
    report = report_by_link(link)
    form = ShownForm(request.POST)
    try:
        check_link(link)
        if form.is_valid():
            chosen = form.cleaned_data["shown"]
            show_to(report=report, shown=chosen, by=actor_of(request), now=timezone.now())
    except LirenError as refusal:
        form.add_error("shown", said(refusal))
    if form.errors:
        return _progress(request, report, 422, shown=form)
    messages.success(request, _("Changed. It holds at once."))
    return redirect("cases:progress", link)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def kind(request: HttpRequest, link: str) -> HttpResponse:
    """What it is really about, as the reporter says."""
    report = report_by_link(link)
    form = KindForm(request.POST or None, initial={"kind": report.case.category_id})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["kind"]
        say_kind(report=report, category=chosen, by=actor_of(request), now=timezone.now())
        return redirect("cases:receipt", link)
    status = 422 if form.errors else 200
    item = progress_of(report, now=timezone.now()).item
    context = {"form": form, "report": report, "item": item}
    return show(request, "kind", _where(report), context, status)


@require_http_methods(["GET", "POST"])
@public
def find(request: HttpRequest) -> HttpResponse:
    """Number and code of a slip lead to the page of the report."""
    form = CodeForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            address = address_of(request)
            report = report_by_code(now=timezone.now(), address=address, **form.cleaned_data)
        except LirenError as refusal:
            form.add_error("code", said(refusal))
            status = 429 if isinstance(refusal, TooMany) else 422
        else:
            remember(request, report)
            return redirect("cases:progress", report.link)
    return show(request, "find", here(request), {"form": form}, status)


@never_cache
@require_safe
@public
def mine(request: HttpRequest) -> HttpResponse:
    """What I have reported: by my account, and from this browser."""
    user = user_of(request)
    contact = contacts.index_of_user(user) if user else None
    whose = Whose(user=user, contact=contact, links=links_of(request))
    items = my_items(whose, now=timezone.now())
    return show(request, "mine", here(request), {"items": items, "is_signed_in": user is not None})
