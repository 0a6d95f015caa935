"""One's own security: password, second factor, tokens."""

from typing import cast

from django import forms
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from liren.accounts import selectors, services
from liren.accounts.forms import (
    FirstFactorCodeForm,
    PasswordChangeForm,
    SecondFactorForm,
    TokenForm,
    say_why,
)
from liren.accounts.models import User
from liren.accounts.views import factor
from liren.core.doors import signed_in
from liren.core.errors import LirenError


@signed_in
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Password, second factor and tokens of the person who is signed in."""
    return _overview(request)


@signed_in
@require_POST
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """Take a new password; this session stays, all others end."""
    form = PasswordChangeForm(request.POST)
    if form.is_valid():
        try:
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            user = services.change_password(user=_user(request), old=old, new=new, now=_now())
        except LirenError as error:
            say_why(form, error, "new" if isinstance(error, services.PasswordWeak) else "old")
        else:
            auth.update_session_auth_hash(request, user)
            return _done(request, _("Your password is changed."))
    return _overview(request, password_form=form)


@signed_in
@require_POST
def begin_factor(request: HttpRequest) -> HttpResponse:
    """Make a key to scan."""
    services.begin_second_factor(user=_user(request), now=_now())
    return redirect("accounts:factor")


@signed_in
@never_cache
def confirm_factor(request: HttpRequest) -> HttpResponse:
    """Scan the key, and type the first code."""
    user = _user(request)
    begun = selectors.second_factor_of(user)
    if begun is None or begun.confirmed_at:
        return redirect("accounts:security")
    form = FirstFactorCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = factor.confirm(user, form)
        if codes:
            return factor.show_codes(request, codes, reverse("accounts:security"))
    context = {"form": form, "drawing": factor.draw(begun)}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/enrol.html", context, status=status)


@signed_in
@require_POST
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Do without a second factor again."""
    form = SecondFactorForm(request.POST)
    if form.is_valid():
        try:
            code = form.cleaned_data["code"]
            services.remove_second_factor(user=_user(request), code=code, now=_now())
        except LirenError as error:
            say_why(form, error, "code")
        else:
            return _done(request, _("The second factor is removed."))
    return _overview(request, factor_form=form)


@signed_in
@require_POST
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is on the page that answers, and nowhere else."""
    form = TokenForm(request.POST)
    if form.is_valid():
        user = _user(request)
        token, secret = services.make_token(user=user, **form.cleaned_data, by=user, now=_now())
        return render(request, "accounts/token.html", {"token": token, "secret": secret})
    return _overview(request, token_form=form)


@signed_in
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    user = _user(request)
    token = selectors.tokens_of(user).filter(pk=pk).first()
    if token is None:
        raise Http404
    services.revoke_token(token=token, by=user, now=_now())
    return _done(request, _("The token no longer works."))


def _overview(request: HttpRequest, **forms_with_errors: forms.Form) -> HttpResponse:
    user, now = _user(request), _now()
    context = {
        "factor": selectors.second_factor_of(user),
        "codes_left": selectors.recovery_codes_left(user),
        "must_have_factor": selectors.needs_second_factor(user, now),
        "has_password": user.has_usable_password(),
        "is_staff": selectors.is_staff(user, now),
        "tokens": selectors.tokens_of(user),
        "password_form": PasswordChangeForm(auto_id="password_%s"),
        "factor_form": SecondFactorForm(auto_id="factor_%s"),
        "token_form": TokenForm(auto_id="token_%s"),
    }
    status = 422 if forms_with_errors else 200
    return render(request, "accounts/security.html", context | forms_with_errors, status=status)


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounts:security")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


_now = timezone.now
