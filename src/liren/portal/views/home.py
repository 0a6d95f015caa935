"""The first page of the neighbourhood, and the choice of which one it is."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from liren.accounts.models import User
from liren.cases.selectors.neighbourhood import (
    COOKIE,
    Neighbourhood,
    communities,
    neighbourhood,
    opening,
)
from liren.cases.selectors.public import done_lately
from liren.cases.selectors.resident import Whose, mine
from liren.cases.services import contacts
from liren.core.doors import public
from liren.core.errors import sentence
from liren.deliberation.selectors.topics import open_to_all
from liren.notices.models import Delivery
from liren.notices.selectors import inbox_of, on_duty
from liren.notices.selectors.announcements import current
from liren.places.models import Place

COOKIE_AGE = timedelta(days=365)
NOTICES_OF = timedelta(days=7)
MOST_NOTICES = 3
SERVICES = sentence(
    "Papers, proofs and help go by telephone or at the counter today. Ring first, and we say what "
    "to bring."
)


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """My neighbourhood: the doors, what is new, and whom to ring."""
    here, now = _here(request), timezone.now()
    context = {
        "here": here,
        "office": here.office,
        "opening": opening(now),
        "mine": _mine(request, now),
        "notices": _notices(request, now),
        "done": done_lately(here.community),
        **_outreach(here, now),
        "now": now,
    }
    return render(request, "portal/home.html", context)


def _here(request: HttpRequest) -> Neighbourhood:
    return neighbourhood(request.COOKIES.get(COOKIE, ""))


def _outreach(here: Neighbourhood, now: datetime) -> dict[str, object]:
    """What is announced here, and who is on duty after hours."""
    if here.community is None:
        return {}
    shifts = [] if opening(now).is_open else on_duty(here.community, now)
    return {
        "announcements": current(here.community, now)[:MOST_NOTICES],
        "on_duty": shifts,
        "talk": _talk(here.community),
    }


def _talk(community: Place) -> str:
    """One line about what neighbours can take part in; empty when there is nothing."""
    count = open_to_all(community)
    if not count:
        return ""
    return ngettext("{} is open to you now", "{} are open to you now", count).format(count)


def _mine(request: HttpRequest, now: datetime) -> str:
    """One line about what I have reported; empty when there is nothing."""
    user = request.user if isinstance(request.user, User) else None
    links = request.session.get("reports", [])
    contact = contacts.index_of_user(user) if user else None
    whose = Whose(user=user, contact=contact, links=links)
    items = mine(whose, now=now) if user or links else []
    yours = sum(item.waits_for_you for item in items)
    running = sum(item.is_running for item in items)
    told = [
        ngettext("{} waits for your word", "{} wait for your word", yours).format(yours)
        if yours
        else "",
        ngettext("{} is in hand", "{} are in hand", running).format(running) if running else "",
    ]
    return _(", ").join(filter(None, told))


def _notices(request: HttpRequest, now: datetime) -> list[Delivery]:
    if not isinstance(request.user, User):
        return []
    return list(inbox_of(request.user).filter(made_at__gte=now - NOTICES_OF)[:MOST_NOTICES])


@require_http_methods(["GET", "POST"])
@public
def choose(request: HttpRequest) -> HttpResponse:
    """Which neighbourhood this browser speaks of."""
    known = communities()
    chosen = request.POST.get("community", "")
    if chosen not in {place.code for place in known}:
        here = _here(request)
        context = {"communities": known, "here": here, "office": here.office}
        return render(request, "portal/home_choose.html", context)
    response = redirect("portal:home")
    age, secure = COOKIE_AGE, settings.PRODUCTION
    response.set_cookie(COOKIE, chosen, max_age=age, samesite="Lax", httponly=True, secure=secure)
    return response


@require_safe
@public
def services(request: HttpRequest) -> HttpResponse:
    """办事服务: what there is today is the telephone and the counter."""
    return _by_hand(request, _("Get things done"), SERVICES)


def _by_hand(request: HttpRequest, title: str, how: str) -> HttpResponse:
    here = _here(request)
    context = {
        "here": here,
        "office": here.office,
        "title": title,
        "how": _(how),
        "opening": opening(timezone.now()),
    }
    return render(request, "portal/home_by_hand.html", context)
