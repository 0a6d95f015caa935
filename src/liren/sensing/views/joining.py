"""Several alerts are put into one case."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.places.selectors import addresses
from liren.sensing.forms import JoinForm, say_why
from liren.sensing.models import Alert
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import alerts as reads
from liren.sensing.services import joining as services
from liren.sensing.views.alerts import is_id
from liren.ui.pages import go_on, refuse

MOST = 60  # offered beside the one that was looked at


@needs(SensingPermission.HANDLE)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what belongs together with an alert, and the case; what was chosen stays."""
    user, now = cast(User, request.user), timezone.now()
    alert = reads.alert(user.scope_for(SensingPermission.HANDLE), pk)
    form = JoinForm(request.POST or None)
    chosen = {int(one) for one in request.POST.getlist("alert") if is_id(one)} | {alert.pk}
    if request.method == "POST" and form.is_valid():
        case, words = form.cleaned_data["case"], form.cleaned_data["words"]
        try:
            made = services.join_alerts(alerts=chosen, case=case, words=words, by=user, now=now)
        except LirenError as error:
            say_why(form, error)
        else:
            url = f"{reverse('sensing:alerts')}?case={made.pk}"
            return go_on(request, url, _("They are in one case now."))
    return _page(request, alert, chosen, form)


def _page(request: HttpRequest, alert: Alert, chosen: set[int], form: JoinForm) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(SensingPermission.HANDLE)
    rows = [alert, *reads.joinable(scope, alert, now)[:MOST]]
    context = {
        "alert": alert,
        "rows": rows,
        "chosen": chosen,
        "where": addresses([row.place for row in rows]),
        "form": form,
        "now": now,
    }
    return render(request, "sensing/join.html", context, status=422 if form.errors else 200)


@needs(SensingPermission.HANDLE)
@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """An alert does not belong to its case after all."""
    user = cast(User, request.user)
    alert = reads.alert(user.scope_for(SensingPermission.HANDLE), pk)
    url = reverse("sensing:alert", args=[alert.pk])
    try:
        services.take_out(alert=alert, by=user, now=timezone.now())
    except LirenError as error:
        return refuse(request, error, url)
    return go_on(request, url, _("It is in no case now."))
