"""A buddy's own page: whom I look after, and how they are today, in one touch."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.care.forms.buddies import ContactForm
from liren.care.models import Pair
from liren.care.selectors import buddies as reads
from liren.care.services import buddies
from liren.care.services.buddies import Heard
from liren.care.views.request import clock, office_for, oneself, worker
from liren.core.doors import signed_in
from liren.core.errors import LirenError
from liren.places.selectors import addresses
from liren.ui.pages import go_on, refuse


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Whom I look after, those of today first."""
    today = timezone.localdate(clock())
    pairs = list(reads.pairs_of_user(worker(request)))
    homes = addresses([pair.place for pair in pairs])
    rows = [(row, row.days[0], homes[row.pair.place_id]) for row in reads.rota(pairs, [today])]
    context = {
        "rows": sorted(rows, key=lambda row: not row[1].is_due),
        "today": today,
        "now": clock(),
        "office": office_for(request, oneself(request)),
    }
    response = render(request, "care/mine/buddies.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One touch of a face, or of "no answer"; or the touch is taken back."""
    pair = reads.pair_of_user(worker(request), pk)
    return noted(request, pair, timezone.localdate(clock()), "/care/buddies/")


def noted(request: HttpRequest, pair: Pair, on: date, back: str) -> HttpResponse:
    """Write what was touched; for the buddy's page and the desk's."""
    form = ContactForm({**request.POST.dict(), "on": on.isoformat()})
    if not form.is_valid():
        return redirect(back)
    typed, by = form.cleaned_data, worker(request)
    try:
        if typed["deed"] == "back":
            buddies.take_contact_back(pair=pair, on=on, by=by, now=clock())
            return go_on(request, back, _("Taken back."))
        way = typed["way"] or "phone"
        heard = Heard(on=on, face=typed["face"], way=way, words=typed["words"])
        buddies.note_contact(pair=pair, heard=heard, by=by, now=clock())
    except LirenError as trouble:
        return refuse(request, trouble, back)
    said = _("Noted. Thank you.") if typed["face"] else _("Noted. Somebody will look in.")
    return go_on(request, back, said)
