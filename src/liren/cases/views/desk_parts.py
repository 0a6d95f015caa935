"""What is done with a helper's part: accept, finish, give back; and why something is left."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.cases.forms.whistles import PartActForm
from liren.cases.models import Part
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.services import parts
from liren.cases.views.desk_panel import Shown, panel
from liren.cases.views.desk_request import clock, go_on, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import said

Deed = Callable[[Part, str, User, datetime], object]


def _accept(part: Part, words: str, by: User, now: datetime) -> object:
    return parts.accept_part(part=part, by=by, now=now)


def _finish(part: Part, words: str, by: User, now: datetime) -> object:
    return parts.finish_part(part=part, result=words, by=by, now=now)


def _return(part: Part, words: str, by: User, now: datetime) -> object:
    return parts.return_part(part=part, reason=words, by=by, now=now)


def _leave(part: Part, words: str, by: User, now: datetime) -> object:
    return parts.leave_part(part=part, reason=words, by=by, now=now)


DEEDS: dict[str, Deed] = {
    "accept": _accept,
    "finish": _finish,
    "return": _return,
    "leave": _leave,
}


@needs(CasePermission.HANDLE, CasePermission.DISPATCH)
@require_POST
def act(request: HttpRequest, pk: int, part: int, deed: str) -> HttpResponse:
    """One act on a part of a case."""
    user, now = worker(request), clock()
    case = reads.case_page(user, pk)
    found = get_object_or_404(case.parts.select_related("case", "order__party"), pk=part)
    do = DEEDS.get(deed)
    if do is None:
        return panel(request, case, now, Shown(status=404))
    return _done(request, pk, lambda: do(found, _words(request), user, now))


@needs(CasePermission.HANDLE, CasePermission.DISPATCH)
@require_POST
def leave_whistle(request: HttpRequest, pk: int) -> HttpResponse:
    """Why nobody more is needed: it ends the open whistle of a case."""
    user, now = worker(request), clock()
    case = reads.case_page(user, pk)
    whistle = get_object_or_404(case.whistles, ended_at__isnull=True)
    return _done(
        request,
        pk,
        lambda: parts.leave_whistle(whistle=whistle, reason=_words(request), by=user, now=now),
    )


def _words(request: HttpRequest) -> str:
    form = PartActForm(request.POST)
    return str(form.cleaned_data["words"]) if form.is_valid() else ""


def _done(request: HttpRequest, pk: int, do: Callable[[], object]) -> HttpResponse:
    """Back to the case, or the case as it is now with the reason why not."""
    try:
        do()
    except LirenError as error:
        messages.error(request, said(error))
        case = reads.case_page(worker(request), pk)
        return panel(request, case, clock(), Shown(status=error.status))
    return go_on(request, reverse("cases:desk_case", args=[pk]), _("Noted."))
