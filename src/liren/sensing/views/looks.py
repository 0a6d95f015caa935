"""Two people look at a recording: ask with a reason, agree as the second."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.sensing.forms import LookForm, say_why
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import alerts as alert_reads
from liren.sensing.selectors import looks as reads
from liren.sensing.services import looks as services
from liren.sensing.views.alerts import show_alert
from liren.ui.pages import go_on, refuse


@needs(SensingPermission.REVIEW)
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to look; what was typed stays when it cannot be done."""
    user = cast(User, request.user)
    alert = alert_reads.alert(user.scope_for(SensingPermission.REVIEW), pk)
    form = LookForm(request.POST)
    if form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            services.ask_to_look(alert=alert, reason=reason, by=user, now=now)
        except LirenError as error:
            say_why(form, error, "reason")
        else:
            url = reverse("sensing:alert", args=[alert.pk])
            return go_on(request, url, _("Asked. A colleague has to agree within a day."))
    return show_alert(request, alert, {"look": form}, 422)


@needs(SensingPermission.REVIEW)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree as the second: both see where the recording is kept, for half an hour."""
    user = cast(User, request.user)
    look = reads.look(user.scope_for(SensingPermission.REVIEW), pk)
    url = reverse("sensing:alert", args=[look.alert_id])
    try:
        services.agree_to_look(look=look, by=user, now=timezone.now())
    except LirenError as error:
        return refuse(request, error, url)
    return go_on(request, url, _("You two can see it for half an hour. Both names are noted."))
