"""The resident's own pages: one big button, and how the help comes."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from liren.care.domain.help_call import MoveNotOpen
from liren.care.models import HelpCall
from liren.care.selectors import calls as reads
from liren.care.services import calls
from liren.care.services.calls import NewCall
from liren.care.views.request import clock, office_of, oneself, worker
from liren.cases.selectors.neighbourhood import COOKIE, neighbourhood
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError
from liren.people.models import Person
from liren.ui.pages import refuse

SHOWN_AFTER = timedelta(minutes=30)


@require_http_methods(["GET", "POST"])
@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Call for help, and see who is coming; whoever is not known here is told whom to ring."""
    person = oneself(request)
    if person is None:
        office = neighbourhood(request.COOKIES.get(COOKIE, "")).office
        return render(request, "care/mine/help_unknown.html", {"office": office})
    if request.method == "GET":
        return _shown(request, person)
    new = NewCall(person=person, channel=HelpCall.Channel.PAGE, may_take_back=True)
    try:
        calls.call(new, by=worker(request), now=clock())
    except LirenError as trouble:
        return refuse(request, trouble, "/help/")
    return redirect("care:help")


def _shown(request: HttpRequest, person: Person) -> HttpResponse:
    now = clock()
    call = reads.open_call_of(person) or reads.latest_call_of(person)
    if call and call.ended_at and call.ended_at + SHOWN_AFTER < now:
        call = None
    context: dict[str, object] = {
        "person": person,
        "now": now,
        "call": call,
        "mark": call.changed_at.isoformat() if call else "",
        "seen": reads.seen(call) if call else None,
        "office": office_of(person.place),
    }
    is_part = "HX-Request" in request.headers
    if is_part and call and request.GET.get("seen") == context["mark"]:
        return HttpResponse(status=204)  # nothing new: whoever is about to touch is not disturbed
    template = "care/mine/_help.html" if is_part else "care/mine/help.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def take_back(request: HttpRequest) -> HttpResponse:
    """It was a mistake: within its seconds nobody hears of it, later all hear that all is right."""
    person = oneself(request)
    call = reads.open_call_of(person) if person else None
    if call is None:
        return redirect("care:help")
    try:
        calls.take_back(row=call, by=worker(request), now=clock())
    except MoveNotOpen:
        _say(call, request)
    return redirect("care:help")


def _say(call: HelpCall, request: HttpRequest) -> None:
    try:
        calls.says_all_is_right(row=call, by=worker(request), now=clock())
    except MoveNotOpen:  # it has ended meanwhile, and the page says so
        return
