"""The register at the desk: who lives where, what is held and from whom, what waits."""

from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liren.accounts.models import User
from liren.accounts.selectors import PhoneUnusable, parties_of
from liren.core.doors import needs
from liren.people import selectors
from liren.people.domain import id_numbers, values
from liren.people.forms import TYPED, PurposeForm, SearchForm
from liren.people.models import Person, Proposal
from liren.people.permissions import PeoplePermission
from liren.people.selectors import Page
from liren.places.selectors import address, addresses, by_id

MOST_FOUND = 50
VIEWINGS = 20


@needs(PeoplePermission.SEE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everybody inside the reader's area by door, or whoever was searched for."""
    user = cast(User, request.user)
    scope, form = user.scope_for(PeoplePermission.SEE), SearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = Page(_found(user, words)) if words else None
    after = form.cleaned_data.get("after", "") if form.is_valid() else ""
    page = found or selectors.page_of(scope, after=after)
    homes = addresses([row.place for row in page.rows])
    context = {
        "form": form,
        "page": page,
        "rows": [(row, homes[row.place_id]) for row in page.rows],
        "counts": selectors.counts_of_kinds(scope) if not (words or after) else [],
        "words": words,
        "is_first": not after,
    }
    return render(request, "people/desk/list.html", context)


def _found(user: User, words: str) -> list[Person]:
    """By the number of a document, by telephone, or by the beginning of a name."""
    scope = user.scope_for(PeoplePermission.SEE)
    number = values.id_number(words)
    if id_numbers.is_valid(number):
        try:
            return [selectors.by_id_number(scope, number)]
        except selectors.PersonUnknown:
            return []
    if sum(char.isdigit() for char in words) >= 7:
        try:
            return list(selectors.find_by_phone(words, scope).select_related("place")[:MOST_FOUND])
        except PhoneUnusable:
            return []
    return list(selectors.named(scope, words)[:MOST_FOUND])


@needs(PeoplePermission.SEE)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is held about somebody, masked, each with its source."""
    return person_page(request, pk)


def person_page(request: HttpRequest, pk: int, *, status: int = 200, **more: Any) -> HttpResponse:
    """The same, with what an act wants to say."""
    user = cast(User, request.user)
    row = selectors.person(user.scope_for(PeoplePermission.SEE), pk)
    context = {**_about(row, user), **more}
    response = render(request, "people/desk/person.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _about(row: Person, user: User) -> dict[str, Any]:
    may = user.permissions_at(row.place_path)
    viewings = list(selectors.viewings_of(row)[:VIEWINGS])
    return {
        "row": row,
        "home": address(row.place),
        "shown": selectors.card(row),
        "labels": selectors.labels_of(row),
        "families": selectors.households_of(row),
        "residences": _residences(row),
        "matters": [(kind, selectors.card(one)) for kind, one in selectors.matters_of(row)],
        "viewings": viewings,
        "seen_words": selectors.seen_words(viewings),
        "origins": row.origins.order_by("pk"),
        "is_stale": selectors.is_stale(row, timezone.now()),
        "may_open": PeoplePermission.UNMASK in may,
        "may_say": bool({PeoplePermission.KEEP, PeoplePermission.PROPOSE} & may),
        "typed": {kind.value for kind in TYPED},
        "missing": selectors.missing_from(row, TYPED),
        "purpose": PurposeForm(),
        "now": timezone.now(),
    }


def _residences(row: Person) -> list[tuple[object, str]]:
    found = list(selectors.residences_of(row))
    names = addresses([one.place for one in found])
    return [(one, names[one.place_id]) for one in found]


@needs(PeoplePermission.SEE)
@require_safe
def home(request: HttpRequest, pk: int) -> HttpResponse:
    """Who lives at a home: what somebody who stands at the door asks about."""
    user, now = cast(User, request.user), timezone.now()
    place = by_id(pk)
    rows = list(selectors.persons_at(user.scope_for(PeoplePermission.SEE), place))
    if not rows:
        raise selectors.PersonUnknown()
    stale = [(row, selectors.is_stale(row, now)) for row in rows]
    context = {"place": place, "address": address(place), "rows": stale, "now": now}
    return render(request, "people/desk/home.html", context)


@needs(PeoplePermission.DECIDE, PeoplePermission.DECIDE_OWN)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision: corrections and requests for deletion."""
    return proposals_page(request)


def proposals_for(user: User, now: datetime) -> QuerySet[Proposal]:
    """What somebody may decide: by their place, or for the department they work for."""
    return selectors.proposals(
        user.scope_for(PeoplePermission.DECIDE),
        user.scope_for(PeoplePermission.DECIDE_OWN),
        [party.duty for party in parties_of(user, now) if party.duty],
    )


def proposals_page(request: HttpRequest, *, status: int = 200, trouble: str = "") -> HttpResponse:
    """The same, with what an act wants to say."""
    user, now = cast(User, request.user), timezone.now()
    deletions = selectors.deletions(user.scope_for(PeoplePermission.DECIDE))
    context = {
        "rows": selectors.waiting_proposals(proposals_for(user, now)),
        "deletions": deletions[:MOST_FOUND],
        "trouble": trouble,
        "now": now,
    }
    return render(request, "people/desk/proposals.html", context, status=status)
