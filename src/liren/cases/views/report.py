"""我要反映: fifteen seconds to be heard. One address, whatever step the report is at."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from liren.cases.forms.resident import ReportForm
from liren.cases.selectors.neighbourhood import SPOTS, around, opening
from liren.cases.selectors.place_search import search_spots
from liren.cases.selectors.public import PublicRow
from liren.cases.services.pace import check_address, check_browser
from liren.cases.services.report import Receipt, report_case
from liren.cases.views.report_flow import (
    ALL,
    STEPS,
    Flow,
    first_wrong,
    join_token,
    only_errors_of,
    similar_to,
)
from liren.cases.views.resident_page import (
    actor_of,
    here,
    remember,
    show,
    shown_url,
    stay_here,
    user_of,
)
from liren.cases.views.sent_again import refuse_in
from liren.core.doors import public
from liren.core.errors import LirenError, NotFound
from liren.core.pace import address_of
from liren.people.selectors import person_of
from liren.places import selectors as places
from liren.places.models import Kind, Place


@public
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str = "") -> HttpResponse:
    """The page on which a resident reports."""
    neighbourhood, spot = here(request), _spot(code)
    if spot and (community := places.home_community(spot)):
        neighbourhood = around(community)
    if neighbourhood.community is None:
        return show(request, "no_neighbourhood", neighbourhood, {})
    flow = Flow(request, neighbourhood, neighbourhood.community)
    if request.method == "POST":
        return _answer(flow, timezone.now())
    known = "qr" if spot else "home"
    form = flow.empty(spot or _building_of(request, flow), known)
    response = _page(
        flow, form, "words" if flow.is_elder else "all", unknown_code=_unknown(code, spot)
    )
    return stay_here(response, neighbourhood) if spot else response


def _spot(code: str) -> Place | None:
    try:
        return places.by_code(code) if code else None
    except places.PlaceUnknown:
        return None


def _unknown(code: str, spot: Place | None) -> str:
    return code if code and spot is None else ""


def _building_of(request: HttpRequest, flow: Flow) -> Place | None:
    """The building of somebody's home; the door itself is more than the matter needs."""
    user = user_of(request)
    person = person_of(user) if user else None
    line = places.lineage(person.place) if person else []
    near = [place for place in line if place.kind in (Kind.COMPOUND, Kind.BUILDING)]
    return near[-1] if near and near[-1].path.startswith(flow.community.path) else None


def _answer(flow: Flow, now: datetime) -> HttpResponse:
    """Go on to the next part, or send."""
    sent = flow.request.POST
    form = flow.bound()
    go = sent.get("go", "send")
    if "pick" in sent:
        return _page(flow, flow.typed(place=sent["pick"], known="list"), flow.place_step)
    if go == "find" or (sent.get("place_q") and not sent.get("place")):
        return _page(flow, flow.typed(), flow.place_step, **_found(flow.community, sent))
    if go == "elsewhere":
        return _page(flow, flow.typed(known=""), flow.place_step)
    if "map.x" in sent:
        return _page(flow, _tapped(flow), flow.place_step)
    if flow.is_elder and go in STEPS:
        return _turn(flow, form, go, sent.get("at", "words"))
    return _send(flow, form, now)


@public
@require_safe
def find_place(request: HttpRequest, code: str) -> HttpResponse:
    """The places of a neighbourhood that a few letters mean, while they are typed."""
    community = places.home_community(places.by_code(code))
    if community is None:
        raise NotFound()
    return render(request, "cases/parts/places_found.html", _found(community, request.GET))


def _found(community: Place, sent: QueryDict) -> dict[str, Any]:
    query = sent.get("place_q", "")
    found = search_spots(places.inside(community), SPOTS, query)
    return {"found": found, "place_q": query}


def _tapped(flow: Flow) -> ReportForm:
    """The building nearest to where the map was touched."""
    x, y = (flow.request.POST.get(f"map.{axis}", "") for axis in "xy")
    touched = int(x) if _is_number(x) else 0, int(y) if _is_number(y) else 0
    found = places.building_at(flow.community, *touched)
    return flow.typed(place=found.pk, known="map") if found else flow.typed(known="")


def _turn(flow: Flow, form: ReportForm, go: str, at: str) -> HttpResponse:
    """Turn the page in elder mode: forwards only when the question is answered."""
    at = at if at in STEPS else "words"
    forwards = STEPS.index(go) > STEPS.index(at)
    if forwards and at == "place":
        flow.place_of(form, timezone.now())
    if forwards and only_errors_of(form, at):
        return _page(flow, form, at, status=422)
    return _page(flow, flow.typed(), go)


def _send(flow: Flow, form: ReportForm, now: datetime) -> HttpResponse:
    place = flow.place_of(form, now)
    if place is None or not form.is_valid():
        return _page(flow, form, first_wrong(form) if flow.is_elder else "all", status=422)
    sent = flow.request.POST
    if not sent.get("joins") and not sent.get("different"):
        similar = similar_to(form.cleaned_data.get("text", ""), place, now)
        if similar:
            return _page(flow, flow.typed(), "similar", offers=_offered(similar))
    try:
        receipt = _file(flow, form, now)
    except LirenError as trouble:
        refuse_in(form, trouble)
        return _page(flow, form, "answer" if flow.is_elder else "all", status=trouble.status)
    remember(flow.request, receipt.report)
    return redirect("cases:receipt", receipt.report.link)


def _file(flow: Flow, form: ReportForm, now: datetime) -> Receipt:
    request, by = flow.request, actor_of(flow.request)
    new = flow.new_report(form, user_of(request))
    check_address(address_of(request))  # first: a new session is a row that stays
    check_browser(_browser(request))
    try:
        return report_case(new, by=by, now=now)
    except IntegrityError:  # the same form, sent twice at the same moment: the other one is in
        return report_case(new, by=by, now=now)


def _browser(request: HttpRequest) -> str:
    if not request.session.session_key:
        request.session.create()
    return request.session.session_key or ""


def _offered(similar: list[PublicRow]) -> list[dict[str, object]]:
    return [{"row": row, "token": join_token(row.case) if row.is_open else ""} for row in similar]


def _page(
    flow: Flow, form: ReportForm, step: str, status: int = 200, **more: object
) -> HttpResponse:
    known = str(form["known"].value() or "")
    place = str(form["place"].value() or "")
    context = {
        "form": form,
        "step": step,
        "parts": ALL if step == "all" else {step},
        "steps": STEPS,
        "step_number": STEPS.index(step) + 1 if step in STEPS else 0,
        "next_step": {"words": "place", "place": "answer"}.get(step, "send"),
        "known_place": _known_place(flow, place) if known else "",
        "known": known,
        "kept": [shown_url(photo.thumbnail) for photo in flow.kept],
        "opening": opening(timezone.now()),
        "community": flow.community,
        **more,
    }
    return show(flow.request, "report", flow.around, context, status=status)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _known_place(flow: Flow, number: str) -> str:
    rows = places.inside(flow.community)
    place = rows.filter(pk=number).first() if _is_number(number) else None
    return places.address(place) if place else ""
