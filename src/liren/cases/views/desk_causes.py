"""每月一题 at the desk: what comes back, the cause of the month, its plan, and what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liren.cases.domain.causes import WINDOW, Reason
from liren.cases.forms.public import CauseForm, MeasureForm, ResultForm
from liren.cases.models import Measure
from liren.cases.permissions import CasePermission
from liren.cases.selectors import causes as reads
from liren.cases.selectors.causes import CauseNow, CauseUnknown, Proposed
from liren.cases.services import causes as services
from liren.cases.services.causes import NewCause, NewMeasure
from liren.cases.views.desk_request import clock, go_on, is_fragment, refuse, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.naming import local_name
from liren.ui.pages import said
from liren.workorders.permissions import OrderPermission

REASONS = {
    Reason.REPEATED: gettext_lazy("comes back"),
    Reason.STAYED: gettext_lazy("was there before already"),
    Reason.MANY_HOMES: gettext_lazy("at several doors"),
    Reason.SPREAD: gettext_lazy("in several compounds"),
}


@needs(CasePermission.CAUSE)
@require_safe
def causes(request: HttpRequest) -> HttpResponse:
    """This month's cause, what is proposed, and the ones before."""
    return _overview(request)


def _overview(request: HttpRequest, wrong: CauseForm | None = None) -> HttpResponse:
    user, now = worker(request), clock()
    month = services.this_month(now)
    proposed = reads.proposals(user.scope_for(CasePermission.CAUSE), now=now)
    found = reads.causes_for(user)
    context = {
        "now": now,
        "days": WINDOW.days,
        "month": month,
        "current": [one for one in found if one.month == month],
        "earlier": [one for one in found if one.month != month],
        "rows": [
            (one, [REASONS[r] for r in one.proposal.reasons if r in REASONS], _form(one, wrong))
            for one in proposed
        ],
    }
    return render(request, "cases/desk/causes.html", context, status=422 if wrong else 200)


def _form(one: Proposed, wrong: CauseForm | None) -> CauseForm:
    if wrong is not None and _same(one, wrong.data):
        return wrong
    words = {"place": local_name(one.place), "kind": local_name(one.category)}
    title = _("{place}: {kind}").format(**words)
    start = {"category": one.category.pk, "place": one.place.pk, "title": title}
    return CauseForm(initial=start, auto_id=f"id_{one.category.pk}_{one.place.pk}_%s")


def _same(one: Proposed, data: Any) -> bool:
    return (str(one.category.pk), str(one.place.pk)) == (data.get("category"), data.get("place"))


@needs(CasePermission.CAUSE)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take one of the proposals on for this month."""
    user, now = worker(request), clock()
    proposed = reads.proposals(user.scope_for(CasePermission.CAUSE), now=now)
    one = next((p for p in proposed if _same(p, request.POST)), None)
    if one is None:
        return refuse(request, CauseUnknown(), reverse("cases:desk_causes"))
    key = f"id_{one.category.pk}_{one.place.pk}_%s"
    form = CauseForm(request.POST, auto_id=key)
    if form.is_valid():
        try:
            cause = services.choose_cause(_new(one, form), by=user, now=now)
        except LirenError as refusal:
            form.add_error("why", said(refusal))
        else:
            return go_on(request, reverse("cases:desk_cause", args=[cause.pk]), _("Chosen."))
    return _overview(request, form)


def _new(one: Proposed, form: CauseForm) -> NewCause:
    found = one.proposal
    return NewCause(
        month=services.this_month(clock()),
        place=one.place,
        category=one.category,
        title=form.cleaned_data["title"],
        why=form.cleaned_data["why"],
        counted={
            "count": found.compared.count,
            "before": found.compared.before,
            "voices": found.voices,
            "homes": found.homes,
            "people": found.people,
            "unnamed": found.unnamed,
            "days": WINDOW.days,
        },
    )


@needs(CasePermission.CAUSE)
@require_safe
def cause(request: HttpRequest, pk: int) -> HttpResponse:
    """One cause: its plan, and its effect as far as it can be told."""
    return _page(request, reads.cause_for(worker(request), pk, now=clock()))


def _page(request: HttpRequest, found: CauseNow, **forms: Any) -> HttpResponse:
    known = {"form": MeasureForm(parties=reads.parties_for(found.cause)), "end": ResultForm()}
    context = {"found": found, "cause": found.cause, "now": clock(), **known, **forms}
    return render(request, "cases/desk/cause.html", context, status=422 if forms else 200)


@needs(CasePermission.CAUSE)
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a party for one thing of the plan."""
    found = reads.cause_for(worker(request), pk, now=clock())
    form = MeasureForm(request.POST, parties=reads.parties_for(found.cause))
    if form.is_valid():
        new = NewMeasure(**form.cleaned_data)
        try:
            services.plan_measure(cause=found.cause, new=new, by=worker(request), now=clock())
        except LirenError as refusal:
            form.add_error("what", said(refusal))
        else:
            return go_on(
                request, reverse("cases:desk_cause", args=[pk]), _("It stands in their inbox.")
            )
    return _page(request, found, form=form)


@needs(CasePermission.CAUSE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a cause with what came of it."""
    found = reads.cause_for(worker(request), pk, now=clock())
    form = ResultForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            services.end_cause(cause=found.cause, result=words, by=worker(request), now=clock())
        except LirenError as refusal:
            form.add_error("words", said(refusal))
        else:
            return go_on(request, reverse("cases:desk_cause", args=[pk]), _("Closed."))
    return _page(request, found, end=form)


@needs(CasePermission.CAUSE)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a measure out of the plan."""
    user = worker(request)
    found = reads.measure_for(user, pk)
    here = reverse("cases:desk_cause", args=[found.measure.cause_id])
    try:
        services.drop_measure(measure=found.measure, order=found.order, by=user, now=clock())
    except LirenError as refusal:
        return refuse(request, refusal, here)
    return go_on(request, here, _("Taken out of the plan."))


@needs(OrderPermission.WORK)
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure, for the party that does it."""
    user = worker(request)
    found = reads.measure_for(user, pk)
    form = ResultForm(request.POST or None)
    if request.method == "POST":
        form.fields["words"].required = request.POST.get("do") in ("finish", "return")
        try:
            if form.is_valid() and _act(request, found.measure, form.cleaned_data["words"]):
                return go_on(request, reverse("cases:desk_measure", args=[pk]), _("Noted."))
        except LirenError as refusal:
            form.add_error("words", said(refusal))
    context = {
        "found": found,
        "form": form,
        "now": clock(),
        "is_mine": reads.is_worked_by(user, found),
    }
    page = "cases/desk/_measure.html" if is_fragment(request) else "cases/desk/measure.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _act(request: HttpRequest, measure: Measure, words: str) -> bool:
    user, now = worker(request), clock()
    order = reads.measure_for(user, measure.pk).order
    assert order is not None
    do = request.POST.get("do")
    if do == "accept":
        services.accept_measure(order=order, by=user, now=now)
    elif do == "finish":
        services.finish_measure(order=order, result=words, by=user, now=now)
    elif do == "return":
        services.return_measure(order=order, reason=words, by=user, now=now)
    return do in ("accept", "finish", "return")
