"""A measure at the desk: for the party that does it, and for those who look after it."""

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.deliberation.forms.items import GiveForm, MilestoneForm, NewsForm, SpendForm
from liren.deliberation.models import Measure, Milestone
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors import measures as reads
from liren.deliberation.services import measures as services
from liren.ui.pages import go_on, refuse, said
from liren.workorders.permissions import OrderPermission

FORMS: dict[str, Callable[..., Any]] = {
    "news": NewsForm,
    "milestone": MilestoneForm,
    "spend": SpendForm,
    "give": GiveForm,
}


@needs(OrderPermission.WORK, TalkPermission.SEE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: what is asked, what is heard of it, what it cost."""
    user = cast(User, request.user)
    return _page(request, reads.measure_for(user, pk), user)


def _page(request: HttpRequest, row: Measure, user: User, **typed: Any) -> HttpResponse:
    found = reads.measure_now(row)
    forms = {name: typed.get(name) or _form(name, row) for name in FORMS}
    context = {
        "found": found,
        "measure": row,
        "topic": row.topic,
        "forms": forms,
        "is_mine": reads.is_in_charge(user, found),
        "may_prepare": user.has_perm(TalkPermission.PREPARE, row.place),
        "may_see": user.has_perm(TalkPermission.SEE, row.place),
        "now": timezone.now(),
    }
    status = 422 if typed else 200
    return render(request, "deliberation/desk/measure.html", context, status=status)


def _form(name: str, row: Measure, *args: Any) -> Any:
    given = {"topic": row.topic} if name == "give" else {}
    return FORMS[name](*args, prefix=name, **given)


@needs(OrderPermission.WORK, TalkPermission.SEE)
@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Do one thing with a measure."""
    user = cast(User, request.user)
    row = reads.measure_for(user, pk)
    name = request.POST.get("do", "news") if what == "news" else what
    if what not in FORMS:
        raise Http404
    page, form = reverse("deliberation:desk_measure", args=[pk]), _form(what, row, request.POST)
    if name != "accept" and not form.is_valid():
        return _page(request, row, user, **{what: form})
    try:
        _do(name, row, getattr(form, "cleaned_data", {}), user)
    except LirenError as trouble:
        form.add_error(None, said(trouble))
        return _page(request, row, user, **{what: form})
    return go_on(request, page, _("Written down."))


def _do(name: str, row: Measure, typed: dict[str, Any], by: User) -> None:
    now = timezone.now()
    if name == "accept":
        services.accept_measure(measure=row, by=by, now=now)
    elif name == "news":
        services.tell_news(measure=row, text=typed["words"], by=by, now=now)
    elif name == "finish":
        services.finish_measure(measure=row, result=typed["words"], by=by, now=now)
    elif name == "return":
        services.return_measure(measure=row, reason=typed["words"], by=by, now=now)
    elif name == "milestone":
        services.set_milestone(measure=row, **typed, by=by, now=now)
    elif name == "spend":
        services.spend(measure=row, new=services.NewSpending(**typed), by=by, now=now)
    elif name == "give":
        services.give_to(measure=row, party=typed["party"], by=by, now=now)


@needs(OrderPermission.WORK)
@require_POST
def reach(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    """A milestone is reached."""
    user = cast(User, request.user)
    row = reads.measure_for(user, pk)
    page = reverse("deliberation:desk_measure", args=[pk])
    step = get_object_or_404(Milestone.objects.filter(measure=row), pk=milestone)
    step.measure = row
    try:
        services.reach_milestone(milestone=step, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, page)
    return go_on(request, page, _("Reached; everybody reads it."))
