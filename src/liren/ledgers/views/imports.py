"""Ledgers at the desk: sent, looked at, planned, brought in; every row accounted for."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ledgers import selectors
from liren.ledgers.forms.imports import ASKED, ColumnsForm, CorrectForm, SendForm
from liren.ledgers.models import Import, ImportRow, PlanLine, State
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services import importing
from liren.ledgers.services.importing import NewLedger
from liren.ledgers.services.importing_files import safe_name
from liren.ledgers.services.importing_look import samples_of
from liren.ledgers.services.importing_shown import A_PAGE, lines_of, shown, shown_pairs
from liren.ui.pages import said

MOST_SHOWN = 50


def clerk(request: HttpRequest) -> User:
    """Who is at the desk; the door has made sure that somebody is."""
    return cast(User, request.user)


def found(request: HttpRequest, pk: int) -> Import:
    """One import inside the clerk's scope, or not found."""
    return selectors.one_import(clerk(request).scope_for(LedgerPermission.IMPORT), pk)


@needs(LedgerPermission.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """The ledgers so far, and the form for the next."""
    user = clerk(request)
    form = SendForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        new = NewLedger(
            file=typed["file"], name=typed["file"].name, sender=typed["sender"],
            place=typed["place"],
        )  # fmt: skip
        try:
            made = importing.send_ledger(new=new, by=user, now=timezone.now())
            return HttpResponseRedirect(reverse("ledgers:desk_import", args=[made.pk]))
        except LirenError as error:
            form.add_error("file", said(error))
    rows = selectors.imports(user.scope_for(LedgerPermission.IMPORT))[:MOST_SHOWN]
    context = {"form": form, "ledgers": rows, "now": timezone.now()}
    return render(request, "ledgers/imports/list.html", context, status=422 if form.errors else 200)


@needs(LedgerPermission.IMPORT)
@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """One ledger: its columns before, its plan, its progress while, what came of it."""
    return ledger_page(request, found(request, pk))


def ledger_page(
    request: HttpRequest, row: Import, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The same, with what an act wants to say."""
    context = {"ledger": row, "now": timezone.now(), "share": row.done / max(1, row.goal)}
    context |= {"trouble": sentence_of(row), "states": State, "corrections": row.corrections.all()}
    if row.state == State.MAPPING:
        context |= _columns(row, more.pop("form", None))
    elif row.planned_at is not None and not row.erased_at:
        context |= {"figures": selectors.figures_of(row), "correct": CorrectForm()}
        context["has_answer"] = row.parts.filter(is_answer=True).exists()
    is_fragment = "HX-Request" in request.headers and status == 200
    template = "_ledger.html" if is_fragment else "ledger.html"
    response = render(request, f"ledgers/imports/{template}", {**context, **more}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _columns(row: Import, form: ColumnsForm | None) -> dict[str, Any]:
    """The sheets, each column with its suggestion and some masked values."""
    sheets = list(row.sheets.order_by("at"))
    form = form or ColumnsForm(sheets=sheets)
    shown_sheets = []
    for sheet in sheets:
        samples = samples_of(sheet) if sheet.kind in ASKED else []
        columns = []
        for at, column in enumerate(sheet.columns):
            name = f"c-{sheet.at}-{column['at']}"
            bound = form[name] if name in form.fields else None
            columns.append((column, bound, samples[at] if at < len(samples) else []))
        own = [
            form[name] for name in (f"out-{sheet.at}", f"header-{sheet.at}") if name in form.fields
        ]
        shown_sheets.append((sheet, columns, own))
    return {"form": form, "sheets": shown_sheets}


def sentence_of(row: Import) -> str:
    """What went wrong, in the reader's language."""
    if not row.trouble:
        return ""
    kinds = [LirenError]
    for kind in kinds:
        if kind.code == row.trouble:
            return said(kind(**row.trouble_data))
        kinds += kind.__subclasses__()
    return said(LirenError())


@needs(LedgerPermission.IMPORT)
@require_safe
def lines(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One list of a plan, fifty lines a page."""
    row = found(request, pk)
    if kind not in selectors.LIST_KINDS or row.erased_at is not None:
        raise Http404
    page = Paginator(lines_of(row, kind), A_PAGE).get_page(request.GET.get("page"))
    some = cast(list[PlanLine | ImportRow], list(page.object_list))
    context = {
        "ledger": row,
        "kind": kind,
        "page": page,
        "rows": shown(row, some),
        "figures": selectors.figures_of(row),
    }
    response = render(request, "ledgers/imports/lines.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@needs(LedgerPermission.IMPORT)
@require_safe
def reviews(request: HttpRequest, pk: int) -> HttpResponse:
    """Pairs that look alike, side by side."""
    row = found(request, pk)
    page = Paginator(selectors.reviews_of(row), A_PAGE).get_page(request.GET.get("page"))
    context = {"ledger": row, "page": page, "pairs": shown_pairs(row, list(page.object_list))}
    response = render(request, "ledgers/imports/reviews.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@needs(LedgerPermission.IMPORT)
@require_POST
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that wait for their sender, in the form in which they came."""
    row = found(request, pk)
    data = importing.take_answer(ledger=row, by=clerk(request), now=timezone.now())
    if not data:
        raise Http404
    response = HttpResponse(data, content_type="application/octet-stream")
    name = f"问题-{safe_name(row.name)}"
    response.headers["Content-Disposition"] = attachment(name)
    response["Cache-Control"] = "private, no-store"
    return response


def attachment(name: str) -> str:
    """A download under its own name."""
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"
