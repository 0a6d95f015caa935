"""Getting in and out."""

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from liren.accounts import selectors, services
from liren.accounts.forms import (
    CodeForm,
    FirstFactorCodeForm,
    PasswordSignInForm,
    PhoneForm,
    SecondFactorForm,
    say_why,
)
from liren.accounts.models import User
from liren.accounts.views import entering, factor
from liren.core import pace
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError

CODE = "sign_in_code"
CODES_FROM_ONE_ADDRESS = 40
WRONG_FROM_ONE_ADDRESS = 60


@public
@never_cache
def by_phone(request: HttpRequest) -> HttpResponse:
    """Ask for a code by telephone number."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _brake("sign_in.codes", request, CODES_FROM_ONE_ADDRESS)
            pace.count("sign_in.codes", pace.address_of(request))
            code = services.request_code(phone=form.cleaned_data["phone"], now=timezone.now())
        except LirenError as error:
            say_why(form, error)
        else:
            request.session[CODE] = code.pk
            return redirect(_with_next(request, "accounts:code"))
    return _page(request, "accounts/sign_in.html", form)


@public
@never_cache
def by_code(request: HttpRequest) -> HttpResponse:
    """Type the code that was sent."""
    sent = selectors.sign_in_code(request.session.get(CODE))
    if sent is None:
        return _page(request, "accounts/sign_in.html", PhoneForm())
    phone = selectors.phone_of_code(sent)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data["code"]
            user = services.redeem_code(phone=phone, code=given, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "code")
        else:
            del request.session[CODE]
            return entering.enter(request, user, way="code")
    return _page(request, "accounts/code.html", form, phone=selectors.mask_phone(phone))


@public
@never_cache
@sensitive_post_parameters("password")
def by_password(request: HttpRequest) -> HttpResponse:
    """The door of staff."""
    form = PasswordSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _brake("sign_in.wrong", request, WRONG_FROM_ONE_ADDRESS)
            user = services.sign_in(**form.cleaned_data, now=timezone.now())
        except LirenError as error:
            pace.count("sign_in.wrong", pace.address_of(request))
            say_why(form, error)
        else:
            return entering.enter(request, user, way="password")
    return _page(request, "accounts/sign_in_staff.html", form)


@public
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step for those who have a second factor."""
    user = entering.held_user(request)
    if user is None:
        return _page(request, "accounts/sign_in_staff.html", PasswordSignInForm())
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data["code"]
            services.use_second_factor(user=user, code=given, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "code")
        else:
            return redirect(entering.let_held_in(request, user))
    return _page(request, "accounts/second_factor.html", form)


@public
@never_cache
def enrol_first(request: HttpRequest) -> HttpResponse:
    """The second step for those whose role asks for a second factor they have not set up."""
    user = entering.held_user(request)
    if user is None:
        return _page(request, "accounts/sign_in_staff.html", PasswordSignInForm())
    form = FirstFactorCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = factor.confirm(user, form)
        if codes:
            onward = entering.let_held_in(request, user)
            return factor.show_codes(request, codes, onward)
    drawing = factor.drawing_for(user)
    return _page(request, "accounts/enrol_first.html", form, drawing=drawing)


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, User):
        services.sign_out(user=request.user, now=timezone.now())
    auth.logout(request)
    return redirect(entering.HOME)


def _brake(what: str, request: HttpRequest, most: int) -> None:
    """One name after another is tried from one address: the lock of each name sees nothing."""
    pace.check(what, pace.address_of(request), most=most)


def _page(request: HttpRequest, template: str, form: object, **context: object) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    shown = {"form": form, "next": entering.safe_next(request), **context}
    return render(request, template, shown, status=status)


def _with_next(request: HttpRequest, name: str) -> str:
    onward = entering.safe_next(request)
    return reverse(name) + (f"?{urlencode({'next': onward})}" if onward else "")
