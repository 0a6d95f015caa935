"""Quiet homes at the desk: why, who is away, and which meters say nothing; and who may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.care.forms.keeping import PaperFamilyForm
from liren.care.permissions import CarePermission
from liren.care.selectors import family as family_reads
from liren.care.services import family
from liren.care.services.family import NewTie
from liren.care.views.desk import person_page
from liren.care.views.family import gone
from liren.care.views.request import clock, scope_of, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.people.selectors import person as person_in
from liren.places.selectors import addresses
from liren.sensing.selectors import quiet as reads
from liren.sensing.selectors.away import homes_away
from liren.ui.pages import go_on, said

A_PAGE = 60


@needs(CarePermission.SEE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Homes that are too quiet, homes that stand empty, and meters that are silent themselves."""
    scope, now = scope_of(request, CarePermission.SEE), clock()
    alerts = list(reads.quiet_alerts(scope)[:A_PAGE])
    away = list(homes_away(scope, now)[:A_PAGE])
    silent = list(reads.silent_meters(scope, now)[:A_PAGE])
    where = addresses([row.place for row in (*alerts, *away, *silent)])
    stays = {row.place_id: row for row in away}
    people = reads.people_at(stays)
    context = {
        "alerts": [(row, where[row.place_id], stays.get(row.place_id)) for row in alerts],
        "away": [(row, where[row.place_id], people.get(row.place_id, [])) for row in away],
        "silent": [(row, where[row.place_id]) for row in silent],
        "now": now,
    }
    return render(request, "care/desk/quiet.html", context)


@needs(CarePermission.DO)
@require_POST
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody told the office that they are away."""
    row = person_in(scope_of(request, CarePermission.DO), pk)
    return gone(request, row, reverse("care:desk_person", args=[pk]))


@needs(CarePermission.KEEP)
@require_POST
def name_family(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has signed on paper who may see."""
    row = person_in(scope_of(request, CarePermission.KEEP), pk)
    form = PaperFamilyForm(request.POST, auto_id="family_%s")
    if form.is_valid():
        try:
            new = NewTie(person=row, **form.cleaned_data)
            family.name_family(new, by=worker(request), now=clock())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("care:desk_person", args=[pk]), _("Saved."))
    return person_page(request, row, 422, family_form=form)


@needs(CarePermission.KEEP)
@require_POST
def end_family(request: HttpRequest, pk: int) -> HttpResponse:
    """They told the office that it is to be closed."""
    tie = family_reads.tie_in(scope_of(request, CarePermission.KEEP), pk)
    family.end_tie(tie=tie, by=worker(request), now=clock())
    return go_on(
        request, reverse("care:desk_person", args=[tie.person_id]), _("They see nothing any more.")
    )
