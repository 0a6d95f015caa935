"""What is done with a helper's part: accept, finish, give back, and why it is left."""

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
    form = PartActForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    do = DEEDS.get(deed)
    if do is None:
        return panel(request, case, now, Shown(status=404))
    try:
        do(found, words, user, now)
    except LirenError as error:
        messages.error(request, said(error))
        return panel(request, reads.case_page(user, pk), now, Shown(status=error.status))
    return go_on(request, reverse("cases:desk_case", args=[pk]), _("Noted."))
