"""The security officer's and the audit officer's pages."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from liren.accounts import selectors, services
from liren.accounts.forms import LogForm, NewUserForm, PostForm, StartForm, UserSearchForm, say_why
from liren.accounts.models import User
from liren.accounts.permissions import AccountPermission
from liren.core import audit
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope

USERS_A_PAGE = 50
LINES_A_PAGE = 50


@needs(AccountPermission.GRANT)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody with a role inside the officer's scope."""
    form = UserSearchForm(request.GET)
    found = selectors.users_in(_scope(request))
    if form.is_valid() and (words := form.cleaned_data["q"]):
        found = found.filter(Q(name__contains=words) | Q(username__contains=words))
    page = Paginator(found, USERS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "now": timezone.now()}
    return render(request, "accounts/users.html", context)


@needs(AccountPermission.GRANT)
@sensitive_post_parameters("password")
def add_user(request: HttpRequest) -> HttpResponse:
    """Somebody new, with a first role; both or neither are stored."""
    today = timezone.localdate()
    form = NewUserForm(request.POST or None, scope=_scope(request), today=today)
    if request.method == "POST" and form.is_valid():
        who = {name: form.cleaned_data[name] for name in ("username", "name", "password")}
        by, now = _user(request), timezone.now()
        try:
            with transaction.atomic():
                user = services.add_user(**who, by=by, now=now)
                services.grant_role(user=user, post=form.post(), by=by, now=now)
        except LirenError as error:
            say_why(form, error)
        else:
            return redirect("accounts:user", user.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/add_user.html", {"form": form}, status=status)


@needs(AccountPermission.GRANT)
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, and one more to give."""
    scope, now = _scope(request), timezone.now()
    person = selectors.user_in(scope, pk)
    form = PostForm(request.POST or None, scope=scope, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_role(user=person, post=form.post(), by=_user(request), now=now)
        except LirenError as error:
            say_why(form, error)
        else:
            messages.success(request, _("The role is given."))
            return redirect("accounts:user", pk)
    grants = selectors.grants_in(scope, person)
    in_force = set(grants.in_force(now).values_list("pk", flat=True))
    context = {"person": person, "grants": grants, "in_force": in_force, "form": form, "now": now}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/user.html", context, status=status)


@needs(AccountPermission.GRANT)
@require_POST
def end_grant(request: HttpRequest, pk: int, grant: int) -> HttpResponse:
    """Take a role away."""
    scope = _scope(request)
    held = selectors.grants_in(scope, selectors.user_in(scope, pk))
    services.end_grant(
        grant=get_object_or_404(held, pk=grant), by=_user(request), now=timezone.now()
    )
    messages.success(request, _("The role has ended."))
    return redirect("accounts:user", pk)


@needs(AccountPermission.UNLOCK)
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody try their password again at once."""
    by = _user(request)
    person = selectors.user_in(by.scope_for(AccountPermission.UNLOCK), pk)
    services.unlock(user=person, by=by, now=timezone.now())
    messages.success(request, _("The account is open again."))
    return redirect("accounts:user", pk)


@needs(AccountPermission.GRANT)
@sensitive_post_parameters("password")
def start_anew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, and no second factor, for somebody who lost theirs."""
    person = selectors.user_in(_scope(request), pk)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password, by = form.cleaned_data["password"], _user(request)
            services.start_anew(user=person, password=password, by=by, now=timezone.now())
        except LirenError as error:
            say_why(form, error, "password")
        else:
            messages.success(request, _("The new password holds; the second factor is removed."))
            return redirect("accounts:user", pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "person": person}
    return render(request, "accounts/start_anew.html", context, status=status)


@needs(AccountPermission.GRANT)
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    person = selectors.user_in(_scope(request), pk)
    active = request.POST.get("active") == "1"
    services.set_active(user=person, active=active, by=_user(request), now=timezone.now())
    messages.success(request, _("The account is open.") if active else _("The account is closed."))
    return redirect("accounts:user", pk)


@needs(AccountPermission.AUDIT)
def log(request: HttpRequest) -> HttpResponse:
    """Search the log; it belongs to the whole installation, not to a place."""
    form = LogForm(request.GET or None)
    query = form.query() if form.is_valid() else selectors.LogQuery()
    before = request.GET.get("before", "")
    lines = selectors.log_lines(query)
    if before.isascii() and before.isdigit() and len(before) < 19:
        lines = lines.filter(pk__lt=int(before))
    shown = list(lines[: LINES_A_PAGE + 1])
    older = request.GET.copy()
    older["before"] = str(shown[LINES_A_PAGE - 1].pk) if len(shown) > LINES_A_PAGE else ""
    context = {
        "form": form,
        "lines": shown[:LINES_A_PAGE],
        "older": f"?{older.urlencode()}" if older["before"] else "",
        "now": timezone.now(),
    }
    return render(request, "accounts/log.html", context)


@needs(AccountPermission.AUDIT)
@require_POST
def verify_log(request: HttpRequest) -> HttpResponse:
    """Walk the chains of the log and say whether they hold."""
    breaks = audit.verify()
    if not breaks:
        messages.success(request, _("The log is whole: every line is what was written."))
    for broken in breaks:
        words = _("Chain {chain} is broken at line {sequence}.")
        if broken.chain == audit.SEALS:
            words = _("The seals of the log are broken at seal {sequence}.")
        messages.error(request, words.format(chain=broken.chain, sequence=broken.sequence))
    return redirect("accounts:log")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _scope(request: HttpRequest) -> Scope:
    return _user(request).scope_for(AccountPermission.GRANT)
