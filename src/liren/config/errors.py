"""The two mappings of errors: a page for people, problem details (RFC 9457) for programs."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from liren.core.errors import LirenError, Unavailable

log = logging.getLogger(__name__)
RETRY_AFTER = "10"  # seconds
PROBLEM = "application/problem+json"


def sentence_of(error: LirenError) -> str:
    """The sentence in the reader's language, with its data filled in."""
    text = gettext(error.sentence)
    try:
        return text.format_map(error.data)
    except (KeyError, ValueError):
        return text


def problem(error: LirenError, *, path: str = "") -> dict[str, object]:
    """Problem details for the API."""
    return {
        "type": f"urn:liren:{error.code}",
        "code": error.code,
        "title": sentence_of(error),
        "status": error.status,
        "instance": path,
        "data": {key: str(value) for key, value in error.data.items()},
    }


class ErrorPages:
    """Turns a LirenError that no view caught into a page that says what to do.

    A script of ours that asks for problem details gets those instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for our own errors; everything else is a defect and goes its way."""
        if isinstance(error, OperationalError):
            log.error("the database did not answer: %s", type(error.__cause__ or error).__name__)
            return _unavailable(request)
        if not isinstance(error, LirenError):
            return None
        if PROBLEM in request.headers.get("Accept", ""):
            body = problem(error, path=request.path)
            return JsonResponse(body, status=error.status, content_type=PROBLEM)
        context = {"code": error.code, "sentence": sentence_of(error), "status": error.status}
        return render(request, "ui/error.html", context, status=error.status)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """What was typed stays on the page, to be sent once more; its key keeps it from going twice."""
    error = Unavailable()
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    if any("password" in name for name, _ in typed):
        typed = []
    context = {
        "code": error.code,
        "sentence": sentence_of(error),
        "status": error.status,
        "typed": [each for each in typed if each[0] != "csrfmiddlewaretoken"],
        "has_files": bool(request.FILES),
    }
    try:
        response = render(request, "ui/error.html", context, status=error.status)
    except DatabaseError:  # not even read
        response = HttpResponse(sentence_of(error), "text/plain; charset=utf-8", error.status)
    response["Retry-After"] = RETRY_AFTER
    return response
