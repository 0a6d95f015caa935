"""Care at the desk: what runs now, and each person with their ladder."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.accounts.models import User
from liren.care.forms.calls import ContactForm, TimesForm
from liren.care.forms.keeping import AwayForm, PaperFamilyForm
from liren.care.forms.meals import DietForm
from liren.care.models import LadderTimes
from liren.care.permissions import CarePermission
from liren.care.selectors import buddies as buddy_reads
from liren.care.selectors import calls as call_reads
from liren.care.selectors import ladders as reads
from liren.care.selectors.family import ties_of
from liren.care.selectors.one_tap import buttons_for
from liren.care.selectors.tasks import tasks_of
from liren.care.selectors.visits import visits_of
from liren.care.services import ladders
from liren.care.services.ladders import NewContact
from liren.care.views.request import clock, scope_of, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people.models import Person
from liren.people.permissions import PeoplePermission
from liren.people.selectors import labels_of, named
from liren.people.selectors import person as person_in
from liren.places.models import Kind, Place
from liren.places.selectors import address, addresses, places
from liren.sensing.selectors.away import away_of
from liren.ui.pages import go_on, refuse, said

FEW, LATELY = 12, 10


@needs(CarePermission.SEE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The calls that run, those of late, and a way to each person."""
    scope, words = scope_of(request, CarePermission.SEE), request.GET.get("q", "").strip()
    running = list(call_reads.open_calls(scope))
    lately = list(call_reads.calls(scope).filter(ended_at__isnull=False)[:LATELY])
    found = list(named(scope, words)[:FEW]) if words else []
    where = addresses([row.place for row in (*running, *lately, *found)])
    context = {
        "running": [(call, where[call.place_id]) for call in running],
        "lately": [(call, where[call.place_id]) for call in lately],
        "found": [(one, where[one.place_id]) for one in found],
        "q": words,
        "now": clock(),
        "may_do": worker(request).has_perm(CarePermission.DO),
        "may_keep": worker(request).has_perm(CarePermission.KEEP),
    }
    return render(request, "care/desk/index.html", context)


@needs(CarePermission.SEE)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: the ladder, and how it goes."""
    row = person_in(scope_of(request, CarePermission.SEE), pk)
    return person_page(request, row)


def person_page(
    request: HttpRequest, row: Person, status: int = 200, **forms: Form
) -> HttpResponse:
    """The page of one person, with a form that has to be looked at again."""
    scope = scope_of(request, CarePermission.SEE)
    context = {
        "row": row,
        "where": address(row.place),
        "labels": labels_of(row),
        "contacts": reads.contacts_of(row),
        "times": reads.times_at(row.place),
        "calls": call_reads.calls(scope).filter(person=row)[:LATELY],
        "pairs": buddy_reads.pairs_around(row),
        "doing": buddy_reads.doing(row),
        "tasks": tasks_of(row)[:LATELY],
        "visits": visits_of(row)[:LATELY],
        "diet": DietForm(),
        **_keeping(row),
        "form": ContactForm(),
        "now": clock(),
        **_allowed(worker(request), row.place),
        **forms,
    }
    return render(request, "care/desk/person.html", context, status=status)


def _allowed(user: User, place: Place) -> dict[str, bool]:
    return {
        "may_do": user.has_perm(CarePermission.DO, place),
        "may_keep": user.has_perm(CarePermission.KEEP, place),
        "may_open": user.has_perm(PeoplePermission.SEE, place),
    }


def _keeping(row: Person) -> dict[str, object]:
    """Away, family, and what can be asked for them."""
    now = clock()
    return {
        "away": away_of(row.place, now),
        "away_form": AwayForm(first=timezone.localdate(now).isoformat()),
        "ties": ties_of(row),
        "family_form": PaperFamilyForm(auto_id="family_%s"),
        "taps": [one for one in buttons_for(row.place, row) if not one.tap.phone],
    }


@needs(CarePermission.KEEP)
@require_POST
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the ladder."""
    row = person_in(scope_of(request, CarePermission.KEEP), pk)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            new = NewContact(person=row, **form.cleaned_data)
            ladders.add_contact(new, by=worker(request), now=clock())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("care:desk_person", args=[pk]), _("Saved."))
    return person_page(request, row, 422, form=form)


@needs(CarePermission.KEEP)
@require_POST
def end_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off."""
    row = reads.contact_in(scope_of(request, CarePermission.KEEP), pk)
    ladders.end_contact(contact=row, by=worker(request), now=clock())
    return go_on(request, reverse("care:desk_person", args=[row.person_id]), _("Saved."))


@needs(CarePermission.KEEP)
@require_http_methods(["GET", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """The minutes of each rung, for one's community."""
    place = community_of(request)
    row = reads.times_row(place) if place else None
    form = TimesForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and place and form.is_valid():
        try:
            ladders.set_times(
                place=place, minutes=form.cleaned_data, by=worker(request), now=clock()
            )
        except LirenError as trouble:
            return refuse(request, trouble, request.path)
        return go_on(request, reverse("care:desk"), _("Saved."))
    context = {"form": form, "place": place}
    return render(request, "care/desk/times.html", context, status=422 if form.errors else 200)


def community_of(request: HttpRequest) -> Place | None:
    """The community for which somebody keeps care."""
    here = places(scope_of(request, CarePermission.KEEP))
    return here.filter(kind=Kind.COMMUNITY).order_by("path").first()


def _initial(row: LadderTimes | None) -> dict[str, int]:
    names = ("family", "buddy", "neighbour", "committee")
    if row is None:
        usual = {rung.value: minutes for rung, minutes in reads.USUAL.minutes.items()}
        return {**{name: usual[name] for name in names}, "arrival": 10}
    return {name: getattr(row, name) for name in (*names, "arrival")}
