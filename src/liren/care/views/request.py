"""What every page of care asks of its request."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from liren.accounts.models import User
from liren.care.selectors.oneself import self_of
from liren.cases.selectors.neighbourhood import COOKIE, around, neighbourhood
from liren.core.scope import Scope
from liren.people.models import Person
from liren.places.models import Place
from liren.places.selectors import home_community
from liren.ui.context import Office


def worker(request: HttpRequest) -> User:
    """Who it is; the door has made sure that somebody is."""
    return cast(User, request.user)


def is_id(text: str) -> bool:
    """Whether what came with a page can be the id of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def clock() -> datetime:
    """The one moment of a request."""
    return timezone.now()


def scope_of(request: HttpRequest, permission: str) -> Scope:
    """Where the permission holds for whoever asks."""
    return worker(request).scope_for(permission)


def oneself(request: HttpRequest) -> Person | None:
    """The resident behind the account."""
    return self_of(request.user) if isinstance(request.user, User) else None


def office_for(request: HttpRequest, person: Person | None) -> Office:
    """Whom to ring: about somebody we know, or around where the browser has been."""
    if person is not None:
        return office_of(person.place)
    return neighbourhood(request.COOKIES.get(COOKIE, "")).office


def office_of(place: Place) -> Office:
    """Whom to ring about somebody at a place."""
    return around(home_community(place)).office
