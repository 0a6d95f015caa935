"""The first page of the desk: the inbox."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.accounts.models import User
from liren.cases.permissions import CasePermission
from liren.core.doors import needs
from liren.portal.inbox import LAST_TURN, TABS, Counts, Mark, Wanted, inbox_of
from liren.ui.navigation import first_page
from liren.ui.templatetags.ui import Tab
from liren.workorders.permissions import OrderPermission

DESK = (
    OrderPermission.WORK,
    OrderPermission.TRIAGE,
    CasePermission.SEE,
    CasePermission.REPORT_FOR,
    CasePermission.MEASURE,
    CasePermission.SETUP,
)


@needs(*DESK)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What I must do, what cannot wait first; htmx gets the list alone."""
    now, wanted = timezone.now(), _wanted(request)
    user = cast(User, request.user)
    if not user.has_perm(OrderPermission.WORK):
        return redirect(first_page(request))
    found = inbox_of(user, wanted, now)
    shown = _shown(wanted, found.counts.newest)
    context = {
        "now": now,
        "inbox": found,
        "tabs": _tabs(found.counts, wanted.tab),
        "here": f"{request.path}?{urlencode(shown)}",
        "shown": shown,
        "older": _older(wanted, found.after),
        "is_later_page": wanted.after is not None,
        "new_url": reverse("cases:desk_new"),
        "may_report_for": user.has_perm(CasePermission.REPORT_FOR),
    }
    is_fragment = "HX-Request" in request.headers
    template = "portal/desk_rows.html" if is_fragment else "portal/desk.html"
    return render(request, template, context)


def _shown(wanted: Wanted, newest: int) -> dict[str, str | int]:
    """What asks for this list again: what was shown when the page was opened, and now."""
    return {"tab": wanted.tab, "seen": wanted.seen or newest, "last": newest}


def _wanted(request: HttpRequest) -> Wanted:
    tab = request.GET.get("tab", "all")
    return Wanted(
        tab=tab if tab in TABS else "all",
        after=_mark(request.GET.get("after", "")),
        seen=_number(request.GET.get("seen", "")),
        last=_number(request.GET.get("last", "")),
    )


def _mark(text: str) -> Mark | None:
    turn, _sign, rest = text.partition("_")
    at, _sign, pk = rest.rpartition("_")
    moment = _moment(at)
    return Mark(min(_number(turn), LAST_TURN), moment, _number(pk)) if moment else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    # The first and the last year there are cannot be told in every zone.
    is_ours = moment is not None and timezone.is_aware(moment) and 1 < moment.year < 9999
    return moment if is_ours else None


def _older(wanted: Wanted, after: Mark | None) -> str:
    if after is None:
        return ""
    mark = f"{after.turn}_{after.due_at.isoformat()}_{after.order}"
    return f"?{urlencode({'tab': wanted.tab, 'after': mark})}"


def _tabs(counts: Counts, here: str) -> list[Tab]:
    words = {
        "all": _("All"),
        "late": _("Late"),
        "soon": _("Due soon"),
        "register": _("To register"),
        "handle": _("To do"),
        "check": _("To check"),
    }
    return [
        Tab(
            words[tab],
            f"?tab={tab}",
            counts.numbers[tab],
            is_current=tab == here,
            is_late=tab == "late" and counts.numbers["late"] > 0,
        )
        for tab in TABS
    ]
