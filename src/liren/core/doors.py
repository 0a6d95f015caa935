"""Who may open a page: everybody, whoever is signed in, or whoever holds a permission somewhere.

Every view says it with one of these decorators; a house test walks all addresses and fails for a
view that says nothing. Where the permission must hold is the service's and the scope's matter:
the door only keeps out those who hold it nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from liren.core.permissions import Actor, PermissionMissing

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class DoorKind(StrEnum):
    """How far a door is open."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    NEEDS = "needs"


@dataclass(frozen=True)
class Door:
    """What a view asks of whoever comes."""

    kind: DoorKind
    permissions: tuple[StrEnum, ...] = ()

    def __str__(self) -> str:
        return " | ".join(map(str, self.permissions)) or self.kind.value


def door_of(view: Callable[..., object]) -> Door | None:
    """The door of a view; none is a defect."""
    return getattr(view, "door", None)


def public(view: View[P]) -> View[P]:
    """Open to everybody, signed in or not."""
    return _with_door(view, Door(DoorKind.PUBLIC))


def signed_in(view: View[P]) -> View[P]:
    """Open to whoever is signed in; others are sent to sign in, and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return _with_door(guarded, Door(DoorKind.SIGNED_IN))


def needs(*permissions: StrEnum) -> Callable[[View[P]], View[P]]:
    """Open to whoever holds one of the permissions at some place."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            user = cast(Actor, request.user)
            if not any(user.has_perm(permission) for permission in permissions):
                raise PermissionMissing(permission=str(permissions[0]))
            return view(request, *args, **kwargs)

        return _with_door(guarded, Door(DoorKind.NEEDS, permissions))

    return guard


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; a fragment or a deed comes back to the page it was done on."""
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = _sign_in(_page(request.headers.get("HX-Current-URL", "/")))
        return response
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(_sign_in(request.get_full_path()))
    return HttpResponseRedirect(_sign_in(_page(request.headers.get("Referer", "/"))))


def _page(address: str) -> str:
    return urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()


def _sign_in(back_to: str) -> str:
    return f"{settings.LOGIN_URL}?{urlencode({'next': back_to})}"


def _with_door(view: View[P], door: Door) -> View[P]:
    view.door = door  # type: ignore[attr-defined]  # functions carry attributes, their type does not
    return view
