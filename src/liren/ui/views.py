"""Mode, language and error pages; the gallery of all components while developing."""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from liren.core.doors import public
from liren.ui.context import MODE_COOKIE, MODES, NORMAL
from liren.ui.pages import error_page

MODE_AGE = timedelta(days=365)
PART = 64 * 1024
MOST_IGNORED = 64 * 1024 * 1024  # whoever sends more than this is not somebody who waits


@public
@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Switch between the normal and the large view, and stay on the page."""
    chosen = request.POST.get("mode", NORMAL)
    response = HttpResponseRedirect(_safe_next(request))
    response.set_cookie(
        MODE_COOKIE,
        chosen if chosen in MODES else NORMAL,
        max_age=MODE_AGE,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, and stay on the page."""
    return set_language(request)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_ours else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; what is refused for its size is told so."""
    is_too_big = isinstance(exception, RequestDataTooBig)
    if is_too_big:
        _take_the_rest(request)
    return error_page(request, status=413 if is_too_big else 400)


def _take_the_rest(request: HttpRequest) -> None:
    """Read what is still being sent: a browser that cannot finish shows no answer of ours."""
    with suppress(OSError):
        for _part in range(MOST_IGNORED // PART):
            if not request.read(PART):
                break


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_page(request, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return error_page(request, status=404)


def failure(request: HttpRequest) -> HttpResponse:
    """handler500."""
    return error_page(request, status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a page that was open for too long."""
    return error_page(request, status=403, code="ui.stale_form", sentence=_stale_sentence())


def _stale_sentence() -> str:
    return _("This page was open for too long. Go back, reload it, and send it again.")
