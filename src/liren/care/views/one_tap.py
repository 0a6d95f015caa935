"""One tap: large buttons that ring a number or ask the volunteers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.care.selectors import one_tap as reads
from liren.care.services import one_tap
from liren.care.views.request import clock, office_for, oneself, worker
from liren.cases.selectors.neighbourhood import COOKIE, neighbourhood
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError
from liren.ui.pages import go_on, refuse

AT_ONCE = 4  # five choices a page, with the one for what is more


@require_safe
@public
def taps(request: HttpRequest) -> HttpResponse:
    """The list of one's community; a number rings for everybody, asking needs to know whom."""
    person = oneself(request)
    here = neighbourhood(request.COOKIES.get(COOKIE, ""))
    place = person.place if person else here.community
    buttons = reads.buttons_for(place, person) if place else []
    context = {
        "person": person,
        "first": buttons[:AT_ONCE],
        "more": buttons[AT_ONCE:],
        "now": clock(),
        "office": office_for(request, person),
    }
    response = render(request, "care/mine/one_tap.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One touch asks; what was asked by mistake is taken back."""
    person, back = oneself(request), reverse("care:one_tap")
    if person is None:
        return redirect(back)
    by, now = worker(request), clock()
    try:
        tap = reads.tap_for(person.place, pk)
        if "back" in request.POST:
            one_tap.take_back(tap=tap, person=person, by=by, now=now)
            return go_on(request, back, _("Taken back. Nobody comes."))
        one_tap.ask(tap=tap, person=person, by=by, now=now)
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return redirect(back)
