"""What is done with a case: one view a form, each calling one service."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from liren.cases.domain.actions import Act
from liren.cases.forms import acts as forms
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.services import (
    answers,
    dispatch,
    handle,
    merge,
    parts,
    register,
    suspend,
    verify,
)
from liren.cases.services.parts import NewPart
from liren.cases.views.desk_act import Doing, act
from liren.core.doors import needs
from liren.workorders.permissions import OrderPermission


@needs(CasePermission.DISPATCH)
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the case to a party."""

    def do(it: Doing) -> None:
        typed = it.typed
        dispatch.dispatch_case(
            case=it.case,
            to=typed["party"],
            instruction=typed["instruction"],
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.DispatchForm, do)


@needs(CasePermission.REGISTER)
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report up as a case."""
    return act(
        request,
        pk,
        forms.FileForm,
        lambda it: register.file_case(case=it.case, by=it.by, now=it.now),
    )


@needs(CasePermission.REGISTER)
@require_POST
def turn_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not take a report up, and say why."""
    return act(
        request,
        pk,
        forms.RefuseForm,
        lambda it: register.refuse_case(
            case=it.case, answer=it.typed["answer"], by=it.by, now=it.now
        ),
    )


@needs(CasePermission.REGISTER)
@require_POST
def ask_existence(request: HttpRequest, pk: int) -> HttpResponse:
    """Have somebody look on the spot first."""
    return act(
        request,
        pk,
        forms.AskExistenceForm,
        lambda it: register.ask_existence(
            case=it.case, instruction=it.typed["instruction"], by=it.by, now=it.now
        ),
    )


@needs(CasePermission.CHECK)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It was seen on the spot."""
    return act(request, pk, forms.ConfirmForm, lambda it: _say_existence(it, is_so=True))


@needs(CasePermission.CHECK)
@require_POST
def deny(request: HttpRequest, pk: int) -> HttpResponse:
    """There was nothing to see."""
    return act(request, pk, forms.DenyForm, lambda it: _say_existence(it, is_so=False))


def _say_existence(it: Doing, *, is_so: bool) -> None:
    register.answer_existence(
        order=it.order, is_so=is_so, words=it.typed["words"], by=it.by, now=it.now
    )


@needs(CasePermission.HANDLE)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the work on."""
    return act(
        request,
        pk,
        forms.AcceptForm,
        lambda it: handle.accept_case(order=it.order, by=it.by, now=it.now),
    )


@needs(CasePermission.HANDLE)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done."""

    def do(it: Doing) -> None:
        handle.finish_case(
            order=it.order,
            result=it.typed["result"],
            pictures=it.pictures(),
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.FinishForm, do)


@needs(CasePermission.HANDLE)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the order with the reason."""
    return act(
        request,
        pk,
        forms.ReturnForm,
        lambda it: dispatch.return_case(
            order=it.order, reason=it.typed["reason"], by=it.by, now=it.now
        ),
    )


@needs(CasePermission.HANDLE)
@require_POST
def ask_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more time."""

    def do(it: Doing) -> None:
        handle.ask_more_time(
            order=it.order,
            amount=it.form.in_units(),
            reason=it.typed["reason"],
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.AskTimeForm, do)


@needs(OrderPermission.LEAD)
@require_POST
def answer_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse more time."""
    return act(
        request,
        pk,
        forms.AnswerTimeForm,
        lambda it: handle.answer_more_time(
            order=it.order, grant=it.typed["grant"], by=it.by, now=it.now
        ),
    )


@needs(CasePermission.DISPATCH)
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass running work to another party."""

    def do(it: Doing) -> None:
        dispatch.hand_over_case(
            order=it.order,
            to=it.typed["party"],
            reason=it.typed["reason"],
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.HandOverForm, do)


@needs(CasePermission.DISPATCH)
@require_POST
def add_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a helper for a part."""

    def do(it: Doing) -> None:
        typed = it.typed
        new = NewPart(party=typed["party"], words=typed["words"], days=typed["days"])
        parts.add_part(case=it.case, new=new, by=it.by, now=it.now)

    return act(request, pk, forms.AddPartForm, do)


