"""The desk's gateways: who speaks for many devices, and for which."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.places.selectors import addresses
from liren.sensing.adapters import adapters
from liren.sensing.adapters.http_push import HttpPush
from liren.sensing.forms import GatewayForm, say_why
from liren.sensing.permissions import SensingPermission
from liren.sensing.selectors import devices as reads
from liren.sensing.services.gateways import NewGateway, add_gateway
from liren.sensing.services.gateways import end_gateway as end_of
from liren.ui.pages import go_on

A_PAGE = 50


@needs(SensingPermission.REGISTER)
@never_cache
def gateways(request: HttpRequest) -> HttpResponse:
    """Who speaks for many devices, and one more."""
    user = cast(User, request.user)
    form = GatewayForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            row, secret = add_gateway(NewGateway(**form.cleaned_data), by=user, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "number")
        else:
            return render(request, "sensing/keys.html", {"gateway": row, "secret": secret})
    rows = reads.gateways(user.scope_for(SensingPermission.REGISTER))
    context = {"form": form, "rows": rows}
    return render(request, "sensing/gateways.html", context, status=422 if form.errors else 200)


@needs(SensingPermission.REGISTER)
@require_safe
def gateway_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One gateway, and the devices that it speaks for."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(SensingPermission.REGISTER)
    row = get_object_or_404(reads.gateways(scope), pk=pk)
    page = Paginator(reads.behind(scope, row), A_PAGE).get_page(request.GET.get("page"))
    adapter = adapters.get(row.adapter)
    context = {
        "row": row,
        "page": page,
        "where": addresses([device.place for device in page]),
        "adapter": _(adapter.name) if adapter else row.adapter,
        "push": reverse("sensing:push", args=[row.number]) if _pushes(row.adapter) else "",
        "now": now,
    }
    return render(request, "sensing/gateway.html", context)


def _pushes(adapter: str) -> bool:
    return adapter == HttpPush.key


@needs(SensingPermission.REGISTER)
@require_POST
def end_gateway(request: HttpRequest, pk: int) -> HttpResponse:
    """End a gateway's key."""
    user = cast(User, request.user)
    row = get_object_or_404(reads.gateways(user.scope_for(SensingPermission.REGISTER)), pk=pk)
    end_of(gateway=row, by=user, now=timezone.now())
    return go_on(request, reverse("sensing:gateways"), _("The key no longer works."))
