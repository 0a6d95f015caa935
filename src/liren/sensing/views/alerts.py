"""The desk's alerts: what hurries first; one alert, and what is done about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.places.selectors import addresses
from liren.sensing.domain.alerts import TRANSITIONS, Act, Stage
from liren.sensing.forms import CloseForm, HandleForm, say_why
from liren.sensing.models import Alert
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import alerts as reads
from liren.sensing.selectors.devices import refused_since
from liren.sensing.services import alerts as services
from liren.ui.pages import go_on
from liren.ui.templatetags.ui import Tab

A_PAGE = 40
RATED = timedelta(days=90)
FORMS: dict[str, Callable[..., forms.Form]] = {Act.HANDLE: HandleForm, Act.CLOSE: CloseForm}


@needs(SensingPermission.SEE, SensingPermission.RULES)
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """Alerts of one's places; behind the last tab how often each rule was wrong."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(SensingPermission.SEE)
    shown = request.GET.get("show", "open")
    rows = reads.alerts(scope, shown)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "where": addresses([row.place for row in page]),
        "shown": shown,
        "tabs": _tabs(reverse("sensing:alerts"), shown, reads.alerts(scope).count()),
        "now": now,
    }
    if shown == "rates":
        context["rates"] = {
            by: reads.false_rates(scope, by, now - RATED) for by in ("rule", "maker", "device")
        }
        context["refused"] = refused_since(timezone.localdate(now) - timedelta(days=7))
    return render(request, "sensing/alerts.html", context)


def _tabs(url: str, shown: str, count: int) -> list[Tab]:
    return [
        Tab(_("Open"), url, count, shown == "open"),
        Tab(_("Closed"), f"{url}?show=closed", None, shown == "closed"),
        Tab(_("False alarms"), f"{url}?show=rates", None, shown == "rates"),
    ]


@needs(SensingPermission.SEE)
@require_safe
def alert_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert."""
    return _page(request, _mine(request, pk), {})


@needs(SensingPermission.HANDLE)
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Take it on, note what was done, or close it; what was typed stays when it cannot be done."""
    alert, user = _mine(request, pk), cast(User, request.user)
    if act not in list(Act):
        raise Http404
    form = FORMS[act](request.POST) if act in FORMS else forms.Form(request.POST)
    if form.is_valid():
        try:
            done = _do(Act(act), alert, form.cleaned_data, user)
        except LirenError as error:
            say_why(form, error)
        else:
            return go_on(request, reverse("sensing:alert", args=[alert.pk]), done)
    return _page(request, alert, {act: form}, 422)


def _do(act: Act, alert: Alert, data: dict[str, str], user: User) -> str:
    now = timezone.now()
    if act is Act.ACKNOWLEDGE:
        services.acknowledge(alert=alert, by=user, now=now)
        return _("It is yours. Say here what you did when you are back.")
    if act is Act.HANDLE:
        services.handle(alert=alert, note=data["note"], by=user, now=now)
        return _("Noted. When it is over, close it with what it was.")
    services.close(alert=alert, result=data["result"], note=data["note"], by=user, now=now)
    return _("The alert is closed.")


def _mine(request: HttpRequest, pk: int) -> Alert:
    user = cast(User, request.user)
    return reads.alert(user.scope_for(SensingPermission.SEE), pk)


def _page(
    request: HttpRequest, alert: Alert, sent: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    user = cast(User, request.user)
    may_act = user.has_perm(SensingPermission.HANDLE, alert.place)
    steps = list(TRANSITIONS[Stage(alert.stage)]) if may_act else []
    shown = {step: sent.get(step) or FORMS[step]() for step in steps if step in FORMS}
    context = {
        "alert": alert,
        "where": addresses([alert.place]),
        "others": list(reads.with_same_order(alert)),
        "steps": steps,
        "handle": shown.get(Act.HANDLE),
        "close": shown.get(Act.CLOSE),
        "errors": sent.get(Act.ACKNOWLEDGE),
        "now": timezone.now(),
    }
    return render(request, "sensing/alert.html", context, status=status)
