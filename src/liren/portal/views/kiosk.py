"""The kiosk: its start, its end, and its keys at the desk."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.cases.selectors.neighbourhood import around
from liren.core import pace
from liren.core.doors import needs, public
from liren.core.scope import Scope
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.portal.kiosk import COOKIE, START, Device, cookie_for, forget
from liren.portal.permissions import PortalPermission
from liren.portal.selectors.kiosks import key_by_secret, keys_in
from liren.portal.services.kiosks import make_key, revoke_key
from liren.ui.pages import go_on

KEPT = 400 * 24 * 3600
MOST_TRIES = 10


class KeyForm(forms.Form):
    """A new key at the desk."""

    place = forms.ModelChoiceField(
        label=gettext_lazy("For which place"), queryset=Place.objects.none()
    )
    name = forms.CharField(
        label=gettext_lazy("Where the device stands"),
        max_length=60,
        help_text=gettext_lazy("For example: service hall, left"),
    )

    def __init__(self, *args: Any, scope: Scope, **rest: Any) -> None:
        super().__init__(*args, **rest)
        place = cast("forms.ModelChoiceField[Place]", self.fields["place"])
        place.queryset = places(scope).filter(kind=Kind.COMMUNITY)


@public
def start(request: HttpRequest) -> HttpResponse:
    """Where each visit begins; on a device that is no kiosk yet, the key is asked for."""
    device = Device.of(request)
    if request.method == "POST":
        return _with_key(request)
    if device is None:
        return render(request, "portal/kiosk_key.html")
    here = around(device.key.place)
    context = {"here": here, "office": here.office, "is_start": True}
    response = render(request, "portal/kiosk.html", context)
    return cast(HttpResponse, forget(request, response))


def _with_key(request: HttpRequest) -> HttpResponse:
    """The right key makes a kiosk of a browser, and a browser of a kiosk."""
    pace.check("kiosk.key", pace.address_of(request), most=MOST_TRIES)
    key = key_by_secret(request.POST.get("key", ""))
    if key is None:
        pace.count("kiosk.key", pace.address_of(request))
        return render(request, "portal/kiosk_key.html", {"is_wrong": True}, status=422)
    response = HttpResponseRedirect(START if Device.of(request) is None else "/")
    forget(request, response)
    if Device.of(request) is not None:
        response.delete_cookie(COOKIE)
        return response
    response.set_cookie(
        COOKIE,
        cookie_for(key),
        max_age=KEPT,
        samesite="Lax",
        httponly=True,
        secure=settings.PRODUCTION,
    )
    return response


@public
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Forget this visit and begin anew."""
    return cast(HttpResponse, forget(request, HttpResponseRedirect(START)))


@public
@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is still there; the middleware has noted it."""
    return HttpResponse(status=204)


@needs(PortalPermission.KIOSK)
def keys(request: HttpRequest) -> HttpResponse:
    """The devices, and a key for another; it is shown on this page alone."""
    user = cast(User, request.user)
    scope = user.scope_for(PortalPermission.KIOSK)
    form, secret = KeyForm(request.POST or None, scope=scope), ""
    if request.method == "POST" and form.is_valid():
        _key, secret = make_key(**form.cleaned_data, by=user, now=timezone.now())
        form = KeyForm(scope=scope)
    context = {
        "form": form,
        "keys": list(keys_in(scope)),
        "secret": secret,
        "address": request.build_absolute_uri(reverse("portal:kiosk")),
    }
    return render(request, "portal/kiosk_keys.html", context, status=422 if form.errors else 200)


@needs(PortalPermission.KIOSK)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a key back."""
    user = cast(User, request.user)
    key = get_object_or_404(keys_in(user.scope_for(PortalPermission.KIOSK)), pk=pk)
    revoke_key(key=key, by=user, now=timezone.now())
    return go_on(request, reverse("portal:kiosk_keys"), _("The device is no kiosk any more."))
