"""The public list as feeds: the same words and filters, cached as long as we can answer for."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liren.cases.domain import feeds
from liren.cases.domain.feeds import Entry, Feed
from liren.cases.selectors import public as reads
from liren.cases.selectors.public import PublicRow
from liren.cases.views.public import Wanted, wanted_of
from liren.core.doors import public
from liren.places.selectors import PlaceUnknown
from liren.ui.naming import local_name

MOST = 50
# Long enough to bear many readers, short enough that what turns private is gone soon.
MINUTES = 5
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
LANGUAGES = ("zh-hans", "en")


@require_safe
@public
def atom(request: HttpRequest, code: str) -> HttpResponse:
    """The list as Atom."""
    return _answer(request, code, feeds.atom, "application/atom+xml")


@require_safe
@public
def rss(request: HttpRequest, code: str) -> HttpResponse:
    """The list as RSS."""
    return _answer(request, code, feeds.rss, "application/rss+xml")


def _answer(
    request: HttpRequest, code: str, written: Callable[[Feed], bytes], kind: str
) -> HttpResponse:
    """By content: a row that turned private changes the tag, whatever its time was."""
    language = request.GET.get("lang", "")
    with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
        feed = _feed(request, code)
        body = written(feed)
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(feed.updated_at.timestamp())
    patch_cache_control(response, public=True, max_age=MINUTES * 60)
    moment = int(feed.updated_at.timestamp())
    found = get_conditional_response(request, etag=etag, last_modified=moment, response=response)
    return cast(HttpResponse, found)


def _feed(request: HttpRequest, code: str) -> Feed:
    wanted = wanted_of(request, code)
    if wanted is None:
        raise PlaceUnknown(place=code)
    page = reads.public_page(wanted.place, wanted.filters, most=MOST)
    root = settings.LIREN_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    authority = root.partition("://")[2].partition(":")[0]
    newest = reads.newest_change(wanted.place) or BEGUN
    where = f"{wanted.place.code}?{wanted.query}" if wanted.query else wanted.place.code
    return Feed(
        id=feeds.tag(authority, BEGUN, f"public/{where}"),
        url=root + request.get_full_path(),
        page_url=root + wanted.url("cases:public_at"),
        title=_title(wanted),
        author=wanted.around.office_name,
        language=translation.get_language() or "",
        updated_at=newest,
        entries=[_entry(row, root, authority) for row in page.rows],
    )


def _title(wanted: Wanted) -> str:
    return gettext("What is being dealt with: {place}").format(place=local_name(wanted.place))


def _entry(row: PublicRow, root: str, authority: str) -> Entry:
    case = row.case
    told = [gettext(row.word.text), row.who, row.wording.answer]
    return Entry(
        id=feeds.tag(authority, BEGUN, f"case/{case.pk}"),
        url=root + reverse("cases:public_case", args=[case.pk]),
        title=f"{row.wording.title} · {row.wording.where}",
        category=row.kind,
        summary=" · ".join(filter(None, told)),
        published_at=case.reported_at,
        updated_at=case.public_at or case.reported_at,
    )
