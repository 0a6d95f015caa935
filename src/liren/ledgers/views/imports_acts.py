"""What is done with a ledger at the desk: columns, plan, deed, undoing, reviews."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ledgers.forms.imports import ColumnsForm, CorrectForm
from liren.ledgers.models import Import, Review
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services import importing
from liren.ledgers.services.importing import NewLedger
from liren.ledgers.services.importing_reviews import decide_review
from liren.ledgers.views.imports import clerk, found, ledger_page
from liren.ui.pages import go_on, refuse, said

Deed = Callable[[HttpRequest, Import], object]


def _here(pk: int) -> str:
    return reverse("ledgers:desk_import", args=[pk])


@needs(LedgerPermission.IMPORT)
@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle the columns and have the file read."""
    row = found(request, pk)
    form = ColumnsForm(request.POST, sheets=list(row.sheets.order_by("at")))
    if not form.is_valid():
        return ledger_page(request, row, status=422, form=form)
    try:
        importing.set_mapping(ledger=row, new=form.mapping(), by=clerk(request), now=timezone.now())
    except LirenError as error:
        return refuse(request, error, _here(pk))
    return HttpResponseRedirect(_here(pk))


def _apply(request: HttpRequest, row: Import) -> object:
    adds = "adds_homes" in request.POST if row.applied_at is None else row.adds_homes
    return importing.begin_applying(
        ledger=row, adds_homes=adds, by=clerk(request), now=timezone.now()
    )


DEEDS: dict[str, Deed] = {
    "apply": _apply,
    "undo": lambda request, row: importing.begin_undoing(
        ledger=row, by=clerk(request), now=timezone.now()
    ),
    "plan": lambda request, row: importing.plan_again(
        ledger=row, by=clerk(request), now=timezone.now()
    ),
    "look": lambda request, row: importing.look_again(
        ledger=row, by=clerk(request), now=timezone.now()
    ),
    "again": lambda request, row: importing.go_on_again(
        ledger=row, by=clerk(request), now=timezone.now()
    ),
}


@needs(LedgerPermission.IMPORT)
@require_POST
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Carry a plan out, take it back, make it anew, or let it go on."""
    row = found(request, pk)
    if deed not in DEEDS:
        raise Http404
    try:
        DEEDS[deed](request, row)
    except LirenError as error:
        return refuse(request, error, _here(pk))
    return HttpResponseRedirect(_here(pk))


@needs(LedgerPermission.IMPORT)
@require_POST
def corrected(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the rows that were sent back, corrected."""
    row = found(request, pk)
    form = CorrectForm(request.POST, request.FILES)
    if not form.is_valid():
        return ledger_page(request, row, status=422, correct=form)
    file = form.cleaned_data["file"]
    new = NewLedger(file=file, name=file.name, sender=row.sender, place=row.place, corrects=row)
    try:
        made = importing.send_ledger(new=new, by=clerk(request), now=timezone.now())
    except LirenError as error:
        form.add_error("file", said(error))
        return ledger_page(request, row, status=422, correct=form)
    return HttpResponseRedirect(_here(made.pk))


ANSWERS = {"same": True, "apart": False, "open": None}


@needs(LedgerPermission.IMPORT)
@require_POST
def decide(request: HttpRequest, pk: int, review: int) -> HttpResponse:
    """Say whether two are one, or that it is open again."""
    row, back = found(request, pk), reverse("ledgers:desk_reviews", args=[pk])
    pair = Review.objects.select_related("ledger__place").filter(ledger=row, pk=review).first()
    answer, was = request.POST.get("answer", ""), request.POST.get("was", "open")
    if pair is None or answer not in ANSWERS or was not in ANSWERS:
        raise Http404
    try:
        decide_review(
            review=pair, is_same=ANSWERS[answer], was=ANSWERS[was], by=clerk(request),
            now=timezone.now(),
        )  # fmt: skip
    except LirenError as error:
        return refuse(request, error, back)
    told = {"same": _("They are one person."), "apart": _("They stay two persons.")}
    return go_on(request, f"{back}#pair-{review}", told.get(answer, _("It is open again.")))
