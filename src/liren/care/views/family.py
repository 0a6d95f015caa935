"""Family: whom I let see, and how somebody is who lets me see."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.care.forms.keeping import AwayForm, FamilyForm
from liren.care.selectors import family as reads
from liren.care.services import away, family
from liren.care.services.family import NewTie
from liren.care.views.request import clock, office_for, office_of, oneself, worker
from liren.core import pace
from liren.core.doors import signed_in
from liren.core.errors import LirenError
from liren.people.models import Person
from liren.sensing.selectors.away import away_of
from liren.ui.pages import go_on, refuse, said

LOOKS, MOST_NAMED = 20, 12


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Whom I let see, and when they looked; one more is named here."""
    person, form, by = oneself(request), FamilyForm(request.POST or None), worker(request)
    if request.method == "POST" and person and form.is_valid():
        try:
            pace.check("family", by.audit_name, most=MOST_NAMED)
            pace.count("family", by.audit_name)  # each is a text message to somebody
            new = NewTie(person=person, **form.cleaned_data)
            family.name_family(new, by=by, now=clock())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("care:my_family"), _("They may see now."))
    context: dict[str, object] = {"person": person, "form": form, "now": clock()}
    if person:
        context["ties"] = reads.ties_of(person)
        context["looks"] = reads.looks_at(person)[:LOOKS]
    context["office"] = office_for(request, person)
    status = 422 if form.errors else 200
    return _private(render(request, "care/mine/my_family.html", context, status=status))


@require_POST
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """They see no more, from this moment."""
    person = oneself(request)
    if person is None:
        return redirect("care:my_family")
    tie = reads.tie_of(person, pk)
    family.end_tie(tie=tie, by=worker(request), now=clock())
    return go_on(request, reverse("care:my_family"), _("Closed. They see nothing any more."))


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Who lets me see."""
    ties = list(reads.ties_for(worker(request)))
    if len(ties) == 1:
        return redirect("care:family_day", ties[0].pk)
    context = {"ties": ties, "office": office_for(request, oneself(request))}
    return _private(render(request, "care/mine/family.html", context))


@require_safe
@signed_in
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """How today is; that I looked stands in their list."""
    by, now = worker(request), clock()
    tie = reads.tie_for(by, pk)
    context = {
        "tie": tie,
        "person": tie.person,
        "seen": family.look(tie=tie, by=by, now=now),
        **_away_keys(now),
        "now": now,
        "office": office_of(tie.person.place),
    }
    return _private(render(request, "care/mine/family_day.html", context))


@require_POST
@signed_in
def family_away(request: HttpRequest, pk: int) -> HttpResponse:
    """They are with me until then."""
    tie = reads.tie_for(worker(request), pk)
    return gone(request, tie.person, reverse("care:family_day", args=[pk]))


def _away_keys(now: datetime) -> dict[str, object]:
    """One touch for what is usual, a calendar for what is not."""
    today = timezone.localdate(now)
    usual = ((1, _("Tomorrow")), (3, _("In three days")), (7, _("In a week")))
    return {
        "days": [(today + timedelta(days=days), words) for days, words in usual],
        "form": AwayForm(first=today.isoformat()),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def my_away(request: HttpRequest) -> HttpResponse:
    """I am not at home until then."""
    person, now = oneself(request), clock()
    back = reverse("care:away")
    if request.method == "POST" and person is not None:
        return gone(request, person, back)
    context: dict[str, object] = {"person": person, "now": now}
    if person is not None:
        context["away"] = away_of(person.place, now)
        context |= _away_keys(now)
    context["office"] = office_for(request, person)
    return _private(render(request, "care/mine/away.html", context))


def gone(request: HttpRequest, person: Person, back: str) -> HttpResponse:
    """Note that somebody is away, or back; for all who may say so."""
    form, by, now = AwayForm(request.POST), worker(request), clock()
    try:
        if "back" in request.POST:
            away.back_home(person=person, by=by, now=now)
            return go_on(request, back, _("Noted: at home again."))
        if not form.is_valid():
            return go_on(request, back, " ".join(map(str, form.errors["back_on"])))
        away.set_away(person=person, back_on=form.cleaned_data["back_on"], by=by, now=now)
    except LirenError as trouble:
        return refuse(request, trouble, back)
    return go_on(request, back, _("Noted. Nobody worries until then."))
