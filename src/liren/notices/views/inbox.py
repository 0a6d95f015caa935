"""The page "my notices"."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from liren.accounts.models import User
from liren.core.doors import signed_in
from liren.notices import selectors, services

A_PAGE = 20


@signed_in
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What was said to the person who is signed in; looking at it makes it seen."""
    user, now = cast(User, request.user), timezone.now()
    page = Paginator(selectors.inbox_of(user), A_PAGE).get_page(request.GET.get("page"))
    response = render(request, "notices/inbox.html", {"page": page, "now": now})
    services.mark_seen(user=user, now=now)
    return response
