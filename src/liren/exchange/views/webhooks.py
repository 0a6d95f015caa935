"""Set-up: who is told what happens, and what was sent to them."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.exchange.forms import SubscriptionForm, say_why
from liren.exchange.models import Subscription, WebhookDelivery
from liren.exchange.permissions import ExchangePermission
from liren.exchange.selectors.webhooks import log_of, subscription_in, subscriptions_in
from liren.exchange.services import storing
from liren.exchange.services import subscriptions as services
from liren.exchange.views.keys import readable, secret_page
from liren.ui.navigation import links_for, setup_entries
from liren.ui.pages import said

A_PAGE = 50


@needs(ExchangePermission.MANAGE, ExchangePermission.SEE)
@never_cache
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Who is told what, and one more; the secret is on the page that answers, and nowhere else."""
    user = _user(request)
    may_manage = user.has_perm(ExchangePermission.MANAGE)
    form = SubscriptionForm(request.POST or None, user=user) if may_manage else None
    if request.method == "POST" and form and form.is_valid():
        new = services.NewSubscription(**form.cleaned_data)
        try:
            row, secret = services.subscribe(new, by=user, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "url")
        else:
            return secret_page(request, row.name, secret, back="exchange:webhooks")
    context = {"form": form, "rows": subscriptions_in(readable(user))}
    return _page(request, "webhooks", context, 422 if form and form.errors else 200)


@needs(ExchangePermission.MANAGE, ExchangePermission.SEE)
@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscription and the log of its messages."""
    user = _user(request)
    row = subscription_in(readable(user), pk)
    status = request.GET.get("status", "")
    known = status if status in WebhookDelivery.Status.values else ""
    page = Paginator(log_of(row, known), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "page": page,
        "status": known,
        "statuses": WebhookDelivery.Status.choices,
        "may_manage": user.has_perm(ExchangePermission.MANAGE, row.place),
        "now": timezone.now(),
    }
    return _page(request, "webhook", context)


@needs(ExchangePermission.MANAGE)
@require_POST
@never_cache
def change_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret; the old one holds for a day."""
    row = _mine(request, pk)
    try:
        secret = services.change_secret(subscription=row, by=_user(request), now=timezone.now())
    except LirenError as error:
        messages.error(request, said(error))
        return redirect("exchange:webhook", pk)
    return secret_page(request, row.name, secret, back="exchange:webhooks")


@needs(ExchangePermission.MANAGE)
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    row, user, now = _mine(request, pk), _user(request), timezone.now()
    if request.POST.get("active") == "1":
        services.switch_on(subscription=row, by=user, now=now)
        messages.success(request, _("Facts are told again."))
    else:
        services.switch_off(subscription=row, by=user, now=now)
        messages.success(request, _("Nothing is told any more."))
    return redirect("exchange:webhook", pk)


@needs(ExchangePermission.MANAGE)
@require_POST
def send_again(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """The same message once more."""
    found = get_object_or_404(log_of(_mine(request, pk)), pk=delivery)
    storing.send_again(delivery=found, by=_user(request), now=timezone.now())
    messages.success(request, _("The message goes out again."))
    return redirect("exchange:webhook", pk)


def _page(
    request: HttpRequest, name: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    tabs = list(links_for(request, setup_entries))
    return render(request, f"exchange/{name}.html", {**context, "tabs": tabs}, status=status)


def _mine(request: HttpRequest, pk: int) -> Subscription:
    return subscription_in(_user(request).scope_for(ExchangePermission.MANAGE), pk)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
