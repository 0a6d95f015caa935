"""The Open311 door (GeoReport v2): one view, because the specification has its own addresses.

Everything below the version is answered in the specification's own form, its errors too.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from liren.cases.models import Shown
from liren.cases.selectors.neighbourhood import neighbourhood
from liren.core.doors import public
from liren.core.errors import (
    Invalid,
    LirenError,
    NotFound,
    TooLarge,
    Unavailable,
    sentence,
)
from liren.core.pace import address_of
from liren.exchange.domain.filters import read_filters
from liren.exchange.domain.resources import METHODS, Asked, Resource, read
from liren.exchange.domain.writing import TYPES, Value, write
from liren.exchange.models import Open311Key
from liren.exchange.selectors import open311 as reads
from liren.exchange.selectors.keys import jurisdiction
from liren.exchange.services.keys import admit, require_writing
from liren.exchange.services.taking import NewRequest, client_key, take_request
from liren.places.models import Place
from liren.ui.pages import said

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-27 09:00"  # of the discovery document: sortable, moved on when it changes
FORM = "application/x-www-form-urlencoded"
# "404 for resources that don't exist, 403 for errors because of wrong or missing api_key and
# basically 400 for any other error"; 405 and 429 are HTTP's own.
STATUSES = frozenset({403, 404, 405, 429})
Given = Mapping[str, str]
Answer = tuple[str, Value]


class ResourceUnknown(NotFound):
    """An address that the specification does not have."""

    code = "exchange.resource_unknown"
    sentence = sentence("There is nothing at this address. Begin with discovery.xml.")


class MethodUnknown(LirenError):
    """A method that the resource does not know."""

    code = "exchange.method_unknown"
    status = 405
    sentence = sentence("This address does not know the method {method}.")


class BodyUnreadable(Invalid):
    """The body is no form, or broke off."""

    code = "exchange.body_unreadable"
    sentence = sentence("The request could not be read. Send a form, encoded as UTF-8.")


@csrf_exempt
@public
def open311(request: HttpRequest, address: str) -> HttpResponse:
    """Answer as GeoReport v2 says."""
    asked = read(address)
    try:
        if request.method not in METHODS[asked.resource]:
            raise MethodUnknown(method=str(request.method)[:20])
        given = _given(request)
        name, value = _answer(request, asked, given, timezone.now())
    except LirenError as error:
        return _refusal(error, asked)
    except OperationalError:
        return _refusal(Unavailable(), asked)
    response = HttpResponse(write(name, value, asked.form), content_type=TYPES[asked.form])
    response["Cache-Control"] = "no-store" if given.get("api_key") else "no-cache"
    return response


def _given(request: HttpRequest) -> Given:
    """The parameters, as UTF-8 whatever the request says of itself; several become a list."""
    try:
        sent = QueryDict(_sent(request), encoding="utf-8")
    except RequestDataTooBig as big:
        raise TooLarge() from big
    except (SuspiciousOperation, UnreadablePostError) as bad:
        raise BodyUnreadable() from bad
    # PostgreSQL stores any letter but this one.
    return {name: ",".join(map(str, sent.getlist(name))).replace("\0", "") for name in sent}


def _sent(request: HttpRequest) -> bytes:
    if request.method != "POST":
        return str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace")
    if request.content_type != FORM:
        raise BodyUnreadable()
    return request.body


def _answer(request: HttpRequest, asked: Asked, given: Given, now: datetime) -> Answer:
    if asked.resource is Resource.NOTHING:
        raise ResourceUnknown()
    if asked.resource is Resource.DISCOVERY:
        return "discovery", _discovery(request)
    key = admit(secret=given.get("api_key", ""), address=address_of(request), now=now)
    named = given.get("jurisdiction_id", "").strip()
    if request.method == "POST":
        key = require_writing(key)
        return _taken(request, given, jurisdiction(named, key=key), key)
    return _ANSWERS[asked.resource](asked, jurisdiction(named, key=key), key, given)


def _taken(request: HttpRequest, given: Given, place: Place, key: Open311Key) -> Answer:
    name = request.headers.get("Idempotency-Key", "").strip()
    new = NewRequest(given=given, place=place, name=name)
    receipt = take_request(new, key=key, now=timezone.now())
    row: dict[str, Value] = {
        "service_request_id": receipt.case.number,
        "service_notice": gettext("Received. The neighbourhood's office looks at it first."),
        "account_id": None,
    }
    return "service_requests", [row]


def _services(asked: Asked, place: Place, key: Open311Key | None, given: Given) -> Answer:
    return "services", [each.described() for each in reads.services()]


def _service(asked: Asked, place: Place, key: Open311Key | None, given: Given) -> Answer:
    """Every class asks for the same two things more, and does not insist."""
    found = reads.service(asked.key)
    attributes = [_where_exactly(), _who_may_know()]
    return "service_definition", {
        "service_code": found.category.code,
        "attributes": [
            {"variable": True, "required": False, "order": order, **attribute}
            for order, attribute in enumerate(attributes, 1)
        ],
    }


def _where_exactly() -> dict[str, Value]:
    return {
        "code": "place_note",
        "datatype": "string",
        "datatype_description": gettext("A few words"),
        "description": gettext("Where exactly, as you would tell somebody on the spot?"),
        "values": [],
    }


def _who_may_know() -> dict[str, Value]:
    return {
        "code": "shown",
        "datatype": "singlevaluelist",
        "datatype_description": gettext("One of the values; without one neighbours may read it"),
        "description": gettext("Who may know of it?"),
        "values": [{"key": one.value, "name": str(one.label)} for one in Shown],
    }


def _requests(asked: Asked, place: Place, key: Open311Key | None, given: Given) -> Answer:
    return "service_requests", reads.requests(place, read_filters(given, now=timezone.now()))


def _request(asked: Asked, place: Place, key: Open311Key | None, given: Given) -> Answer:
    return "service_requests", [reads.request(place, asked.key)]


def _token(asked: Asked, place: Place, key: Open311Key | None, given: Given) -> Answer:
    """What became of a sending, by the name that its client gave it; only with the same key."""
    if key is None:
        raise reads.TokenUnknown()
    report = reads.reported_under(key, client_key(key, asked.key))
    row: dict[str, Value] = {"service_request_id": report.case.number, "token": asked.key}
    return "service_requests", [row]


_ANSWERS: dict[Resource, Callable[[Asked, Place, Open311Key | None, Given], Answer]] = {
    Resource.SERVICES: _services,
    Resource.SERVICE: _service,
    Resource.REQUESTS: _requests,
    Resource.REQUEST: _request,
    Resource.TOKEN: _token,
}


def _discovery(request: HttpRequest) -> Value:
    office = neighbourhood().office
    base = settings.LIREN_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    contact = " · ".join(filter(None, (office.name, office.phone, office.hours)))
    endpoint: dict[str, Value] = {
        "specification": SPECIFICATION,
        "url": f"{base}{reverse('exchange:open311', args=['discovery.xml'])}".rpartition("/")[0],
        "changeset": CHANGED,
        "type": "production" if settings.PRODUCTION else "test",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": CHANGED,
        "contact": contact or base,
        "key_service": gettext("Ask the office; an administrator makes a key for one place."),
        "endpoints": [endpoint],
    }


def _refusal(error: LirenError, asked: Asked) -> HttpResponse:
    """The specification's form of an error; the sentence is meant for a person."""
    status = error.status if error.status in STATUSES else 400
    rows: list[Value] = [{"code": status, "description": said(error)}]
    body = write("errors", rows, asked.form)
    response = HttpResponse(body, content_type=TYPES[asked.form], status=status)
    response["Cache-Control"] = "no-store"
    if status == 405:
        response["Allow"] = ", ".join(sorted(METHODS[asked.resource]))
    return response
