"""The desk's alerts: what hurries first; one alert, and what is done about it."""

from datetime import timedelta
from typing import cast

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.places.selectors import addresses
from liren.sensing.domain.alerts import TRANSITIONS, Act, Stage
from liren.sensing.forms import CloseForm, HandleForm, LookForm, say_why
from liren.sensing.models import Alert
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import alerts as reads
from liren.sensing.selectors.devices import refused_since
from liren.sensing.selectors.looks import looks_of, may_see, waiting_looks
from liren.sensing.services import alerts as services
from liren.ui.pages import go_on
from liren.ui.templatetags.ui import Tab

A_PAGE = 40
RATED = timedelta(days=90)


@needs(SensingPermission.SEE, SensingPermission.RULES, SensingPermission.WORK)
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """Alerts of one's places, or of one case; behind the last tab how often rules were wrong."""
    user, now = cast(User, request.user), timezone.now()
    scope, sent = user.scope_for(SensingPermission.SEE), reads.sent_for(user, now)
    shown, case = request.GET.get("show", "open"), request.GET.get("case", "")
    rows = reads.of_case(scope, int(case)) if is_id(case) else reads.alerts(scope, shown, sent)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "where": addresses([row.place for row in page]),
        "shown": shown,
        "case": case if is_id(case) else "",
        "tabs": tabs_of(scope, "" if case else shown, sent),
        "looks": list(waiting_looks(user.scope_for(SensingPermission.REVIEW), now)[:A_PAGE]),
        "now": now,
    }
    if shown == "rates" and scope.paths:
        context["rates"] = {
            by: reads.false_rates(scope, by, now - RATED) for by in ("rule", "maker", "device")
        }
        context["refused"] = refused_since(timezone.localdate(now) - timedelta(days=7))
    return render(request, "sensing/alerts.html", context)


def is_id(text: str) -> bool:
    """Whether what came with an address can be the id of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 18


def tabs_of(scope: Scope, shown: str, sent: reads.Sent = reads.NOT_SENT) -> list[Tab]:
    """The tabs over the lists of alerts; who is only sent has those two."""
    url, count = reverse("sensing:alerts"), reads.alerts(scope, sent=sent).count()
    tabs = [
        Tab(_("Open"), url, count, shown == "open"),
        Tab(_("Closed"), f"{url}?show=closed", None, shown == "closed"),
    ]
    if sent.parties and not scope.paths:
        return tabs
    return [
        *tabs,
        Tab(_("E-bikes in lifts"), reverse("sensing:lifts"), None, shown == "lifts"),
        Tab(_("False alarms"), f"{url}?show=rates", None, shown == "rates"),
    ]


@needs(SensingPermission.SEE, SensingPermission.WORK)
@require_safe
def alert_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert."""
    return show_alert(request, _mine(request, pk), {})


@needs(SensingPermission.HANDLE, SensingPermission.WORK)
@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Take it on, note what was done, or close it; what was typed stays when it cannot be done."""
    alert, user = _mine(request, pk), cast(User, request.user)
    if act not in list(Act):
        raise Http404
    form = _form_of(alert, act, request.POST)
    if form.is_valid():
        try:
            done = _do(Act(act), alert, form.cleaned_data, user)
        except LirenError as error:
            say_why(form, error)
        else:
            return go_on(request, reverse("sensing:alert", args=[alert.pk]), done)
    return show_alert(request, alert, {act: form}, 422)


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
    sent = reads.sent_for(user, timezone.now())
    return reads.alert(user.scope_for(SensingPermission.SEE), pk, sent)


def _form_of(alert: Alert, act: str, sent: QueryDict | None = None) -> forms.Form:
    if act == Act.CLOSE:
        return CloseForm(sent, found=alert.reason.get("found", ""))
    return HandleForm(sent) if act == Act.HANDLE else forms.Form(sent)


def show_alert(
    request: HttpRequest, alert: Alert, sent: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    """The page of an alert; `sent`: forms that could not be done, with what was typed."""
    user, now = cast(User, request.user), timezone.now()
    keeps = user.has_perm(SensingPermission.HANDLE, alert.place)
    may_act = keeps or reads.was_sent(user, alert, now)
    steps = list(TRANSITIONS[Stage(alert.stage)]) if may_act else []
    shown = {step: sent.get(step) or _form_of(alert, step) for step in steps}
    context = {
        "alert": alert,
        "where": addresses([alert.place]),
        "others": list(reads.with_same_order(alert)),
        "steps": steps,
        "handle": shown.get(Act.HANDLE),
        "close": shown.get(Act.CLOSE),
        "errors": sent.get(Act.ACKNOWLEDGE),
        "may_join": keeps,
        "sees_device": user.has_perm(SensingPermission.SEE, alert.place),
        "now": now,
    }
    return render(
        request, "sensing/alert.html", context | _looked_at(alert, user, sent), status=status
    )


def _looked_at(alert: Alert, user: User, sent: dict[str, forms.Form]) -> dict[str, object]:
    """Who asked to look at a recording; where it is kept, for the two who look now."""
    now = timezone.now()
    if not alert.has_reference(now) or not user.has_perm(SensingPermission.REVIEW, alert.place):
        return {}
    looks = looks_of(alert)
    asks = any(one.asked_by_id == user.pk and one.asked.waits(now) for one in looks)
    sees = may_see(alert, looks, user, now)
    return {
        "looks": [(one, one.asked.waits(now)) for one in looks],
        "look": None if asks or sees else sent.get("look") or LookForm(),
        "reference": alert.reference if sees else "",
        "until": alert.reference_until,
    }
