"""What is done with a whistle: answer, rule, call more, end; one view an act."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.cases.domain.whistle import ANSWERS
from liren.cases.forms.whistles import AnswerForm, EndForm, MoreForm, RuleForm
from liren.cases.models import Call
from liren.cases.permissions import CasePermission
from liren.cases.selectors import joint as reads
from liren.cases.selectors.rules import parties_around
from liren.cases.services import calls, whistles
from liren.cases.services.calls import Answered, Verdict
from liren.cases.services.whistles import Help
from liren.cases.views.desk_request import clock, go_on, worker
from liren.cases.views.whistles import show
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import said


@needs(CasePermission.HANDLE)
@require_POST
def answer(request: HttpRequest, pk: int, call: int) -> HttpResponse:
    """Coming, there now, or not ours."""
    seen = reads.whistle_page(worker(request), pk, clock())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, pk, {"answer_error": _("Please choose an answer.")}, 422)
    typed, found = form.cleaned_data, _call(seen, call)
    move = next(one for one in ANSWERS if one == typed["answer"])
    answered = Answered(move=move, at=typed["at"], words=typed["words"])
    return _do(
        request,
        pk,
        "answer_error",
        lambda: calls.answer_call(call=found, answer=answered, by=worker(request), now=clock()),
    )


@needs(CasePermission.RULE)
@require_POST
def rule(request: HttpRequest, pk: int, ruling: int) -> HttpResponse:
    """Whose it is."""
    user = worker(request)
    found = reads.ruling_for(user, ruling)
    around = list(parties_around(found.place))
    form = RuleForm(request.POST, ruling=found, parties=around)
    kept: dict[str, object] = {"rulings": [(found, form, reads.precedents_of(found))]}
    if not form.is_valid():
        return show(request, pk, kept, 422)
    typed = form.cleaned_data
    verdict = Verdict(move=form.move(), reason=typed["reason"], instead=typed["instead"])
    return _do(
        request,
        pk,
        "rule_error",
        lambda: calls.rule(ruling=found, verdict=verdict, by=user, now=clock()),
        kept,
    )


@needs(CasePermission.WHISTLE)
@require_POST
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Call further parties."""
    seen = reads.whistle_page(worker(request), pk, clock())
    form = MoreForm(request.POST)
    parties = list(form.cleaned_data["parties"]) if form.is_valid() else []
    return _do(
        request,
        pk,
        "more_error",
        lambda: whistles.call_more(
            whistle=seen.whistle, parties=parties, by=worker(request), now=clock()
        ),
    )


@needs(CasePermission.WHISTLE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Who helped, and the end."""
    seen = reads.whistle_page(worker(request), pk, clock())
    form = EndForm(request.POST, lines=seen.lines)
    if not form.is_valid():
        return show(request, pk, {"end_form": form, "is_ending": True}, 422)
    told = {call: Help(*words) for call, words in form.said().items()}
    return _do(
        request,
        pk,
        "end_error",
        lambda: whistles.end_whistle(
            whistle=seen.whistle,
            said=told,
            words=form.cleaned_data["words"],
            by=worker(request),
            now=clock(),
        ),
    )


def _do(
    request: HttpRequest,
    pk: int,
    where: str,
    act: Callable[[], object],
    kept: dict[str, object] | None = None,
) -> HttpResponse:
    """Do it and show the whistle; what did not work stands beside its form, with what was typed."""
    try:
        act()
    except LirenError as error:
        return show(request, pk, {**(kept or {}), where: said(error)}, error.status)
    return go_on(request, reverse("cases:whistle", args=[pk]), _("Noted."))


def _call(seen: reads.Seen, pk: int) -> Call:
    found = next((line.call for line in seen.lines if line.call.pk == pk), None)
    if found is None:
        raise reads.WhistleUnknown()
    return found
