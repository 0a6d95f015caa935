"""Files of messages: sent up, looked at, brought in, and what was bad given back."""

from pathlib import PurePath

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from liren.cases.forms.imports import MappingForm, UploadForm
from liren.cases.models import ImportRun
from liren.cases.permissions import CasePermission
from liren.cases.selectors.repeats import repeat_groups
from liren.cases.services import imports
from liren.cases.services.import_job import start_import
from liren.cases.services.repeats import settle_repeats
from liren.cases.views.desk_request import clock, go_on, is_fragment, refuse, worker
from liren.core.doors import needs
from liren.core.errors import LirenError, NotFound
from liren.ui.pages import said

MOST_SHOWN = 50
GROUPS_SHOWN = 20
LONGEST_ID = 19


def _bad(run: ImportRun) -> int:
    """How many rows have to be looked at again; every other row is in one of the counts."""
    return run.done - run.added - run.repeated - run.skipped


def _run(request: HttpRequest, pk: int) -> ImportRun:
    """One run inside the scope, or not found."""
    scope = worker(request).scope_for(CasePermission.IMPORT)
    found = ImportRun.objects.within(scope).select_related("place").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@needs(CasePermission.IMPORT)
def runs(request: HttpRequest) -> HttpResponse:
    """The files brought in so far, and the form for the next."""
    user = worker(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        file, typed = form.cleaned_data["file"], form.cleaned_data
        try:
            run = imports.stage_import(
                file=file, name=file.name, place=typed["place"], mapping_name=typed["mapping"],
                by=user, now=clock(),
            )  # fmt: skip
            return HttpResponseRedirect(reverse("cases:desk_import", args=[run.pk]))
        except LirenError as error:
            form.add_error("file", said(error))
    scope = user.scope_for(CasePermission.IMPORT)
    latest = ImportRun.objects.within(scope).defer("bad").order_by("-pk")[:MOST_SHOWN]
    context = {"form": form, "runs": [(run, _bad(run)) for run in latest], "now": clock()}
    return render(request, "cases/desk/imports.html", context, status=422 if form.errors else 200)


@needs(CasePermission.IMPORT)
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its mapping before, its progress while, its result after."""
    return _shown(request, _run(request, pk))


def _shown(
    request: HttpRequest, found: ImportRun, form: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "run": found,
        "now": clock(),
        "bad": _bad(found),
        "share": found.done / max(1, found.rows),
    }
    if found.status == ImportRun.Status.STAGED:
        seen = imports.preview(found)
        form = form or MappingForm(header=seen.header, columns=dict(seen.columns))
        context |= {"preview": seen, "form": form}
    groups = repeat_groups(found) if found.status == ImportRun.Status.DONE else []
    context |= {"groups": groups[:GROUPS_SHOWN], "more_groups": len(groups) - GROUPS_SHOWN}
    context["may_merge"] = worker(request).has_perm(CasePermission.MERGE, found.place)
    piece = is_fragment(request) and found.status != ImportRun.Status.STAGED
    template = "cases/desk/_import.html" if piece else "cases/desk/import.html"
    return render(request, template, context, status=status)


@needs(CasePermission.IMPORT)
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle the mapping and hand the file to the worker."""
    found, user, now = _run(request, pk), worker(request), clock()
    seen = imports.preview(found)
    form = MappingForm(request.POST, header=seen.header, columns=dict(seen.columns))
    if not form.is_valid():
        return _shown(request, found, form, 422)
    try:
        imports.set_mapping(
            run=found, columns=form.columns(), remember=form.cleaned_data["remember"].strip(),
            by=user, now=now,
        )  # fmt: skip
        start_import(run=found, by=user, now=now)
    except LirenError as error:
        form.add_error(None, said(error))
        return _shown(request, found, form, error.status)
    return HttpResponseRedirect(reverse("cases:desk_import", args=[pk]))


@needs(CasePermission.MERGE)
@require_POST
def join(request: HttpRequest, pk: int, first: int) -> HttpResponse:
    """Make one case of what sounds alike, as far as it was ticked."""
    found, ticked = _run(request, pk), _ids(request.POST.getlist("same"))
    looked_at = _ids(request.POST.get("looked_at", "").split())
    here = reverse("cases:desk_import", args=[pk])
    try:
        joined = settle_repeats(
            run=found, first=first, looked_at=looked_at, same=ticked,
            by=worker(request), now=clock(),
        )  # fmt: skip
    except LirenError as error:
        return refuse(request, error, here)
    told = ngettext("{} case joined.", "{} cases joined.", joined).format(joined)
    return go_on(request, here, told if joined else _("They stay apart."))


def _ids(numbers: list[str]) -> set[int]:
    return {int(n) for n in numbers if n.isascii() and n.isdigit() and len(n) < LONGEST_ID}


@needs(CasePermission.IMPORT)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a run that stopped go on where it was."""
    start_import(run=_run(request, pk), by=worker(request), now=clock())
    return HttpResponseRedirect(reverse("cases:desk_import", args=[pk]))


@needs(CasePermission.IMPORT)
@require_safe
def bad_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows to look at again, in the form in which they came."""
    found = _run(request, pk)
    name = PurePath(found.name)
    kind = "xlsx" if name.suffix.lower() == ".xlsx" else "csv"
    response = HttpResponse(imports.bad_rows_file(found), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="rows-{found.pk}.{kind}"'
    return response
