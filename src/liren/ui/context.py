"""What every page knows: its door, its mode, the office behind it, and the live address."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

MODE_COOKIE = "liren_mode"
ELDER = "elder"
NORMAL = "normal"
MODES = (NORMAL, ELDER)


@dataclass(frozen=True, kw_only=True)
class Office:
    """Whom a resident can ring: the office of the neighbourhood the page speaks of."""

    place: str = ""
    name: str = ""
    phone: str = ""
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class Kiosk:
    """The device at the counter that shows the page, and its patience in seconds."""

    name: str
    idle: int  # without a touch, until it asks
    warn: int  # from the question to the end


def page(request: HttpRequest) -> dict[str, object]:
    """The context processor; a view overrides `office` in its context, or sets `request.office`."""
    door = door_of(request.path)
    return {
        "door": door,
        "door_page": f"ui/{door}.html",
        "mode": mode_of(request),
        "office": getattr(request, "office", Office()),
        "kiosk": kiosk_of(request),
        "live": getattr(settings, "LIREN_LIVE_PORT", 0) or "",
    }


def door_of(path: str) -> str:
    """Which of the three doors an address belongs to."""
    first = path.strip("/").split("/", 1)[0]
    return first if first in {"desk", "screen"} else "resident"


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """The kiosk a request comes from."""
    return getattr(request, "kiosk", None)


def mode_of(request: HttpRequest) -> str:
    """The mode chosen on this device, else the one kept with the account; a kiosk has its own."""
    if kiosk_of(request):
        return ELDER
    chosen = request.COOKIES.get(MODE_COOKIE) or getattr(
        getattr(request, "user", None), "page_mode", NORMAL
    )
    return chosen if chosen in MODES else NORMAL
