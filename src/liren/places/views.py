"""The plan of a neighbourhood as a picture."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from liren.core.doors import public
from liren.places import selectors

DAY = 24 * 3600


@require_safe
@public
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Compounds and buildings of a community, as an SVG of fixed width."""
    drawn = selectors.plan_of(selectors.by_code(code))
    response = render(request, "places/plan.svg", {"plan": drawn}, content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=DAY)
    return response
