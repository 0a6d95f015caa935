"""大家的事: what is being dealt with around here, for everybody, without an account."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.cases.forms.public import PublicFilterForm
from liren.cases.models import Follow
from liren.cases.selectors import public as reads
from liren.cases.selectors.causes import causes_at
from liren.cases.selectors.neighbourhood import Neighbourhood, around, spots
from liren.cases.selectors.public import PublicFilters
from liren.cases.services.follows import follow_place, unfollow_place
from liren.cases.views.resident_page import here, sentence_of, show, user_of
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError
from liren.places import selectors as places
from liren.places.models import Kind, Place

FILTERS = ("kind", "stage", "since")
YEARS = range(1900, 3000)  # outside, no database reckons with a time zone


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: where, and what there."""

    around: Neighbourhood
    community: Place
    place: Place
    form: PublicFilterForm
    filters: PublicFilters

    @property
    def query(self) -> str:
        """The filters as an address has them, without place and page."""
        chosen = {name: self.form.cleaned_data.get(name) or "" for name in FILTERS}
        return urlencode({name: value for name, value in chosen.items() if value})

    def url(self, name: str, **more: str) -> str:
        """An address about this place with these filters."""
        query = "&".join(filter(None, (self.query, urlencode(more))))
        return reverse(name, args=[self.place.code]) + (f"?{query}" if query else "")


@require_safe
@public
def listing(request: HttpRequest, code: str = "") -> HttpResponse:
    """The list and the plan of what stands in public at a place."""
    wanted = wanted_of(request, code)
    if wanted is None:
        return show(request, "no_neighbourhood", here(request), {})
    filters = replace(wanted.filters, after=_after(request))
    page = reads.public_page(wanted.place, filters)
    context = {
        "wanted": wanted,
        "page": page,
        "map": reads.public_map(wanted.community, reads.filtered(wanted.community, wanted.filters)),
        "older": wanted.url("cases:public_at", after=_written(page.after)) if page.after else "",
        "atom": wanted.url("cases:public_atom"),
        "rss": wanted.url("cases:public_rss"),
        "follows": _follows(user_of(request), wanted.place),
        "is_signed_in": user_of(request) is not None,
        "now": timezone.now(),
    }
    return show(request, "public_list", wanted.around, context)


def wanted_of(request: HttpRequest, code: str) -> Wanted | None:
    """What the address asks for; none on the very first day, when there is no community."""
    place = reads.area_by_code(code) if code else None
    community = places.home_community(place) if place else here(request).community
    if community is None:
        return None
    form = PublicFilterForm(request.GET or None, groups=spots(community))
    filters = form.filters(timezone.localdate()) if form.is_bound else PublicFilters()
    if not form.is_bound:
        form.cleaned_data = {}
    chosen = form.cleaned_data.get("place") or ""
    place = reads.area_by_code(chosen) if chosen else place or community
    return Wanted(around(community), community, place, form, filters)


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    moment, _dot, number = request.GET.get("after", "").partition("_")
    try:
        at = datetime.fromisoformat(moment)
        is_ours = at.tzinfo and at.year in YEARS and abs(int(number)) < 2**62
        return (at, int(number)) if is_ours else None
    except (ValueError, OverflowError):
        return None


def _written(after: tuple[datetime, int]) -> str:
    return f"{after[0].isoformat()}_{after[1]}"


def _follows(user: User | None, place: Place) -> bool:
    return user is not None and Follow.objects.filter(user=user, place=place).exists()


@require_safe
@public
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: what, where, who, how far, by when, and the answer."""
    now = timezone.now()
    found = reads.public_case(pk, now=now)
    community = places.home_community(found.row.case.place)
    context: Mapping[str, Any] = {"found": found, "row": found.row, "now": now}
    return show(request, "public_case", around(community), context)


@require_safe
@public
def month(request: HttpRequest, code: str = "") -> HttpResponse:
    """每月一题: what the office has taken on, its plan, and what came of the last ones."""
    place = reads.area_by_code(code) if code else here(request).community
    community = places.home_community(place) if place else None
    if community is None:
        return show(request, "no_neighbourhood", here(request), {})
    now = timezone.now()
    context = {"causes": causes_at(community, now=now), "community": community, "now": now}
    return show(request, "public_month", around(community), context)


@never_cache
@require_POST
@signed_in
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Hear of a place, or of it no more."""
    user, place, now = user_of(request), reads.area_by_code(code), timezone.now()
    assert user is not None
    try:
        if request.POST.get("do") == "unfollow":
            unfollow_place(place=place, by=user, now=now)
            messages.success(request, _("You hear no more of it."))
        else:
            follow_place(place=place, by=user, now=now)
            messages.success(request, _("You hear once a day when something happens here."))
    except LirenError as refusal:
        messages.error(request, sentence_of(refusal))
    if request.POST.get("next") == "follows":
        return redirect("cases:follows")
    return redirect("cases:public_at", place.code)


@never_cache
@require_safe
@signed_in
def follows(request: HttpRequest) -> HttpResponse:
    """The places I follow, each gone with one tap."""
    own = (
        Follow.objects.filter(user=user_of(request)).select_related("place").order_by("place_path")
    )
    context = {"follows": list(own), "now": timezone.now(), "community_kind": Kind.COMMUNITY}
    return show(request, "follows", here(request), context)
