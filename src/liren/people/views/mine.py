"""My data: what is held, from whom, who looked and why; right it, take it along, take it back.

Whoever signed in is known by the account; whoever came by a link and four digits, for half an
hour by the session.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.accounts.selectors import community_party
from liren.core import pace
from liren.core.doors import public
from liren.core.errors import LirenError
from liren.core.permissions import Actor
from liren.people import selectors, services
from liren.people.domain.purposes import PURPOSES
from liren.people.forms import TYPED, DigitsForm, LetHomeForm, ValueForm, WordsForm
from liren.people.models import Person
from liren.people.services import Oneself
from liren.people.views.desk_acts import words_of
from liren.places.selectors import address, home_community
from liren.ui.context import Office
from liren.ui.naming import local_hours, local_name
from liren.ui.pages import go_on, said

SESSION, LASTS = "people_self", timedelta(minutes=30)
MOST_WRONG = 20
TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _oneself(request: HttpRequest) -> tuple[Person, Actor] | None:
    """Who is looking at their own data, and as whom they act."""
    user = request.user
    if isinstance(user, User) and (own := selectors.person_of(user)) is not None:
        return own, Oneself(person_id=own.pk)
    kept = request.session.get(SESSION)
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    row = selectors.person_by_id(kept["person"])
    return (row, Oneself(person_id=row.pk)) if row else None


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    if (row := context.get("row")) is not None:
        context["office"] = _office(row)
    response = render(request, f"people/mine/{name}.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"  # the link leaves for nobody
    return response


def _office(row: Person) -> Office:
    """Whom to ring about one's entries."""
    party, community = community_party(row.place), home_community(row.place) or row.place
    if party is None:
        return Office(place=local_name(community))
    return Office(
        place=local_name(community),
        name=local_name(party),
        phone=party.phone,
        hours=local_hours(party),
    )


@public
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a QR code or a message, and four digits."""
    form, now = DigitsForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        caller = pace.address_of(request)
        try:
            pace.check("people_link", caller, most=MOST_WRONG)
            row = services.open_link(token=token, digits=form.cleaned_data["digits"], now=now)
        except LirenError as trouble:
            pace.count("people_link", caller)
            form.add_error("digits", said(trouble))
        else:
            request.session.cycle_key()
            until = (now + LASTS).timestamp()
            request.session[SESSION] = {"person": row.pk, "until": until}
            return redirect("people:mine")
    return _page(request, "enter", {"form": form}, 422 if form.errors else 200)


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is held about whoever looks."""
    known = _oneself(request)
    if known is None:
        return _page(request, "who", {})
    row, now = known[0], timezone.now()
    viewings = list(selectors.viewings_of(row)[:50])
    given = set(row.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))
    context = {
        "row": row,
        "home": address(row.place),
        "shown": selectors.card(row),
        "typed": {kind.value for kind in TYPED},
        "viewings": viewings,
        "seen_words": selectors.seen_words(viewings),
        "let": [(home, address(home.place)) for home in selectors.homes_let_by(row)],
        "today": timezone.localdate(now).isoformat(),
        "purposes": [(one, one.key in given) for one in PURPOSES.values()],
        "is_stale": selectors.is_stale(row, now),
        "waits": row.deletions.filter(decided_at=None).first(),
        "words": WordsForm(),
        "now": now,
    }
    return _page(request, "index", context)


@public
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Everything is still so."""
    if (known := _oneself(request)) is None:
        return redirect("people:mine")
    services.confirm(person=known[0], by=known[1], now=timezone.now())
    return go_on(request, "/my-data/", _("Thank you. We will not ask again before next year."))


@public
def correct(request: HttpRequest, field: str) -> HttpResponse:
    """One entry is otherwise: it goes to the office that keeps it."""
    if (known := _oneself(request)) is None:
        return redirect("people:mine")
    of = selectors.element(f"person.{field}")
    if of.kind not in TYPED:
        raise selectors.ElementUnknown(element=field)
    row, by = known
    form = ValueForm(request.POST or None, element=of, own=True, initial={"base": row.revision})
    if request.method == "POST" and form.is_valid():
        given = {field: form.cleaned_data["value"]}
        try:
            result = services.put(
                subject=row, values=given, source=_("the person"), by=by, now=timezone.now(),
                base=form.cleaned_data["base"],
            )  # fmt: skip
        except LirenError as trouble:
            form.add_error("value", said(trouble))
        else:
            return go_on(request, "/my-data/", words_of(result))
    context = {"row": row, "form": form, "name": selectors.name_of(of)}
    return _page(request, "correct", context, 422 if form.errors else 200)


@public
@require_POST
def let(request: HttpRequest, pk: int) -> HttpResponse:
    """A landlord says who lives in one of their homes."""
    if (known := _oneself(request)) is None:
        return redirect("people:mine")
    form = LetHomeForm(request.POST)
    if not form.is_valid():
        return go_on(request, "/my-data/", _("This day cannot be read. Please choose it again."))
    try:
        words = _said_of_home(known[0], pk, form.cleaned_data)
    except LirenError as trouble:
        words = said(trouble)
    return go_on(request, "/my-data/", words)


def _said_of_home(owner: Person, pk: int, given: dict[str, Any]) -> str:
    now = timezone.now()
    if given["deed"] == "same":
        services.all_as_before(owner=owner, place_id=pk, now=now)
        return _("Thank you. We will not ask again before next year.")
    if given["deed"] == "new":
        services.somebody_new(owner=owner, place_id=pk, now=now)
        return _("Thank you. Our colleague will go by and say hello.")
    day = given["day"] or timezone.localdate(now)
    return words_of(
        services.has_left(
            owner=owner, place_id=pk, person_id=given["person"] or 0, day=day, now=now
        )
    )


@public
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Agree to a purpose, or take it back as easily."""
    if (known := _oneself(request)) is None:
        return redirect("people:mine")
    row, by = known
    purpose, now = request.POST.get("purpose", ""), timezone.now()
    if "give" in request.POST:
        services.give_consent(person=row, purpose=purpose, by=by, now=now)
        return go_on(request, "/my-data/", _("Noted."))
    services.withdraw_consent(person=row, purpose=purpose, by=by, now=now)
    return go_on(request, "/my-data/", _("Taken back, and what rested on it is erased."))


@public
@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Ask that everything be deleted."""
    form = WordsForm(request.POST)
    if (known := _oneself(request)) is None or not form.is_valid():
        return redirect("people:mine")
    row, by = known
    try:
        words = form.cleaned_data["words"]
        services.ask_deletion(person=row, words=words, by=by, now=timezone.now())
    except LirenError as trouble:
        return go_on(request, "/my-data/", said(trouble))
    return go_on(request, "/my-data/", _("We will answer within thirty days."))


@public
@require_safe
def copy(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that is held, to take along."""
    known = _oneself(request)
    if known is None or form not in TYPES:
        return redirect("people:mine")
    (row, by), now = known, timezone.now()
    content = services.take_copy(person=row, form=form, by=by, now=now)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="my-data.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
