"""Setting up an authenticator: the drawing to scan, the code that confirms it."""

from dataclasses import dataclass

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from liren.accounts import selectors, services
from liren.accounts.domain import totp
from liren.accounts.domain.secrets import in_fours
from liren.accounts.forms import say_why
from liren.accounts.models import SecondFactor, User
from liren.core.errors import LirenError


@dataclass(frozen=True)
class Drawing:
    """The secret as a picture, and in groups of four for those who cannot scan."""

    picture: str
    secret: str


def draw(factor: SecondFactor) -> Drawing:
    """Show the key of a factor that is not confirmed yet."""
    key = selectors.factor_key(factor)
    address = totp.address(key, username=factor.user.username, issuer=gettext("Liren"))
    picture: str = segno.make(address, error="m").svg_data_uri(scale=5, dark="#1B211F")
    return Drawing(picture, in_fours(totp.base32(key)))


def drawing_for(user: User) -> Drawing:
    """The drawing of a user's new factor, begun now if need be."""
    factor = selectors.second_factor_of(user)
    if factor is None:
        factor = services.begin_second_factor(user=user, now=timezone.now())
    return draw(factor)


def confirm(user: User, form: forms.Form) -> list[str]:
    """Confirm with the typed code; none come back when it was wrong, and the form says why."""
    try:
        code = form.cleaned_data["code"]
        return services.confirm_second_factor(user=user, code=code, now=timezone.now())
    except LirenError as error:
        say_why(form, error, "code")
        return []


def show_codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    """The recovery codes, this once."""
    context = {"codes": codes, "onward": onward}
    return render(request, "accounts/recovery_codes.html", context)
