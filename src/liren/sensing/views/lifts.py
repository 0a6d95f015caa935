"""E-bikes in lifts by building, and what somebody makes of those that come back."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.cases.permissions import CasePermission
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.notices.permissions import NoticePermission
from liren.places.models import Place
from liren.places.selectors import PlaceUnknown, address, addresses, by_id
from liren.sensing.forms import EbikeForm, say_why
from liren.sensing.models import EbikeDecision
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors.lifts import Building, ebikes
from liren.sensing.services.lifts import Decided, decide_on_ebikes
from liren.sensing.views.alerts import tabs_of
from liren.ui.pages import go_on

Answer = EbikeDecision.Answer
NEEDED = {Answer.CHARGER: CasePermission.REPORT_FOR, Answer.NOTICE: NoticePermission.WRITE}


@needs(SensingPermission.SEE)
@require_safe
def lifts(request: HttpRequest) -> HttpResponse:
    """The buildings in whose lifts e-bikes were seen within the last month."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(SensingPermission.SEE)
    rows = ebikes(scope, now)
    context = {
        "rows": rows,
        "where": addresses([row.place for row in rows]),
        "may_act": user.has_perm(SensingPermission.HANDLE),
        "tabs": tabs_of(scope, "lifts"),
        "now": now,
    }
    return render(request, "sensing/lifts.html", context)


@needs(SensingPermission.HANDLE)
@require_safe
def building(request: HttpRequest, pk: int) -> HttpResponse:
    """What is proposed for one building; the words stand ready to be changed."""
    return _page(request, _place(request, pk), None)


@needs(SensingPermission.HANDLE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up what is proposed, or leave it; what was typed stays when it cannot be done."""
    user, place = cast(User, request.user), _place(request, pk)
    form = EbikeForm(request.POST)
    if form.is_valid():
        decided = Decided(**form.cleaned_data)
        try:
            row = decide_on_ebikes(building=place, decided=decided, by=user, now=timezone.now())
        except LirenError as error:
            say_why(form, error)
        else:
            return _onward(request, row)
    return _page(request, place, form, 422)


def _onward(request: HttpRequest, row: EbikeDecision) -> HttpResponse:
    if row.case_id:
        url = reverse("cases:desk_case", args=[row.case_id])
        return go_on(request, url, _("The request is a case now, with a number and a clock."))
    if row.announcement_id:
        url = reverse("notices:desk_announcement", args=[row.announcement_id])
        return go_on(request, url, _("The notice is a draft. Whoever may publish it looks first."))
    return go_on(request, reverse("sensing:lifts"), _("Noted. It counts anew from now on."))


def _place(request: HttpRequest, pk: int) -> Place:
    user = cast(User, request.user)
    place = by_id(pk)
    if not user.has_perm(SensingPermission.HANDLE, place):
        raise PlaceUnknown(place=pk)
    return place


def _page(
    request: HttpRequest, place: Place, sent: EbikeForm | None, status: int = 200
) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    found = [row for row in ebikes(Scope.of([place.path]), now) if row.place == place]
    row = found[0] if found else None
    allowed = [one for one in Answer if one not in NEEDED or user.has_perm(NEEDED[one], place)]
    is_open = row is not None and row.tally.is_proposed
    context = {
        "place": place,
        "address": address(place),
        "row": row,
        "forms": [_form(one, row, address(place), sent) for one in allowed if is_open and row],
        "errors": sent,
        "now": now,
    }
    return render(request, "sensing/lift.html", context, status=status)


def _form(answer: Answer, row: Building, where: str, sent: EbikeForm | None) -> EbikeForm:
    if sent is not None and sent.data.get("answer") == answer:
        return sent
    words = {
        Answer.CHARGER: _(
            "E-bikes were taken up the lift {times} times within a month at {where}. Please look "
            "for a safe place to charge nearby, under a roof and with a meter."
        ),
        Answer.NOTICE: _(
            "E-bikes were taken up the lift {times} times within a month at {where}. A battery "
            "that burns in a lift leaves nobody time. Please leave e-bikes and batteries "
            "downstairs."
        ),
    }
    first = {"answer": answer, "last_alert": row.tally.last_alert}
    if answer in words:
        first["words"] = words[answer].format(times=row.tally.fresh, where=where)
    if answer is Answer.NOTICE:
        first["title"] = _("Please leave e-bikes downstairs")
    return EbikeForm(initial=first, auto_id=f"{answer}_%s")
