"""The duty list at the desk: what is in force, where it overlaps, its gaps, what ended."""

import tempfile
from pathlib import Path, PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from liren.cases.domain.duty_files import BadLine
from liren.cases.forms.duties import DutyFileForm, DutyForm, EndForm, GapForm
from liren.cases.permissions import CasePermission
from liren.cases.selectors import duties as reads
from liren.cases.selectors.categories import category_tree
from liren.cases.services import duties, duty_files
from liren.cases.services.duty_files import REASONS, DutyFileHasBadLines
from liren.cases.views.desk_request import clock, go_on, refuse, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.ui.pages import said
from liren.ui.templatetags.ui import Tab

READERS = (CasePermission.SETUP, CasePermission.WHISTLE, CasePermission.RULE)
SHOWN = ("now", "overlaps", "gaps", "ended")


@needs(*READERS)
def list_duties(request: HttpRequest) -> HttpResponse:
    """The list, and a form for another entry."""
    user, now = worker(request), clock()
    if request.method != "POST":
        return _page(request, {})
    form = DutyForm(request.POST, user=user, today=timezone.localdate(now))
    if not form.is_valid():
        return _page(request, {"form": form}, 422)
    try:
        duties.add_duties([duties.NewDuty(**form.cleaned_data)], by=user, now=now)
    except LirenError as error:
        form.add_error(None, said(error))
        return _page(request, {"form": form}, error.status)
    return go_on(request, reverse("cases:desk_duties"), _("The entry is in the list."))


@needs(CasePermission.SETUP)
@require_POST
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an entry end with a day."""
    user, here, form = worker(request), reverse("cases:desk_duties"), EndForm(request.POST)
    duty = reads.duty_in(user.scope_for(CasePermission.SETUP), pk)
    if not form.is_valid():
        return _page(request, {"bad_day": True}, 422)
    try:
        duties.end_duty(duty=duty, last_day=form.cleaned_data["last_day"], by=user, now=clock())
    except LirenError as error:
        return refuse(request, error, here)
    return go_on(request, here, _("The entry ends with that day."))


@needs(CasePermission.SETUP)
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """A whole list as a file; bad lines are named, and then nothing is changed."""
    form = DutyFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"file_form": form}, 422)
    try:
        count = _load(form.cleaned_data["file"], request)
    except DutyFileHasBadLines as error:
        bad = [_worded(line) for line in error.data["lines"]]  # type: ignore[attr-defined]  # the bad lines
        return _page(request, {"bad_lines": bad, "bad_title": said(error)}, 422)
    except LirenError as error:
        return refuse(request, error, reverse("cases:desk_duties"))
    done = ngettext("{} entry was brought in.", "{} entries were brought in.", count)
    return go_on(request, reverse("cases:desk_duties"), done.format(count))


def _load(file: "UploadedFile[Any]", request: HttpRequest) -> int:
    """The service reads from a path, because a workbook cannot be read from a pipe."""
    suffix = PurePath(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"duties{suffix if suffix in ('.csv', '.xlsx') else '.csv'}")
        path.write_bytes(file.read())
        return duty_files.bring_in_duties(path=path, by=worker(request), now=clock())


def _worded(bad: BadLine) -> str:
    reason = _(REASONS[bad.reason]).format(words=bad.words)
    return _("Line {number}: {reason}").format(number=bad.line, reason=reason)


def _page(request: HttpRequest, more: dict[str, object], status: int = 200) -> HttpResponse:
    user, today = worker(request), timezone.localdate(clock())
    scope = Scope.of(path for reader in READERS for path in user.scope_for(reader).paths)
    may_change = user.has_perm(CasePermission.SETUP)
    wanted = request.GET.get("show", "")
    shown = wanted if wanted in SHOWN else "now"
    overlaps = reads.overlaps_in(scope, today)
    context: dict[str, object] = {
        "shown": shown,
        "today": today,
        "overlaps": overlaps,
        "tabs": _tabs(shown, len(overlaps)),
        "may_change": may_change,
        "form": DutyForm(user=user, today=today) if may_change else None,
        "file_form": DutyFileForm() if may_change else None,
    }
    if shown == "gaps":
        context |= _gaps(request, scope)
    elif shown != "overlaps":
        context["duties"] = reads.listed(scope, today=today, ended=shown == "ended")
    return render(request, "cases/desk/duties.html", context | more, status=status)


def _gaps(request: HttpRequest, scope: Scope) -> dict[str, object]:
    form = GapForm(request.GET, scope=scope)
    place = form.place_or_first()
    today = timezone.localdate(clock())
    gaps = reads.gaps_at(place, category_tree(), today) if place else []
    return {"gap_form": form, "place": place, "gaps": gaps}


def _tabs(shown: str, overlaps: int) -> list[Tab]:
    words = {
        "now": _("In force"),
        "overlaps": _("Overlaps"),
        "gaps": _("Gaps"),
        "ended": _("Ended"),
    }
    return [
        Tab(
            label,
            f"?show={key}",
            overlaps if key == "overlaps" else None,
            is_current=key == shown,
        )
        for key, label in words.items()
    ]
