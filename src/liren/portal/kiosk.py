"""A device at the counter: the residents' pages in large print, and nothing left behind.

A cookie that only the server can write names the key of the device. As long as the key holds, each
request of that browser is one of the kiosk: only residents' pages open, nobody can sign in, nothing
is kept by the browser, and a visit that nobody goes on with is forgotten. The private page of a
report opens only in the visit in which it was sent or found by number and code, so that neither
"back" nor the history leads into the matters of whoever was there before.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from liren.cases.selectors.neighbourhood import COOKIE as NEIGHBOURHOOD
from liren.portal.models import KioskKey
from liren.portal.selectors.kiosks import live_key
from liren.ui.context import Kiosk

COOKIE = "liren_kiosk"
SALT = "portal.kiosk"
START, HOME = "/kiosk/", "/"
# What a visit may open. Everything else, the desk and signing in above all, leads to the start.
OPEN = re.compile(
    r"^/($|kiosk/|report/|r/|progress/|my/$|notices/|affairs/|talk/|services/|places/|photos/shown/"
    r"|ui/language/|static/)"
)
PRIVATE = re.compile(r"^/(?:r|affairs/questions)/([\w-]{8,})/")
LINKS = "kiosk_links"
GRACE = 60
# The device's own; the session's, which is emptied; and one that protects forms and tells nothing.
KEPT_COOKIES = (COOKIE, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
FORGET = '"cache", "storage"'


@dataclass(frozen=True)
class Device:
    """The key of a request's device, from its cookie."""

    key: KioskKey

    @classmethod
    def of(cls, request: HttpRequest) -> "Device | None":
        """The device, while its key holds."""
        try:
            pk = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        except signing.BadSignature:
            return None
        key = live_key(pk) if isinstance(pk, int) else None
        return cls(key) if key else None


def cookie_for(key: KioskKey) -> str:
    """What the browser of a device holds."""
    return signing.dumps(key.pk, salt=SALT)


def forget(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """End a visit: its session, its cookies but the device's own, what the browser has kept."""
    request.session.flush()
    for name in request.COOKIES:
        if name not in KEPT_COOKIES:
            response.delete_cookie(name)
    response["Clear-Site-Data"] = FORGET
    return response


class KioskMode:
    """The middleware; it comes after the session and before the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        device = Device.of(request) if COOKIE in request.COOKIES else None
        if device is None:
            return self.get_response(request)
        return self._visit(request, device.key)

    def _visit(self, request: HttpRequest, key: KioskKey) -> HttpResponseBase:
        request.kiosk = _kiosk(key)  # type: ignore[attr-defined]  # read by `ui.context`
        request.COOKIES[NEIGHBOURHOOD] = key.place.code or str(key.place.pk)
        if SESSION_KEY in request.session:
            return forget(request, HttpResponseRedirect(START))
        if not _may_open(request):
            return HttpResponseRedirect(HOME)
        if not request.path.startswith("/static/") and request.path != START:
            # The page itself ends a visit; this is for a page whose script did not run.
            request.session.set_expiry(_patience())
        response = self.get_response(request)
        _note_links(request, response)
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
        return response


def _kiosk(key: KioskKey) -> Kiosk:
    return Kiosk(name=key.name, idle=settings.LIREN_KIOSK_IDLE, warn=settings.LIREN_KIOSK_WARN)


def _patience() -> int:
    return int(settings.LIREN_KIOSK_IDLE + settings.LIREN_KIOSK_WARN + GRACE)


def _may_open(request: HttpRequest) -> bool:
    if not OPEN.match(request.path):
        return False
    private = PRIVATE.match(request.path)
    return private is None or private[1] in request.session.get(LINKS, [])


def _note_links(request: HttpRequest, response: HttpResponseBase) -> None:
    """A private page that this visit is sent to is this visit's."""
    private = PRIVATE.match(response.get("Location", ""))
    if private and private[1] not in request.session.get(LINKS, []):
        request.session[LINKS] = [*request.session.get(LINKS, []), private[1]]
