"""Set-up for administrators: the offices, departments and firms that can be asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts import services as accounts
from liren.accounts.models import Party
from liren.accounts.permissions import AccountPermission
from liren.accounts.selectors import parties_in
from liren.cases.forms.setup import NewPartyForm, PartyForm
from liren.cases.services.parties import end_party
from liren.cases.views.desk_request import clock, go_on, refuse, worker
from liren.cases.views.desk_setup import setup_page
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import said


@needs(AccountPermission.PARTIES)
def parties(request: HttpRequest) -> HttpResponse:
    """Whoever can be asked to do something, and the form for one more."""
    user = worker(request)
    form = NewPartyForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        try:
            accounts.add_party(form.new(), place=place, by=user, now=clock())
        except LirenError as error:
            form.add_error(None, said(error))
        else:
            return go_on(request, reverse("cases:desk_parties"), _("The party is added."))
    rows = parties_in(user.scope_for(AccountPermission.PARTIES))
    return setup_page(request, "parties", {"form": form, "parties": rows})


@needs(AccountPermission.PARTIES)
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """One party: rename it, move it, say whom it answers to and how it is reached."""
    user, found = worker(request), _party(request, pk)
    form = PartyForm(request.POST or None, user=user, party=found)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_party(
                party=found, facts=form.facts(), place=form.cleaned_data["place"],
                by=user, now=clock(),
            )  # fmt: skip
        except LirenError as error:
            form.add_error(None, said(error))
        else:
            return go_on(request, reverse("cases:desk_parties"), _("The change is kept."))
    return setup_page(request, "party", {"form": form, "party": found})


@needs(AccountPermission.PARTIES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it no more."""
    found = _party(request, pk)
    try:
        end_party(party=found, by=worker(request), now=clock())
    except LirenError as error:
        return refuse(request, error, reverse("cases:desk_party", args=[pk]))
    return go_on(request, reverse("cases:desk_parties"), _("The party is asked no more."))


def _party(request: HttpRequest, pk: int) -> Party:
    """One party inside the scope, or not found."""
    scope = worker(request).scope_for(AccountPermission.PARTIES)
    return get_object_or_404(parties_in(scope), pk=pk)
