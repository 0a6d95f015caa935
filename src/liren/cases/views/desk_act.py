"""The way every act on a case goes: look, check what was typed, call one service, go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.accounts.models import User
from liren.cases.forms import acts as forms
from liren.cases.models import Case
from liren.cases.selectors import cases as reads
from liren.cases.services import orders, photos
from liren.cases.services.photos import StoredPhoto
from liren.cases.views.desk_panel import Shown, panel
from liren.cases.views.desk_request import clock, go_on, is_fragment, refuse, safe_next, worker
from liren.core.errors import Conflict, LirenError
from liren.ui.pages import said
from liren.workorders import selectors as order_reads
from liren.workorders.models import WorkOrder

F = TypeVar("F", bound=forms.ActForm)


@dataclass(frozen=True)
class Doing:
    """One act: on which case, with what was typed, by whom and when."""

    case: Case
    typed: dict[str, Any]
    by: User
    now: datetime
    waiting: WorkOrder | None = None
    form: Any = field(default=None)

    @property
    def order(self) -> WorkOrder:
        """The order it settles; without one, somebody else was quicker."""
        if self.waiting is None:
            raise Conflict()
        return self.waiting

    def pictures(self) -> list[StoredPhoto]:
        """The photos of the form, checked and stored."""
        return photos.keep_all(self.typed["photos"])


def act(
    request: HttpRequest, pk: int, form_class: type[F], do: Callable[[Doing], object]
) -> HttpResponse:
    """Check the form, do it, go on; what was typed is kept when it did not work."""
    user, now = worker(request), clock()
    case = reads.case_page(user, pk)
    waiting = _looked_at(request, case)
    form = form_class(request.POST, request.FILES, case=case, waiting=waiting)
    if not form.is_valid():
        return panel(request, case, now, Shown(form=form, status=422))
    try:
        do(Doing(case, form.cleaned_data, user, now, waiting, form))
    except LirenError as error:
        return _again(request, case, form, error)
    back = safe_next(request) or reverse("cases:desk_case", args=[pk])
    return go_on(request, back, _("Done: {}").format(form.label))


def _looked_at(request: HttpRequest, case: Case) -> WorkOrder | None:
    """The order that was on the page when the button was pressed, not the one after it."""
    number = request.POST.get("order", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return order_reads.of_subject(orders.SUBJECT, case.pk).filter(pk=number).first()
    return orders.current(case)


def _again(
    request: HttpRequest, case: Case, form: forms.ActForm, error: LirenError
) -> HttpResponse:
    """Back to the list with the reason, or the case as it is now with what was typed."""
    if back := safe_next(request):
        return refuse(request, error, back)
    form.add_error(None, said(error))
    fresh = reads.visible_to(worker(request)).get(pk=case.pk)
    status = 422 if is_fragment(request) else error.status
    return panel(request, fresh, clock(), Shown(form=form, status=status))
