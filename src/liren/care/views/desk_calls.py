"""Calls for help at the desk: one call, and noting one that came by telephone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liren.care.forms.calls import DoorForm, NewCallForm
from liren.care.models import HelpCall
from liren.care.permissions import CarePermission
from liren.care.selectors import calls as reads
from liren.care.services import calls
from liren.care.services.calls import NewCall
from liren.care.views.helping import do
from liren.care.views.request import clock, is_id, scope_of, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people.models import Person
from liren.people.permissions import PeoplePermission
from liren.people.selectors import named
from liren.people.selectors import person as person_in
from liren.places.selectors import address, addresses
from liren.ui.pages import go_on, refuse

FEW = 12


@needs(CarePermission.SEE)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: who was asked, who goes, and what the office can do."""
    call = reads.call_in(scope_of(request, CarePermission.SEE), pk)
    form = DoorForm(request.POST if request.POST.get("deed") == "at_door" else None)
    if request.method == "POST":
        answered = _done(request, call, form)
        if answered is not None:
            return answered
    seen = reads.seen(call)
    mine = next((one for one in seen.going if one.user_id == worker(request).pk), None)
    context = {
        "call": call, "seen": seen, "where": address(call.place), "form": form, "now": clock(),
        "mine": mine, "may_do": worker(request).has_perm(CarePermission.DO, call.place),
        "may_open": worker(request).has_perm(PeoplePermission.SEE, call.place),
    }  # fmt: skip
    is_part = "HX-Request" in request.headers
    template = "care/desk/_call_live.html" if is_part else "care/desk/call.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _done(request: HttpRequest, call: HelpCall, form: DoorForm) -> HttpResponse | None:
    back = reverse("care:desk_call", args=[call.pk])
    by = worker(request)
    try:
        helper = calls.staff_helper(row=call, by=by, now=clock())
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return do(request, helper, by, form, back)


@needs(CarePermission.DO)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody rang: find them by name, then call for them; or rehearse."""
    scope = scope_of(request, CarePermission.DO)
    chosen = request.GET.get("person", "")
    person = person_in(scope, int(chosen)) if is_id(chosen) else None
    words = request.GET.get("q", "").strip()
    found = list(named(scope, words)[:FEW]) if words else []
    form = NewCallForm(request.POST or None)
    if request.method == "POST" and person and form.is_valid():
        return _called(request, person, form)
    homes = addresses([one.place for one in found])
    context = {
        "form": form,
        "person": person,
        "where": address(person.place) if person else "",
        "q": words,
        "found": [(one, homes[one.place_id]) for one in found],
    }
    return render(request, "care/desk/new_call.html", context)


def _called(request: HttpRequest, person: Person, form: NewCallForm) -> HttpResponse:
    new = NewCall(
        person=person,
        channel=HelpCall.Channel.PHONE,
        words=form.cleaned_data["words"],
        is_drill=form.cleaned_data["is_drill"],
    )
    try:
        call = calls.call(new, by=worker(request), now=clock())
    except LirenError as trouble:
        return refuse(request, trouble, request.get_full_path())
    return go_on(request, reverse("care:desk_call", args=[call.pk]), _("The ladder is running."))
