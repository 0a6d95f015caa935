"""The two mappings of errors: a page for people, problem details (RFC 9457) for programs."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from liren.core.errors import LirenError

log = logging.getLogger(__name__)


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
    """Turns a LirenError that no view caught into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for our own errors; everything else is a defect and goes its way."""
        if not isinstance(error, LirenError):
            return None
        context = {"code": error.code, "sentence": sentence_of(error), "status": error.status}
        return render(request, "ui/error.html", context, status=error.status)
