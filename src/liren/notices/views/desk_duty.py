"""The duty roster."""

from datetime import datetime, time, timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.notices.forms.duty import ShiftForm
from liren.notices.permissions import NoticePermission
from liren.notices.selectors.duty import roster
from liren.notices.services.duty import put_on_duty, take_off_duty
from liren.ui.pages import go_on, refuse, said

CLOSES, OPENS = time(17, 30), time(8, 30)


@needs(NoticePermission.DUTY)
def index(request: HttpRequest) -> HttpResponse:
    """Who is on duty when, and a form for one more shift."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(NoticePermission.DUTY)
    form = ShiftForm(request.POST or None, scope=scope, now=now, initial=_tonight(now))
    if request.method == "POST" and form.is_valid():
        try:
            put_on_duty(**form.cleaned_data, by=user, now=now)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("notices:desk_duty"), _("The shift is entered."))
    context = {"form": form, "shifts": list(roster(scope, now)[:200]), "now": now}
    return render(request, "notices/desk/duty.html", context, status=422 if form.errors else 200)


def _tonight(now: datetime) -> dict[str, object]:
    today = timezone.localdate(now)
    begin = timezone.make_aware(datetime.combine(today, CLOSES))
    end = timezone.make_aware(datetime.combine(today + timedelta(days=1), OPENS))
    return {"from_at": begin, "until_at": end}


@needs(NoticePermission.DUTY)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift back, or end it now."""
    user, now = cast(User, request.user), timezone.now()
    shift = get_object_or_404(roster(user.scope_for(NoticePermission.DUTY), now), pk=pk)
    here = reverse("notices:desk_duty")
    try:
        take_off_duty(shift=shift, by=user, now=now)
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("The shift is taken back."))
