"""The desk's letters: print them building by building, note that they arrived."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import go_on, refuse
from liren.ui.paper import require_paper
from liren.voting.domain.phases import Act, is_open
from liren.voting.forms.rolls import DeliveryForm
from liren.voting.paper import letters_of
from liren.voting.permissions import VotePermission
from liren.voting.selectors import letters as reads
from liren.voting.services import letters
from liren.voting.views.office import at_desk

A_PAGE = 60


@needs(VotePermission.SEE)
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Which letters are printed, which arrived, and who has voted already."""
    row, user = at_desk(request, pk)
    building = request.GET.get("building", "")[:40]
    page = Paginator(reads.letters(row, building), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "now": timezone.now(),
        "buildings": reads.by_building(row),
        "building": building,
        "page": page,
        "form": DeliveryForm(),
        "may_print": user.has_perm(VotePermission.PREPARE, row.place)
        and is_open(row.phase, Act.PRINT),
        "may_deliver": user.has_perm(VotePermission.DELIVER, row.place)
        and is_open(row.phase, Act.DELIVER),
    }
    return render(request, "voting/desk/letters.html", context)


@needs(VotePermission.PREPARE)
@require_POST
def print_out(request: HttpRequest, pk: int) -> HttpResponse:
    """New letters for those who have not voted, as PDF; the codes stand on the paper alone."""
    row, user = at_desk(request, pk)
    wanted = _ids(request)
    building = request.POST.get("building", "")[:40]
    voters = reads.chosen(row, wanted, building)
    try:
        require_paper()  # the old letters end with the new ones, so these must be makeable
        printed = letters.print_letters(vote=row, voters=voters, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, reverse("voting:desk_letters", args=[pk]))
    response = HttpResponse(letters_of(row, printed), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letters-{row.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@needs(VotePermission.DELIVER)
@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how the ticked letters arrived."""
    row, user = at_desk(request, pk)
    here, form = reverse("voting:desk_letters", args=[pk]), DeliveryForm(request.POST)
    form.is_valid()
    delivered = letters.Delivered(
        way=form.cleaned_data.get("way", ""), note=form.cleaned_data.get("note", "")
    )
    voters = reads.chosen(row, _ids(request), "")
    try:
        count = letters.note_delivery(
            vote=row, voters=voters, delivered=delivered, by=user, now=timezone.now()
        )
    except LirenError as trouble:
        return refuse(request, trouble, here)
    done = ngettext("Noted for {} letter.", "Noted for {} letters.", count).format(count)
    return go_on(request, here, done if count else _("Nothing was ticked."))


def _ids(request: HttpRequest) -> list[int]:
    given = request.POST.getlist("voter")
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 16][:500]
