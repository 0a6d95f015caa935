"""What all pages of residents share: where they are, who asks, and what this browser has sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from liren.accounts.models import User
from liren.cases.models import Photo, Report
from liren.cases.selectors.neighbourhood import COOKIE, Neighbourhood, neighbourhood
from liren.core.permissions import VISITOR, Actor

SESSION_KEY = "reports"
MOST_REMEMBERED = 20
COOKIE_AGE = timedelta(days=365)
SHOWN_SALT = "cases.shown_photo"


@dataclass(frozen=True)
class Picture:
    """A photo as the tag `photos` shows it."""

    url: str
    thumb_url: str
    alt: str


def here(request: HttpRequest) -> Neighbourhood:
    """The neighbourhood this browser chose, else the first."""
    return neighbourhood(request.COOKIES.get(COOKIE, ""))


def show(
    request: HttpRequest,
    template: str,
    around: Neighbourhood,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page with the office of the neighbourhood in its frame."""
    frame = {"here": around, "office": around.office}
    return render(request, f"cases/resident/{template}.html", {**frame, **context}, status=status)


def stay_here(response: HttpResponse, around: Neighbourhood) -> HttpResponse:
    """Remember the neighbourhood of a poster in this browser."""
    if around.community is not None:
        response.set_cookie(
            COOKIE,
            around.community.code,
            max_age=COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=settings.PRODUCTION,
        )
    return response


def user_of(request: HttpRequest) -> User | None:
    """Whoever is signed in."""
    return request.user if isinstance(request.user, User) else None


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: the user, or a visitor."""
    return user_of(request) or VISITOR


def links_of(request: HttpRequest) -> list[str]:
    """The reports this browser has sent."""
    return list(request.session.get(SESSION_KEY, []))


def remember(request: HttpRequest, report: Report) -> None:
    """Keep a report in this browser's list, the latest first."""
    others = [link for link in links_of(request) if link != report.link]
    request.session[SESSION_KEY] = [report.link, *others][:MOST_REMEMBERED]


def own_pictures(report: Report, photos: Iterable[Photo]) -> list[Picture]:
    """Photos behind the link of a report."""
    return [_picture(report, photo, number) for number, photo in enumerate(photos, 1)]


def _picture(report: Report, photo: Photo, number: int) -> Picture:
    url = reverse("cases:own_photo", args=[report.link, photo.pk])
    thumb = reverse("cases:own_thumb", args=[report.link, photo.pk])
    return Picture(url, thumb, gettext("Photo {number}").format(number=number))


def shown_url(file: str) -> str:
    """An address of one picture that works for an hour, without any other right."""
    return reverse("cases:shown_photo", args=[signing.dumps(file, salt=SHOWN_SALT)])