@needs(CasePermission.CHECK)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The result holds."""

    def do(it: Doing) -> None:
        verify.approve_result(
            order=it.order,
            words=it.typed["words"],
            pictures=it.pictures(),
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.ApproveForm, do)


@needs(CasePermission.CHECK)
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The result does not hold."""

    def do(it: Doing) -> None:
        verify.send_back(
            order=it.order,
            reason=it.typed["reason"],
            pictures=it.pictures(),
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.SendBackForm, do)


@needs(CasePermission.SUSPEND)
@require_POST
def keep_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it off to a date, with a public reason."""

    def do(it: Doing) -> None:
        suspend.suspend_case(
            case=it.case,
            reason=it.typed["reason"],
            review_date=it.typed["review_date"],
            by=it.by,
            now=it.now,
        )

    return act(request, pk, forms.SuspendForm, do)


@needs(CasePermission.SUSPEND)
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it up again."""
    return act(
        request,
        pk,
        forms.ResumeForm,
        lambda it: suspend.resume_case(case=it.case, by=it.by, now=it.now),
    )


@needs(CasePermission.REGISTER)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle class, place, title and urgency."""

    def do(it: Doing) -> None:
        details = register.Details(
            category=it.typed["category"],
            place=it.typed["place"],
            title=it.typed["title"] or None,
            urgent=it.typed["urgent"],
        )
        register.correct_case(case=it.case, details=details, by=it.by, now=it.now)

    return act(request, pk, forms.CorrectForm, do)


@needs(CasePermission.HANDLE, CasePermission.REGISTER)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something to everybody who spoke of it."""
    return act(
        request,
        pk,
        forms.AnswerForm,
        lambda it: answers.answer_case(
            case=it.case, answer=it.typed["answer"], by=it.by, now=it.now
        ),
    )


@needs(CasePermission.SEE)
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a note for colleagues."""
    return act(
        request,
        pk,
        forms.NoteForm,
        lambda it: answers.note_case(case=it.case, note=it.typed["note"], by=it.by, now=it.now),
    )


@needs(CasePermission.MERGE)
@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one case of two."""

    def do(it: Doing) -> None:
        into = reads.case_page(it.by, it.typed["into"])
        merge.merge_case(case=it.case, into=into, by=it.by, now=it.now)

    return act(request, pk, forms.MergeForm, do)


@needs(CasePermission.MERGE)
@require_POST
def take_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a joining."""
    return act(
        request,
        pk,
        forms.UnmergeForm,
        lambda it: merge.unmerge_case(case=it.case, by=it.by, now=it.now),
    )


@needs(CasePermission.EXCLUDE)
@require_POST
def exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the rates, in public."""
    return act(
        request,
        pk,
        forms.ExcludeForm,
        lambda it: answers.exclude_case(
            case=it.case, reason=it.typed["reason"], by=it.by, now=it.now
        ),
    )


VIEWS: dict[Act, Callable[..., HttpResponseBase]] = {
    Act.DISPATCH: give,
    Act.FILE: take_up,
    Act.REFUSE: turn_down,
    Act.ASK_EXISTENCE: ask_existence,
    Act.CONFIRM: confirm,
    Act.DENY: deny,
    Act.ACCEPT: accept,
    Act.FINISH: finish,
    Act.RETURN: give_back,
    Act.ASK_TIME: ask_time,
    Act.ANSWER_TIME: answer_time,
    Act.HAND_OVER: hand_over,
    Act.ADD_PART: add_part,
    Act.APPROVE: approve,
    Act.SEND_BACK: send_back,
    Act.SUSPEND: keep_open,
    Act.RESUME: resume,
    Act.CORRECT: correct,
    Act.ANSWER: answer,
    Act.NOTE: note,
    Act.MERGE: join,
    Act.UNMERGE: take_apart,
    Act.EXCLUDE: exclude,
}
