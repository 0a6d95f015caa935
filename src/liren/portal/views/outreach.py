"""The boards everybody reads, posters for lifts and doors, and the load after hours."""

from datetime import timedelta
from typing import cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from liren.accounts.models import User
from liren.cases.permissions import CasePermission
from liren.cases.selectors.neighbourhood import COOKIE, neighbourhood
from liren.core.doors import needs, public
from liren.core.errors import LirenError
from liren.notices.selectors import affairs, announcements
from liren.places.models import Kind, Place
from liren.places.permissions import PlacePermission
from liren.places.selectors import PlaceUnknown, places
from liren.portal.posters import doors, posters
from liren.portal.selectors.after_hours import after_hours
from liren.ui.pages import refuse
from liren.ui.paper import Size, problem
from liren.ui.widgets import LongSelect

PAST = 10
FOUR_WEEKS = timedelta(days=28)
AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING)
SIZES = (
    (Size.A4, _("A4, for the door")),
    (Size.A6, _("A6, for the lift")),
    (Size.A6_ON_A4, _("A6, four to a sheet of A4")),
)


@require_safe
@public
def news(request: HttpRequest) -> HttpResponse:
    """公告: what holds now, and what was said lately."""
    here, now = neighbourhood(request.COOKIES.get(COOKIE, "")), timezone.now()
    place = here.community
    context = {
        "here": here,
        "office": here.office,
        "rows": list(announcements.current(place, now)) if place else [],
        "past": list(announcements.past(place, now)[:PAST]) if place else [],
        "now": now,
    }
    return render(request, "portal/news.html", context)


@require_safe
@public
def board(request: HttpRequest) -> HttpResponse:
    """三务公开: what is published, what is due, and what is missing."""
    here, now = neighbourhood(request.COOKIES.get(COOKIE, "")), timezone.now()
    place = here.community
    kept = affairs.board(place, timezone.localdate(now)) if place else []
    context = {"here": here, "office": here.office, "kept": kept, "now": now}
    return render(request, "portal/board.html", context)


class PosterForm(forms.Form):
    """Which doors, and how large."""

    place = forms.ModelChoiceField(
        label=_("For which place"), queryset=Place.objects.none(), widget=LongSelect
    )
    size = forms.ChoiceField(label=_("Size"), choices=SIZES, widget=forms.RadioSelect)


@needs(PlacePermission.POSTERS)
@require_safe
def poster_page(request: HttpRequest) -> HttpResponse:
    """Choose a compound, see how many sheets it makes, print them."""
    user = cast(User, request.user)
    form = PosterForm(request.GET or None, initial={"size": Size.A4})
    chosen = cast("forms.ModelChoiceField[Place]", form.fields["place"])
    areas = places(user.scope_for(PlacePermission.POSTERS)).filter(kind__in=AREAS)
    chosen.queryset = areas.order_by("path").defer("geometry", "details", "aliases")
    found = form.cleaned_data if form.is_valid() else None
    context = {
        "form": form,
        "missing": problem(),
        "count": doors(found["place"]).count() if found else None,
        "pdf": f"{reverse('portal:posters_pdf', args=[found['place'].pk])}?size={found['size']}"
        if found
        else "",
    }
    return render(request, "portal/posters.html", context)


@needs(PlacePermission.POSTERS)
@require_safe
def posters_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets as one PDF."""
    user = cast(User, request.user)
    place = places(user.scope_for(PlacePermission.POSTERS)).filter(pk=pk).first()
    if place is None:
        raise PlaceUnknown(place=pk)
    size = request.GET.get("size", "")
    base = settings.LIREN_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    try:
        made = posters(place, Size(size) if size in set(Size) else Size.A4, base)
    except LirenError as trouble:
        return refuse(request, trouble, reverse("portal:posters"))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="posters-{place.code or place.pk}.pdf"'
    return response


@needs(CasePermission.MEASURE)
@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """What of each community's work fell outside office hours in four weeks."""
    now, user = timezone.now(), cast(User, request.user)
    scope = user.scope_for(CasePermission.MEASURE)
    found = after_hours(scope, since=now - FOUR_WEEKS, until=now)
    return render(request, "portal/load.html", {"loads": found, "now": now})
