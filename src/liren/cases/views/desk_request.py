"""What every page of the desk asks of its request."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from liren.accounts.models import User
from liren.core.errors import LirenError
from liren.ui.pages import said


def worker(request: HttpRequest) -> User:
    """Who is at the desk; the door has made sure that somebody is."""
    return cast(User, request.user)


def clock() -> datetime:
    """The one moment of a request."""
    return timezone.now()


def is_fragment(request: HttpRequest) -> bool:
    """Whether only the replaceable piece of the page is asked for."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def safe_next(request: HttpRequest) -> str:
    """Where to go after an act, if that is one of our own pages."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.startswith("/desk/") else ""


def go_on(request: HttpRequest, url: str, done: str = "") -> HttpResponse:
    """Go to the next page and say there what was done."""
    if done:
        messages.success(request, done)
    return HttpResponseRedirect(url)


def refuse(request: HttpRequest, error: LirenError, url: str) -> HttpResponse:
    """Go back to a list and say there why it did not work."""
    messages.error(request, said(error))
    return HttpResponseRedirect(url)
