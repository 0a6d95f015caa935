"""Pairs at the desk: the week of the rota, noting for who telephones, a new pair."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.care.domain.buddies import MOST_ELDERS, week_of
from liren.care.forms.buddies import PairForm
from liren.care.models import Pair
from liren.care.permissions import CarePermission
from liren.care.selectors import buddies as reads
from liren.care.services import buddies
from liren.care.services.buddies import NewPair
from liren.care.views.buddies import noted
from liren.care.views.request import clock, scope_of, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people.models import Person
from liren.people.selectors import named
from liren.people.selectors import person as person_in
from liren.places.selectors import address, addresses
from liren.ui.pages import go_on, said

FEW, A_PAGE = 12, 60
FARTHEST = timedelta(days=3660)  # nobody leafs through more, and the calendar has an end


@needs(CarePermission.SEE)
@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """Every pair and its week, in the order of the doors, as many as a page holds."""
    today = timezone.localdate(clock())
    start = _day(request.GET.get("week", ""), today)
    week = week_of(start)
    rows = reads.pairs(scope_of(request, CarePermission.SEE))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    pairs = list(page)
    homes, loads = addresses([pair.place for pair in pairs]), reads.loads(pairs)
    context = {
        "page": page,
        "week": week,
        "rows": [
            (row, homes[row.pair.place_id], loads[row.pair.younger_id])
            for row in reads.rota(pairs, week)
        ],
        "most": MOST_ELDERS,
        "today": today,
        "previous": (week[0] - timedelta(days=7)).isoformat(),
        "next": (week[0] + timedelta(days=7)).isoformat(),
        "may_do": worker(request).has_perm(CarePermission.DO),
    }
    return render(request, "care/desk/rota.html", context)


@needs(CarePermission.DO)
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """The buddy telephoned: the same keys, for a day of the last week."""
    pair = reads.pair_in(scope_of(request, CarePermission.DO), pk)
    today = timezone.localdate(clock())
    on = _day(request.GET.get("on", ""), today)
    if request.method == "POST":
        return noted(request, pair, on, f"{request.path}?on={on.isoformat()}")
    [row] = reads.rota([pair], [on])
    context = {
        "pair": pair,
        "row": row,
        "day": row.days[0],
        "on": on,
        "where": address(pair.place),
        "doing": reads.doing(pair.elder),
        "may_keep": worker(request).has_perm(CarePermission.KEEP, pair.place),
        "now": clock(),
    }
    return render(request, "care/desk/note.html", context)


@needs(CarePermission.KEEP)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Find somebody a buddy."""
    scope = scope_of(request, CarePermission.KEEP)
    elder, words = person_in(scope, pk), request.GET.get("q", "").strip()
    found = [one for one in named(scope, words)[:FEW] if one.pk != pk] if words else []
    form = PairForm(request.POST or None, found=_choices(found))
    if request.method == "POST" and form.is_valid():
        younger = person_in(scope, form.cleaned_data["younger"])
        answered = _paired(request, elder, younger, form)
        if answered is not None:
            return answered
    context = {"row": elder, "where": address(elder.place), "form": form, "q": words}
    context["found"] = found
    return render(request, "care/desk/pair.html", context, status=422 if form.errors else 200)


def _choices(found: list[Person]) -> list[tuple[Person, str]]:
    homes = addresses([one.place for one in found])
    return [(one, f"{one.name} · {homes[one.place_id]}") for one in found]


def _paired(
    request: HttpRequest, elder: Person, younger: Person, form: PairForm
) -> HttpResponse | None:
    typed = form.cleaned_data
    new = NewPair(
        younger=younger, elder=elder, days=tuple(typed["days"]), has_agreed=typed["has_agreed"]
    )
    try:
        buddies.make_pair(new, by=worker(request), now=clock())
    except LirenError as trouble:
        form.add_error(None, said(trouble))
        return None
    return go_on(request, reverse("care:desk_person", args=[elder.pk]), _("Saved."))


@needs(CarePermission.KEEP)
@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """End a pair."""
    pair: Pair = reads.pair_in(scope_of(request, CarePermission.KEEP), pk)
    buddies.part(pair=pair, by=worker(request), now=clock())
    return go_on(request, reverse("care:desk_person", args=[pair.elder_id]), _("Saved."))


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if abs(found - today) <= FARTHEST else today
