"""Set-up for administrators: classes, days, parties; the duty list has a page of its own."""

import tempfile
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.permissions import AccountPermission
from liren.cases.forms.setup import DayForm, TreeForm
from liren.cases.models import Category
from liren.cases.permissions import CasePermission
from liren.cases.selectors.categories import category_tree
from liren.cases.services import trees
from liren.cases.services.classes import active_tree
from liren.cases.views.desk_request import clock, go_on, refuse, worker
from liren.core.calendar import DayKind
from liren.core.doors import needs
from liren.core.errors import LirenError, NotFound
from liren.core.office import work_calendar
from liren.ui.navigation import links_for, setup_entries
from liren.workorders.permissions import OrderPermission
from liren.workorders.services import Day, remove_day, set_day, years_to_enter


def setup_page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the set-up under the tabs that the person may open; 422 when its form is wrong."""
    tabs = list(links_for(request, setup_entries))
    status = 422 if context["form"].errors else 200
    return render(request, f"cases/desk/setup_{name}.html", context | {"tabs": tabs}, status=status)


@needs(CasePermission.SETUP, AccountPermission.PARTIES)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """The first page of the set-up that this person may open."""
    return redirect(next(link.url for link in links_for(request, setup_entries)))


@needs(CasePermission.SETUP)
def classes(request: HttpRequest) -> HttpResponse:
    """The trees of classes, and a file for another."""
    form = TreeForm(request.POST or None, request.FILES or None)
    here = reverse("cases:desk_classes")
    if request.method == "POST" and form.is_valid():
        try:
            _load(form.cleaned_data["file"], form.cleaned_data["tree"], request)
        except LirenError as error:
            return refuse(request, error, here)
        return go_on(request, here, _("The tree is in."))
    context = {"form": form, "trees": _trees(), "used": active_tree()}
    return setup_page(request, "classes", context)


def _trees() -> list[tuple[str, list[tuple[int, Category]]]]:
    """Every tree that was brought in with its classes, the one in use first."""
    rows = category_tree().flat()
    names = sorted({row.tree for _, row in rows}, key=lambda name: (name != active_tree(), name))
    return [(name, [(depth, row) for depth, row in rows if row.tree == name]) for name in names]


def _load(file: "UploadedFile[Any]", tree: str, request: HttpRequest) -> None:
    """The service reads from a path, because a workbook cannot be read from a pipe."""
    suffix = PurePath(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"tree{suffix if suffix in ('.csv', '.xlsx') else '.csv'}")
        path.write_bytes(file.read())
        trees.load_tree(path=path, tree=tree, by=worker(request), now=clock())


@needs(OrderPermission.CALENDAR)
def days(request: HttpRequest) -> HttpResponse:
    """Holidays and swapped working days."""
    form, now = DayForm(request.POST or None), clock()
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        day = Day(date=typed["date"], kind=DayKind(typed["kind"]), name=typed["name"])
        set_day(day=day, by=worker(request), now=now)
        return _reckoned_anew(request)
    known = sorted(work_calendar().days, key=lambda entry: entry.date)
    context = {"form": form, "days": known, "missing": years_to_enter(now=now)}
    return setup_page(request, "days", context)


@needs(OrderPermission.CALENDAR)
@require_POST
def remove(request: HttpRequest, day: str) -> HttpResponse:
    """Let a day be what its weekday is."""
    try:
        which = date.fromisoformat(day)
    except ValueError as nonsense:
        raise NotFound() from nonsense
    remove_day(day=which, by=worker(request), now=clock())
    return _reckoned_anew(request)


def _reckoned_anew(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("The due times of open orders are being reckoned anew."))
    return redirect("cases:desk_days")
