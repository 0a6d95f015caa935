"""What is not kept: pages of persons in browsers and proxies, links of reports in the log."""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from liren.core.doors import DoorKind, door_of

LINK = re.compile(r"(/r/|/reports/|/my-data/l/)[\w-]{8,}")


class KeepNothing:
    """Says of every page that does not say it itself how long a browser may keep it.

    What only some may see is kept nowhere; the others are asked for again each time, so that "back"
    still finds what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = f"private, {_keeping(request)}"
        return response


def _keeping(request: HttpRequest) -> str:
    door = door_of(request.resolver_match.func) if request.resolver_match else None
    return "no-cache" if door and door.kind is DoorKind.PUBLIC else "no-store"


class CoverLinks(logging.Filter):
    """Whoever reads the log must not be able to open a report by its link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cover the links, keep the line."""
        record.msg, record.args = LINK.sub(r"\1…", record.getMessage()), None
        return True
