"""The installable page: its empty shell, its service worker, its manifest. None tells anything."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.core.doors import public

SCRIPT = "bundle/field-worker.js"
PAPER, JADE = "#FAF8F3", "#17705C"


@public
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page without anybody's orders: what the telephone keeps to open it without a line."""
    return render(request, "cases/field/page.html", {"is_shell": True})


@public
@require_safe
def worker_script(request: HttpRequest) -> HttpResponse:
    """The service worker, from the address below which it may answer."""
    found = finders.find(SCRIPT)
    if not isinstance(found, str):
        raise Http404
    response = HttpResponse(Path(found).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to know to put the page among its apps."""
    icon = {"src": static("liren/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    drawn = {"src": static("liren/icon-512.png"), "sizes": "512x512", "type": "image/png"}
    body = {
        "id": reverse("cases:field"),
        "name": _("Liren: in the field"),
        "short_name": _("In the field"),
        "lang": get_language(),
        "start_url": reverse("cases:field"),
        "scope": reverse("cases:field"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": JADE,
        "icons": [icon, drawn],
    }
    return JsonResponse(body, content_type="application/manifest+json")
