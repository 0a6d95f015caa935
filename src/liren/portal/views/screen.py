"""The screen on the wall, its map as data, and the lists behind its numbers."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from liren.accounts.models import User
from liren.cases.permissions import CasePermission
from liren.cases.selectors.categories import category_tree
from liren.core.doors import needs
from liren.places.models import Place
from liren.places.selectors import PlaceUnknown
from liren.portal import screen_words as words
from liren.portal.selectors import grounds, screen_lists
from liren.portal.selectors import screen as reads
from liren.ui.context import Office
from liren.ui.naming import local_name


@dataclass(frozen=True)
class Shown:
    """Which place is on the wall, out of which."""

    place: Place
    known: list[Place]


@needs(CasePermission.SCREEN)
@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """How the neighbourhood stands; htmx gets what changes."""
    shown, now = _shown(request), timezone.now()
    if shown is None:
        return render(request, "portal/screen_none.html", {"now": now})
    context = {**_frame(shown), **_state(shown.place, now), "now": now}
    if "HX-Request" not in request.headers:
        return render(request, "portal/screen.html", context | _drawing(shown.place, context))
    if request.GET.get("drawn"):
        context |= _drawing(shown.place, context)
    return render(request, "portal/screen_live.html", context)


@needs(CasePermission.SCREEN)
@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def screen_map(request: HttpRequest) -> HttpResponse:
    """The outlines of the map; asked for again, it is answered with "unchanged"."""
    shown = _shown(request)
    if shown is None:
        raise PlaceUnknown(place="")
    return JsonResponse(grounds.as_json(grounds.plan_of(shown.place)))


@needs(CasePermission.SCREEN)
@require_safe
def screen_list(request: HttpRequest, key: str) -> HttpResponse:
    """The cases behind a number, as far as a wall may show them."""
    shown, now = _shown(request), timezone.now()
    if shown is None or key not in screen_lists.KEYS:
        raise PlaceUnknown(place=key)
    ground, tree = grounds.ground_of(shown.place), category_tree()
    narrowed = _narrowed(request)
    lines = screen_lists.listed(ground, key, narrowed, tree, now)
    context = {
        **_frame(shown),
        "heading": words.heading(key, narrowed, ground, tree),
        "definition": "" if narrowed.day else words.DEFINITIONS[key],
        "lines": words.lines(lines[: screen_lists.MOST], key, now),
        "desk_url": words.desk_url(key, narrowed),
        "is_cut": len(lines) > screen_lists.MOST,
        "now": now,
    }
    is_fragment = "HX-Request" in request.headers
    return render(request, f"portal/screen_{'rows' if is_fragment else 'list'}.html", context)


def _shown(request: HttpRequest) -> Shown | None:
    known = grounds.screens(cast(User, request.user))
    place = grounds.chosen(known, request.GET.get("at", ""))
    return Shown(place, known) if place else None


def _frame(shown: Shown) -> dict[str, object]:
    """What does not change while the page stands."""
    at = urlencode({"at": shown.place.pk})
    return {
        "place": shown.place,
        "screens": [(one.pk, local_name(one)) for one in shown.known if len(shown.known) > 1],
        "office": Office(place=local_name(shown.place)),
        "at": at,
        "map_url": f"{reverse('portal:screen_map')}?{at}",
        "spot_list": f"{reverse('portal:screen_list', args=['open'])}?{at}&spot=__spot__",
        "day_list": reverse("portal:screen_list", args=["__kind__"]) + f"?{at}&day=__day__",
        "definitions": words.definitions(),
        "bundle": _bundle(),
    }


def _bundle() -> str:
    """When the scripts of the map were built, so that a browser takes no older ones; or nothing."""
    found = finders.find("bundle/screen.js")
    return f"{Path(found).stat().st_mtime:.0f}" if found else ""


def _state(place: Place, now: datetime) -> dict[str, object]:
    """All that moves."""
    ground, tree = grounds.ground_of(place), category_tree()
    loads, days = reads.loads_of(ground, tree, now), reads.days_of(ground, now)
    concerns = screen_lists.concerns_of(ground, tree, loads.total.late, now)
    spots = {str(pk): [load.open, load.late] for pk, load in loads.spots.items()}
    told = [
        {
            "date": f"{day.date}",
            "label": words.short(day.date),
            "received": day.received,
            "closed": day.closed,
        }
        for day in days
    ]
    return {
        "loads": loads,
        "days": days,
        "figures": words.figures(loads, days),
        "concerns": words.concerns(concerns, now),
        "events": words.events(reads.events_of(ground, words.STEPS, tree)),
        "bars": words.bars(loads),
        "state": json.dumps({"spots": spots, "days": told}, separators=(",", ":")),
    }


def _drawing(place: Place, context: dict[str, object]) -> dict[str, object]:
    """The map as the server draws it, lit like the other."""
    drawing = grounds.relief_of(place)
    loads = cast(reads.Loads, context["loads"])
    return {"drawing": words.lit(drawing, loads) if drawing else None}


def _narrowed(request: HttpRequest) -> screen_lists.Narrowed:
    return screen_lists.Narrowed(
        spot=_number(request, "spot"),
        area=_number(request, "area"),
        category=_number(request, "category"),
        day=_day(request.GET.get("day", "")),
    )


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # Midnight of the first and the last day there are cannot be told.
    return day if day and 1 < day.year < 9999 else None
