"""The desk's votes: write one, see what is missing, take the next step."""

from collections.abc import Callable
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.scope import Scope
from liren.ui.pages import go_on, refuse, said
from liren.voting.domain.phases import Act, Step, is_open
from liren.voting.forms import drafts
from liren.voting.models import Vote
from liren.voting.permissions import VotePermission
from liren.voting.selectors import readiness, rolls, taking_part, votes
from liren.voting.services import counting, drafting, observing, running
from liren.voting.views.office import at_desk

A_PAGE = 30
PLAIN: dict[Step, Callable[..., object]] = {
    Step.POST: running.post_roll,
    Step.FREEZE: running.freeze_roll,
    Step.OPEN: running.open_vote,
    Step.CLOSE: running.close_vote,
    Step.COUNT: counting.count_vote,
}
WITH_REASON: dict[Step, Callable[..., object]] = {
    Step.TAKE_BACK: running.take_back,
    Step.THAW: running.thaw_roll,
    Step.CALL_OFF: running.call_off,
}


@needs(VotePermission.SEE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All votes of one's places, those that go on first."""
    user = cast(User, request.user)
    rows = votes.votes(user.scope_for(VotePermission.SEE))
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "may_write": user.has_perm(VotePermission.PREPARE),
    }
    return render(request, "voting/desk/votes.html", context)


@needs(VotePermission.PREPARE)
def new(request: HttpRequest) -> HttpResponse:
    """Write one."""
    user, now = cast(User, request.user), timezone.now()
    form, questions = _forms(request, user, drafts.start(), [{}])
    if _is_sent(request) and form.is_valid() and questions.is_valid():
        try:
            row = drafting.draft_vote(
                new=drafts.new_vote(form, questions),
                place=form.cleaned_data["place"],
                by=user,
                now=now,
            )
            return go_on(request, reverse("voting:desk_vote", args=[row.pk]))
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    return _form(request, form, questions, None)


@needs(VotePermission.PREPARE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    row, user = at_desk(request, pk)
    asked = [drafts.question_values(one) for one in votes.questions_of(row)]
    form, questions = _forms(request, user, drafts.values_of(row), asked)
    if _is_sent(request) and form.is_valid() and questions.is_valid():
        try:
            written = drafts.new_vote(form, questions)
            place, now = form.cleaned_data["place"], timezone.now()
            drafting.edit_vote(vote=row, new=written, place=place, by=user, now=now)
            return go_on(request, reverse("voting:desk_vote", args=[pk]), _("It is changed."))
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    return _form(request, form, questions, row)


def _is_sent(request: HttpRequest) -> bool:
    """One more question is asked for by the same form, and nothing is sent then."""
    return request.method == "POST" and "more" not in request.POST


def _forms(
    request: HttpRequest, user: User, values: dict[str, object], asked: list[dict[str, object]]
) -> tuple[drafts.VoteForm, Any]:
    scope = user.scope_for(VotePermission.PREPARE)
    if request.method == "POST" and "more" in request.POST:
        return _with_one_more(request, scope)
    form = drafts.VoteForm(request.POST or None, scope=scope, initial=values)
    return form, drafts.QuestionForms(request.POST or None, initial=asked or [{}], prefix="q")


def _with_one_more(request: HttpRequest, scope: Scope) -> tuple[drafts.VoteForm, Any]:
    """What was typed as a first value, so that nothing is called wrong yet."""
    typed = drafts.VoteForm(request.POST, scope=scope)
    names = [*typed.fields]
    values = {n: typed.fields[n].widget.value_from_datadict(request.POST, {}, n) for n in names}
    form = drafts.VoteForm(scope=scope, initial=values)
    asked = drafts.QuestionForms(request.POST, prefix="q")
    rows = [{n: request.POST.get(one.add_prefix(n)) for n in one.fields} for one in asked]
    return form, drafts.QuestionForms(initial=[*rows, {}], prefix="q")


def _form(
    request: HttpRequest, form: drafts.VoteForm, questions: Any, row: Vote | None
) -> HttpResponse:
    is_bad = bool(form.errors) or any(one.errors for one in questions)
    context = {"form": form, "questions": questions, "row": row}
    return render(request, "voting/desk/vote_form.html", context, status=422 if is_bad else 200)


@needs(VotePermission.SEE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A vote: where it stands, what is missing, the next step."""
    row, user = at_desk(request, pk)
    return _one(request, row, user, drafts.ScheduleForm(initial=drafts.schedule_values(row)))


def _one(
    request: HttpRequest, row: Vote, user: User, form: drafts.ScheduleForm, status: int = 200
) -> HttpResponse:
    missing = readiness.next_gaps(row)
    shares = taking_part.shares(row)
    context = {
        "row": row,
        "now": timezone.now(),
        "questions": votes.questions_of(row),
        "rules": votes.rules_of(row),
        "missing": missing,
        "blocking": [gap for gap in missing if gap.gap.is_blocking],
        "form": form,
        "shares": shares,
        "whole": taking_part.whole(shares),
        "sums": rolls.sums_of(row.roll) if row.roll else None,
        "notes": list(votes.observer_notes(row)),
        "may": may(user, row),
        "can_schedule": is_open(row.phase, Act.SCHEDULE),
        "reason": drafts.ReasonForm(),
        "observe": drafts.ObserveForm(),
    }
    return render(request, "voting/desk/vote.html", context, status=status)


def may(user: User, row: Vote) -> dict[str, bool]:
    """What somebody may do with a vote, by the last word of the permission."""
    return {one.name.lower(): user.has_perm(one, row.place) for one in VotePermission}


@needs(VotePermission.PREPARE)
@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when."""
    row, user = at_desk(request, pk)
    form = drafts.ScheduleForm(request.POST)
    if form.is_valid():
        try:
            drafting.schedule_vote(vote=row, schedule=form.schedule(), by=user, now=timezone.now())
            return go_on(request, reverse("voting:desk_vote", args=[pk]), _("The times are set."))
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    return _one(request, row, user, form, status=422)


@needs(VotePermission.LEAD)
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step."""
    row, user = at_desk(request, pk)
    here = reverse("voting:desk_vote", args=[pk])
    if name not in set(Step):
        raise Http404
    wanted: dict[str, Any] = {"vote": row, "by": user, "now": timezone.now()}
    try:
        if Step(name) in WITH_REASON:
            WITH_REASON[Step(name)](reason=request.POST.get("reason", ""), **wanted)
        else:
            PLAIN[Step(name)](**wanted)
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("Done."))


@needs(VotePermission.OBSERVE)
@require_POST
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    """Write into the observers' log."""
    row, user = at_desk(request, pk)
    form, here = drafts.ObserveForm(request.POST), reverse("voting:desk_vote", args=[pk])
    form.is_valid()
    typed = {name: form.cleaned_data.get(name, "") for name in ("observer", "text")}
    try:
        observing.note_observation(vote=row, **typed, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, f"{here}#observed")
    return go_on(request, f"{here}#observed", _("It is written down."))
