"""The desk's devices: the register, one device, claiming by QR code, tables."""

import tempfile
from pathlib import Path
from typing import cast

import segno
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.places.selectors import addresses
from liren.sensing.forms import BehindForm, ClaimForm, FileForm, RegisterForm, say_why
from liren.sensing.models import Device, Gateway, Kind
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import devices as reads
from liren.sensing.selectors.away import away_of
from liren.sensing.services import devices as services
from liren.sensing.services.bringing import bring_devices
from liren.ui.pages import go_on

A_PAGE = 50


@needs(SensingPermission.SEE, SensingPermission.REGISTER)
@require_safe
def device_list(request: HttpRequest) -> HttpResponse:
    """The register of one's places, narrowed by words, kind and state."""
    user, now = cast(User, request.user), timezone.now()
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("words", "kind", "state")}
    rows = reads.listed(_scope(user), **asked, now=now)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "where": addresses([row.place for row in page]),
        "asked": asked,
        "kinds": Kind.choices,
        "may_register": user.has_perm(SensingPermission.REGISTER),
        "now": now,
    }
    return render(request, "sensing/devices.html", context)


@needs(SensingPermission.SEE, SensingPermission.REGISTER)
@require_safe
def device_page(request: HttpRequest, number: str) -> HttpResponse:
    """One device: where, whose, how it does, and what of it was refused."""
    user, now = cast(User, request.user), timezone.now()
    row = reads.device(_scope(user), number)
    return render(request, "sensing/device.html", _of_device(request, row, user) | {"now": now})


def _of_device(request: HttpRequest, row: Device, user: User) -> dict[str, object]:
    claim_url = settings.LIREN_URL or f"{request.scheme}://{request.get_host()}"
    claim_url += reverse("sensing:claim", args=[row.number])
    return {
        "device": row,
        "where": addresses([row.place]),
        "alerts": list(row.alerts.order_by("-id")[:10]),
        "away": away_of(row.place, timezone.now()),
        "refusals": list(reads.refusals_of(row)[:10]),
        "code": segno.make(claim_url, error="m").svg_data_uri(scale=4, dark="#1B211F"),
        "may_claim": user.has_perm(SensingPermission.CLAIM, row.place),
        **_registered(row, user),
    }


def _registered(row: Device, user: User) -> dict[str, object]:
    """What whoever keeps the register finds on its page."""
    if not user.has_perm(SensingPermission.REGISTER, row.place):
        return {"may_register": False}
    gateway = row.gateway
    reaches = gateway is None or user.has_perm(SensingPermission.REGISTER, gateway.place)
    return {
        "may_register": True,
        "may_gateway": reaches,
        # A gateway of the level above is not among one's choices: nobody drops it unseen.
        "behind": BehindForm(user=user, initial={"gateway": row.gateway_id}) if reaches else None,
    }


@needs(SensingPermission.REGISTER)
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Enter a device; its key is on the page that answers, and nowhere else."""
    user = cast(User, request.user)
    form = RegisterForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        new = services.NewDevice(**form.new)
        try:
            row, secret = services.register_device(new, by=user, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "number")
        else:
            return _keys(request, [(row, secret)])
    status = 422 if form.errors else 200
    return render(request, "sensing/register.html", {"form": form}, status=status)


@needs(SensingPermission.CLAIM)
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Say where a device hangs: the page that its QR code opens."""
    user = cast(User, request.user)
    row = reads.claimable(user, number)
    first = {"place": row.place.code if row.claimed_at else ""}
    form = ClaimForm(request.POST or None, user=user, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.claim_device(
                device=row, place=data["place"], person=data["person"], by=user, now=timezone.now()
            )
        except LirenError as error:
            say_why(form, error)
        else:
            url = reverse("sensing:device", args=[row.number])
            return go_on(request, url, _("It hangs there now."))
    status = 422 if form.errors else 200
    return render(request, "sensing/claim.html", {"form": form, "device": row}, status=status)


@needs(SensingPermission.REGISTER)
@require_POST
@never_cache
def key(request: HttpRequest, number: str) -> HttpResponse:
    """A new key; the old one ends at once."""
    user = cast(User, request.user)
    row = reads.device(_may_register(user), number)
    return _keys(request, [(row, services.change_key(device=row, by=user, now=timezone.now()))])


@needs(SensingPermission.REGISTER)
@require_POST
def put_behind(request: HttpRequest, number: str) -> HttpResponse:
    """Say which gateway speaks for a device."""
    user = cast(User, request.user)
    row = reads.device(_may_register(user), number)
    form = BehindForm(request.POST, user=user)
    if form.is_valid():
        gateway = form.cleaned_data["gateway"]
        services.put_behind(device=row, gateway=gateway, by=user, now=timezone.now())
        return go_on(request, reverse("sensing:device", args=[row.number]), _told(gateway))
    context = _of_device(request, row, user) | {"now": timezone.now(), "behind": form}
    return render(request, "sensing/device.html", context, status=422)


def _told(gateway: Gateway | None) -> str:
    if gateway is None:
        return _("It speaks for itself from now on. Give it a new key.")
    return _("%(name)s speaks for it from now on.") % {"name": gateway.name}


@needs(SensingPermission.REGISTER)
@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """Take a device down."""
    user = cast(User, request.user)
    row = reads.device(_may_register(user), number)
    services.end_device(device=row, by=user, now=timezone.now())
    messages.success(request, _("The device is not heard any more."))
    return redirect("sensing:device", row.number)


@needs(SensingPermission.REGISTER)
@never_cache
def bring_in(request: HttpRequest) -> HttpResponse:
    """Many devices from a table; what could not be entered is told line by line."""
    user = cast(User, request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "devices"
            path.write_bytes(form.cleaned_data["file"].read())
            try:
                brought = bring_devices(path=path, by=user, now=timezone.now())
            except LirenError as error:
                say_why(form, error, "file")
            else:
                return _keys(request, brought.made, refused=brought.refused)
    status = 422 if form.errors else 200
    return render(request, "sensing/bring_in.html", {"form": form}, status=status)


def _keys(
    request: HttpRequest, made: list[tuple[Device, str]], refused: object = ()
) -> HttpResponse:
    """Keys, this once."""
    return render(request, "sensing/keys.html", {"made": made, "refused": refused})


def _scope(user: User) -> Scope:
    """Where somebody may look: what they see, and what they enter."""
    return Scope.of([*user.scope_for(SensingPermission.SEE).paths, *_may_register(user).paths])


def _may_register(user: User) -> Scope:
    return user.scope_for(SensingPermission.REGISTER)
