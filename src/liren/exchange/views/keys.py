"""Set-up: keys to the Open311 door."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.exchange.forms import KeyForm, say_why
from liren.exchange.permissions import ExchangePermission
from liren.exchange.selectors.keys import keys_in
from liren.exchange.services.keys import end_key, make_key
from liren.ui.navigation import links_for, setup_entries


@needs(ExchangePermission.MANAGE, ExchangePermission.SEE)
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """The keys, and one more; a new one is on the page that answers, and nowhere else."""
    user = cast(User, request.user)
    may_manage = user.has_perm(ExchangePermission.MANAGE)
    form = KeyForm(request.POST or None, user=user) if may_manage else None
    if request.method == "POST" and form and form.is_valid():
        try:
            key, secret = make_key(**form.cleaned_data, by=user, now=timezone.now())
        except LirenError as error:
            say_why(form, error)
        else:
            return secret_page(request, key.name, secret, back="exchange:keys")
    context = {
        "form": form,
        "keys": keys_in(readable(user)),
        "tabs": list(links_for(request, setup_entries)),
    }
    return render(
        request, "exchange/keys.html", context, status=422 if form and form.errors else 200
    )


@needs(ExchangePermission.MANAGE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    user = cast(User, request.user)
    key = get_object_or_404(keys_in(user.scope_for(ExchangePermission.MANAGE)), pk=pk)
    end_key(key=key, by=user, now=timezone.now())
    messages.success(request, _("The key no longer works."))
    return redirect("exchange:keys")


def secret_page(request: HttpRequest, name: str, secret: str, *, back: str) -> HttpResponse:
    """A secret, this once."""
    context = {"name": name, "secret": secret, "back": back}
    return render(request, "exchange/secret.html", context)


def readable(user: User) -> Scope:
    """Where somebody may look: what they manage, and what they may read."""
    own = user.scope_for(ExchangePermission.MANAGE).paths
    return Scope.of([*own, *user.scope_for(ExchangePermission.SEE).paths])
