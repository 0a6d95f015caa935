"""What a telephone keeps to work without a line: sealed by a key it holds while its owner is in.

The page seals orders, photos and what waits to go out with a key of its owner. The key lies in a
cookie that ends with the session and that goes when somebody signs out, here or at the desk, or
somebody else signs in. What was not sent stays on the telephone, sealed, until its owner is back.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from liren.core import crypto

KEY_COOKIE = "liren_field"
WAITING_COOKIE = "liren_waiting"  # whose, and how many things: written by the page


def keep_key(request: HttpRequest, response: HttpResponseBase, user: AbstractBaseUser) -> None:
    """Let the telephone read what it keeps for its owner, until the session ends."""
    sessions = Session.objects.filter(session_key=request.session.session_key)
    response.set_cookie(
        KEY_COOKIE,
        _key_of(user),
        # A session that ends after some hours says so only in its row; it is not prolonged by use.
        expires=sessions.values_list("expire_date", flat=True).first(),
        samesite="Lax",
        secure=settings.PRODUCTION,
    )


def waiting_of(request: HttpRequest) -> int:
    """How many things of whoever is signed in wait on this telephone."""
    owner, _, count = request.COOKIES.get(WAITING_COOKIE, "").partition(".")
    is_theirs = owner == str(request.user.pk) and count.isascii() and count.isdigit()
    return int(count[:4]) if is_theirs else 0


class FieldDevice:
    """The middleware; it comes after the one that knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Tell whoever signs out that something waits, once."""
        found = request.resolver_match
        is_leaving = found is not None and found.view_name == "accounts:sign_out"
        if is_leaving and "anyway" not in request.POST and waiting_of(request):
            return HttpResponseRedirect(reverse("cases:field_leaving"))
        return None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kept = request.COOKIES.get(KEY_COOKIE)
        if kept and KEY_COOKIE not in response.cookies and kept != _key_of(request.user):
            response.delete_cookie(KEY_COOKIE, samesite="Lax")
        return response


def _key_of(user: AbstractBaseUser | AnonymousUser) -> str:
    if user.pk is None:
        return ""
    return f"{user.pk}.{crypto.mac(str(user.pk).encode(), purpose='field.device').hex()}"
