"""Whose token came with a request, and a write that is done once however often it is sent."""

from collections.abc import Callable
from typing import Annotated, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from ninja.params import functions

from liren.accounts import selectors as accounts
from liren.accounts.models import User
from liren.cases.models import Category
from liren.cases.services.classes import active_tree
from liren.core.errors import Invalid, sentence
from liren.core.idempotency import Answer, fingerprint_of, once


class CategoryUnknown(Invalid):
    """The tree in use has no such class."""

    code = "cases.category_unknown"
    sentence = sentence("There is no class {category}.")


Key = Annotated[str, functions.Header(alias="Idempotency-Key")]


def user_of(request: HttpRequest) -> User | None:
    """Whose token came with the request, if one did and it holds."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    return accounts.user_of_token(secret.strip(), timezone.now())


def staff_of(request: HttpRequest) -> User:
    """Whose token it is; the router has made sure that it holds."""
    return cast(User, request.auth)  # type: ignore[attr-defined]  # set by ninja's authentication


def category_of(code: str) -> Category | None:
    """The class of the tree in use with that code; none was asked for by an empty one."""
    if not code:
        return None
    found = Category.objects.filter(code=code, tree=active_tree()).first()
    if found is None:
        raise CategoryUnknown(category=code)
    return found


def _caller(request: HttpRequest, user: User | None) -> str:
    """Whose keys they are; those of a visitor belong to the link they use."""
    if user:
        return f"user:{user.username}"
    return f"visitor:{fingerprint_of(request.path.encode()).hex()}"


def once_only(request: HttpRequest, key: str, do: Callable[[], Schema]) -> object:
    """Do it, or give the answer that the same key was given before."""

    def answer() -> Answer:
        return 200, do().model_dump(mode="json")

    user = user_of(request)
    parts = ((request.method or "").encode(), request.path.encode(), request.body)
    now = timezone.now()
    fingerprint = fingerprint_of(*parts)
    caller = _caller(request, user)
    return once(caller=caller, key=key, fingerprint=fingerprint, now=now, do=answer)[1]


def caller_key(user: User, key: str) -> str | None:
    """What makes two whistles of a member of staff the same one."""
    if not key:
        return None
    parts = (b"whistle", user.username.encode(), key.encode())
    return f"api:{fingerprint_of(*parts).hex()}"
