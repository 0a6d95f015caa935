"""The page of whoever was asked to go: by the link of a message, or by their account."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liren.care.forms.calls import DoorForm
from liren.care.models import Helper
from liren.care.selectors import calls as reads
from liren.care.services import calls
from liren.care.services.calls import AtTheDoor
from liren.care.views.request import clock, office_of, worker
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError
from liren.core.permissions import Actor, System
from liren.core.scope import NOWHERE, Scope
from liren.places.selectors import address
from liren.ui.pages import go_on, refuse

DEEDS = {
    "go": calls.on_my_way,
    "give_up": calls.cannot_come,
    "rang_120": calls.rang_120,
}


@dataclass(frozen=True)
class ByLink(System):
    """Somebody who came by the link of their message, without an account."""

    audit_name: str = "helper by link"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """They hold no grant."""
        return False

    def scope_for(self, perm: str) -> Scope:
        """Nor see anything else."""
        return NOWHERE


@require_http_methods(["GET", "POST"])
@public
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """By a link of one's own; looking at it does nothing, messengers look too."""
    helper = reads.helper_by_token(token, clock())
    return _page(request, helper, ByLink(audit_name=f"helper {helper.pk}"))


@require_http_methods(["GET", "POST"])
@signed_in
def by_account(request: HttpRequest, pk: int) -> HttpResponse:
    """By the account of somebody on the ladder."""
    return _page(request, reads.helper_of_user(worker(request), pk, clock()), worker(request))


def _page(request: HttpRequest, helper: Helper, by: Actor) -> HttpResponse:
    form = DoorForm(request.POST if request.POST.get("deed") == "at_door" else None)
    if request.method == "POST":
        answered = do(request, helper, by, form, request.path)
        if answered is not None:
            return answered
    call = reads.seen(helper.call)
    context = {
        "helper": helper,
        "call": call.call,
        "seen": call,
        "where": address(helper.call.place),
        "form": form,
        "now": clock(),
        "office": office_of(helper.call.place),
    }
    response = render(request, "care/helper.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def do(
    request: HttpRequest, helper: Helper, by: Actor, form: DoorForm, back: str
) -> HttpResponse | None:
    """One deed of a helper; none where the form has to be looked at again."""
    deed = request.POST.get("deed", "")
    try:
        if deed in DEEDS:
            DEEDS[deed](helper=helper, by=by, now=clock())
            return redirect(back)
        if deed == "at_door" and form.is_valid():
            seen = AtTheDoor(form.cleaned_data["found"], form.cleaned_data["words"])
            calls.was_at_door(helper=helper, seen=seen, by=by, now=clock())
            return go_on(request, back, _("Thank you. Everybody who was asked knows now."))
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return None if deed == "at_door" else redirect(back)
