"""Between the first proof and the open door: the second factor, where there is one."""

from datetime import timedelta

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from liren.accounts import selectors, services
from liren.accounts.models import User

HELD = "entering"
HOLD_FOR = timedelta(minutes=10)
STAFF_STAYS_FOR = timedelta(hours=12)
DESK, HOME = "/desk/", "/"


def safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is one of our own pages."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else ""


def enter(request: HttpRequest, user: User, *, way: str) -> HttpResponse:
    """Let somebody in, or ask for the second factor first."""
    now = timezone.now()
    factor = selectors.second_factor_of(user)
    if factor and factor.confirmed_at:
        return _hold(request, user, way, "accounts:second_factor")
    if selectors.needs_second_factor(user, now):
        return _hold(request, user, way, "accounts:enrol_first")
    return let_in(request, user, way=way, onward=safe_next(request))


def held_user(request: HttpRequest) -> User | None:
    """Who has given the first proof in this session, not long ago."""
    held = request.session.get(HELD)
    if not held or held["until"] < timezone.now().timestamp():
        return None
    return User.objects.filter(pk=held["user"], is_active=True).first()


def let_held_in(request: HttpRequest, user: User) -> str:
    """Open the door after the second factor; returns where to go."""
    held = request.session[HELD]
    answer = let_in(request, user, way=f"{held['way']} and code", onward=held["next"])
    return answer.headers["Location"]


def let_in(request: HttpRequest, user: User, *, way: str, onward: str) -> HttpResponse:
    """Begin the session; that of staff ends with the working day."""
    now = timezone.now()
    request.session.pop(HELD, None)
    auth.login(request, user)
    is_staff = selectors.is_staff(user, now)
    if is_staff:
        request.session.set_expiry(int(STAFF_STAYS_FOR.total_seconds()))
    services.signed_in(user=user, way=way, now=now)
    return redirect(onward or (DESK if is_staff else HOME))


def _hold(request: HttpRequest, user: User, way: str, step: str) -> HttpResponse:
    until = (timezone.now() + HOLD_FOR).timestamp()
    onward = safe_next(request)
    request.session.cycle_key()  # what is held here is nobody's who planted the session
    request.session[HELD] = {"user": user.pk, "way": way, "next": onward, "until": until}
    return redirect(reverse(step))
