"""The round at the doors: a list that works without a line once it is open."""

from pathlib import Path
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.care.domain.visits import done_at
from liren.care.forms.visits import NOBODY, VisitForm
from liren.care.permissions import CarePermission
from liren.care.selectors import visits as reads
from liren.care.services import visits
from liren.care.services.visits import FaceMissing, NewVisit
from liren.care.views.request import clock, scope_of, worker
from liren.core.doors import needs, public
from liren.core.errors import LirenError
from liren.people.selectors import person as person_in
from liren.ui.device import keep_key
from liren.ui.pages import go_on, refuse, said


@needs(CarePermission.DO)
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Whom to visit today, door by door."""
    doors = reads.round_of(scope_of(request, CarePermission.DO), clock())
    context = {
        "doors": [(door, uuid4()) for door in doors],
        "now": clock(),
    }
    response = render(request, "care/desk/round.html", context)
    response["Cache-Control"] = "private, no-store"
    keep_key(request, response, worker(request))
    return response


@public
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page without anybody's door: what the telephone keeps to open it without a line."""
    return render(request, "care/desk/round_shell.html")


@public
@require_safe
def worker_script(request: HttpRequest) -> HttpResponse:
    """The service worker of the round, from the address below which it may answer."""
    found = finders.find("care/round-worker.js")
    response = HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@needs(CarePermission.DO)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take one visit in: from the page, or from what waited on the telephone."""
    is_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        _noted(request)
    except LirenError as trouble:
        if is_script:
            body = {"code": trouble.code, "said": said(trouble)}
            return JsonResponse(body, status=trouble.status)
        return refuse(request, trouble, reverse("care:desk_round"))
    if is_script:
        return JsonResponse({"said": _("Noted")})
    return go_on(request, reverse("care:desk_round"), _("Noted."))


def _noted(request: HttpRequest) -> None:
    form, now = VisitForm(request.POST), clock()
    if not form.is_valid():
        raise FaceMissing()
    typed = form.cleaned_data
    made, sent = typed["made_at"] or now, typed["sent_at"] or now
    is_nobody = typed["face"] == NOBODY
    new = NewVisit(
        person=person_in(scope_of(request, CarePermission.DO), typed["person"]),
        key=typed["key"],
        at=done_at(made, sent, now),
        face="" if is_nobody else typed["face"],
        is_nobody_there=is_nobody,
        words=typed["words"],
        promised=typed["promised"],
    )
    visits.note_visit(new, by=worker(request), now=now)
