"""准入 at the desk: asking something of a community, deciding on it, doing it, counting it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.permissions import Actor
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.ui.pages import said
from liren.ui.templatetags.ui import Tab
from liren.workorders import selectors, services
from liren.workorders.domain.admission import Stage
from liren.workorders.forms import (
    AskableForm,
    InstructionForm,
    LastDayForm,
    ReasonForm,
    communities_of,
)
from liren.workorders.models import Instruction
from liren.workorders.permissions import OrderPermission

READERS = (OrderPermission.INSTRUCT, OrderPermission.ADMIT, OrderPermission.WORK)
YEAR = timedelta(days=365)
MOST_LISTED = 100


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@needs(*READERS)
@require_safe
def instructions(request: HttpRequest) -> HttpResponse:
    """What was asked of communities, as far as it is the viewer's matter."""
    user, shown = _user(request), request.GET.get("show", "")
    rows = selectors.instructions_for(user)
    if shown == "waiting":
        rows = rows.filter(stage=Stage.WAITING)
    elif shown == "open":
        rows = rows.filter(stage=Stage.ISSUED)
    context = {
        "now": timezone.now(),
        "rows": rows[:MOST_LISTED],
        "tabs": _tabs(request, shown),
        "may_ask": user.has_perm(OrderPermission.INSTRUCT),
    }
    return render(request, "workorders/instructions.html", context)


def _tabs(request: HttpRequest, shown: str) -> list[Tab]:
    user, here = _user(request), reverse("workorders:instructions")
    words = {"": _("All"), "waiting": _("Waiting for the street"), "open": _("In hand")}
    found = [
        Tab(label, f"{here}?show={key}" if key else here, is_current=key == shown)
        for key, label in words.items()
    ]
    if user.has_perm(OrderPermission.ADMIT):
        found.append(
            Tab(
                _("How much was asked"), reverse("workorders:counted"), is_current=shown == "#count"
            )
        )
        found.append(Tab(_("The list"), reverse("workorders:list"), is_current=shown == "#list"))
    return found


@needs(OrderPermission.INSTRUCT)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask something of a community."""
    user, now = _user(request), timezone.now()
    askables = selectors.askables_over(communities_of(user), timezone.localdate(now))
    form = InstructionForm(request.POST or None, user=user, askables=askables)
    if request.method == "POST" and form.is_valid():
        try:
            new = services.NewInstruction(**form.cleaned_data)
            row = services.instruct(new=new, by=user, now=now)
        except LirenError as error:
            form.add_error(None, said(error))
        else:
            waits = row.stage == Stage.WAITING
            told = _("It waits for the street.") if waits else _("It is with the community.")
            return _go_on(request, row, told)
    status = 422 if form.errors else 200
    return render(request, "workorders/ask.html", {"form": form}, status=status)


@needs(*READERS)
@require_safe
def instruction(request: HttpRequest, pk: int) -> HttpResponse:
    """One instruction, and what the viewer can do with it."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, error: str = "", status: int = 200) -> HttpResponse:
    user = _user(request)
    row = selectors.instruction_for(user, pk)
    order = selectors.open_order(selectors.INSTRUCTION, row.pk)
    is_mine = order is not None and selectors.works_on(user, order, OrderPermission.WORK)
    decides = user.has_perm(OrderPermission.ADMIT, row.place) and row.asked_by != user.audit_name
    context = {
        "now": timezone.now(),
        "row": row,
        "order": order,
        "last": selectors.of_subject(selectors.INSTRUCTION, row.pk).last(),
        "may_decide": row.stage == Stage.WAITING and decides,
        "may_settle": row.stage == Stage.ISSUED and is_mine,
        "error": error,
    }
    is_fragment = "HX-Request" in request.headers
    name = "workorders/_instruction.html" if is_fragment else "workorders/instruction.html"
    return render(request, name, context, status=status)


@needs(OrderPermission.ADMIT)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it go to the community, with the reason."""

    def do(row: Instruction, words: str, by: Actor, now: datetime) -> None:
        services.approve_instruction(instruction=row, reason=words, by=by, now=now)

    return _do(request, pk, do)


@needs(OrderPermission.ADMIT)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Spare the community, with the reason."""

    def do(row: Instruction, words: str, by: Actor, now: datetime) -> None:
        services.refuse_instruction(instruction=row, reason=words, by=by, now=now)

    return _do(request, pk, do)


@needs(OrderPermission.WORK)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The community says what it did."""

    def do(row: Instruction, words: str, by: Actor, now: datetime) -> None:
        services.finish_instruction(instruction=row, result=words, by=by, now=now)

    return _do(request, pk, do)


@needs(OrderPermission.WORK)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The community gives it back."""

    def do(row: Instruction, words: str, by: Actor, now: datetime) -> None:
        services.return_instruction(instruction=row, reason=words, by=by, now=now)

    return _do(request, pk, do)


def _do(
    request: HttpRequest, pk: int, act: Callable[[Instruction, str, Actor, datetime], None]
) -> HttpResponse:
    user, form = _user(request), ReasonForm(request.POST)
    row = selectors.instruction_for(user, pk)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    try:
        act(row, words, user, timezone.now())
    except LirenError as error:
        return _show(request, pk, str(said(error)), error.status)
    return _go_on(request, row, _("Noted."))


def _go_on(request: HttpRequest, row: Instruction, told: str) -> HttpResponse:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("workorders:instruction", args=[row.pk]))


@needs(OrderPermission.ADMIT)
@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """How much each office asked of communities, and what became of what was not in the list."""
    user, now = _user(request), timezone.now()
    scope = user.scope_for(OrderPermission.ADMIT)
    context = {
        "tabs": _tabs(request, "#count"),
        "tallies": selectors.tallies(scope, now - YEAR),
        "since": now - YEAR,
    }
    return render(request, "workorders/counted.html", context)


@needs(OrderPermission.ADMIT)
def askables(request: HttpRequest) -> HttpResponse:
    """The list of what may be asked of a community."""
    user, now = _user(request), timezone.now()
    scope = user.scope_for(OrderPermission.ADMIT)
    initial = {"from_date": timezone.localdate(now).isoformat()}
    form = AskableForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.add_askable(**form.cleaned_data, place=_street(user), by=user, now=now)
        messages.success(request, _("The entry is in the list."))
        return HttpResponseRedirect(reverse("workorders:list"))
    context = {
        "form": form,
        "tabs": _tabs(request, "#list"),
        "rows": selectors.askables_in(scope, timezone.localdate(now)),
        "today": timezone.localdate(now),
    }
    return render(request, "workorders/list.html", context, status=422 if form.errors else 200)


def _street(user: User) -> Place:
    """The widest place at which somebody keeps the list."""
    here = places(user.scope_for(OrderPermission.ADMIT))
    return here.filter(kind=Kind.STREET).order_by("path").first() or here.earliest("path")


@needs(OrderPermission.ADMIT)
@require_POST
def end_askable(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an entry end with a day."""
    user, form = _user(request), LastDayForm(request.POST)
    scope = user.scope_for(OrderPermission.ADMIT)
    now = timezone.now()
    row = get_object_or_404(selectors.askables_in(scope, timezone.localdate(now)), pk=pk)
    try:
        if form.is_valid():
            day = form.cleaned_data["last_day"]
            services.end_askable(askable=row, last_day=day, by=user, now=now)
    except LirenError as error:
        messages.error(request, said(error))
    return HttpResponseRedirect(reverse("workorders:list"))
