"""What is done with a case: each act calls one service with what its form asked.

The form of an act and the permissions that open it stand in tables of their own; here stands what
it does.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from liren.cases.domain.actions import Act
from liren.cases.forms.acts import FORMS
from liren.cases.selectors.cases import case_page
from liren.cases.selectors.situations import NEEDS
from liren.cases.services import answers, dispatch, handle, merge, parts, register, suspend, verify
from liren.cases.services.parts import NewPart
from liren.cases.services.register import Seen
from liren.cases.views.desk_act import Doing, act
from liren.core.doors import needs


def _correct(it: Doing) -> None:
    details = register.Details(
        category=it.typed["category"],
        place=it.typed["place"],
        title=it.typed["title"] or None,
        urgent=it.typed["urgent"],
    )
    register.correct_case(case=it.case, details=details, by=it.by, now=it.now)


def _merge(it: Doing) -> None:
    into = case_page(it.by, it.typed["into"])
    merge.merge_case(case=it.case, into=into, by=it.by, now=it.now)


def _add_part(it: Doing) -> None:
    typed = it.typed
    new = NewPart(party=typed["party"], words=typed["words"], days=typed["days"])
    parts.add_part(case=it.case, new=new, by=it.by, now=it.now)


DEEDS: dict[Act, Callable[[Doing], object]] = {
    Act.DISPATCH: lambda it: dispatch.dispatch_case(
        case=it.case,
        to=it.typed["party"],
        instruction=it.typed["instruction"],
        by=it.by,
        now=it.now,
    ),
    Act.FILE: lambda it: register.file_case(case=it.case, by=it.by, now=it.now),
    Act.REFUSE: lambda it: register.refuse_case(
        case=it.case, answer=it.typed["answer"], by=it.by, now=it.now
    ),
    Act.ASK_EXISTENCE: lambda it: register.ask_existence(
        case=it.case, instruction=it.typed["instruction"], by=it.by, now=it.now
    ),
    Act.CONFIRM: lambda it: register.answer_existence(
        order=it.order, seen=Seen(is_so=True, words=it.typed["words"]), by=it.by, now=it.now
    ),
    Act.DENY: lambda it: register.answer_existence(
        order=it.order, seen=Seen(is_so=False, words=it.typed["words"]), by=it.by, now=it.now
    ),
    Act.ACCEPT: lambda it: handle.accept_case(order=it.order, by=it.by, now=it.now),
    Act.FINISH: lambda it: handle.finish_case(
        order=it.order,
        result=it.typed["result"],
        pictures=it.pictures(),
        by=it.by,
        now=it.now,
    ),
    Act.RETURN: lambda it: dispatch.return_case(
        order=it.order, reason=it.typed["reason"], by=it.by, now=it.now
    ),
    Act.ASK_TIME: lambda it: handle.ask_more_time(
        order=it.order,
        amount=it.form.in_units(),
        reason=it.typed["reason"],
        by=it.by,
        now=it.now,
    ),
    Act.ANSWER_TIME: lambda it: handle.answer_more_time(
        order=it.order, grant=it.typed["grant"], by=it.by, now=it.now
    ),
    Act.HAND_OVER: lambda it: dispatch.hand_over_case(
        order=it.order,
        to=it.typed["party"],
        reason=it.typed["reason"],
        by=it.by,
        now=it.now,
    ),
    Act.ADD_PART: _add_part,
    Act.APPROVE: lambda it: verify.approve_result(
        order=it.order,
        words=it.typed["words"],
        pictures=it.pictures(),
        by=it.by,
        now=it.now,
    ),
    Act.SEND_BACK: lambda it: verify.send_back(
        order=it.order,
        reason=it.typed["reason"],
        pictures=it.pictures(),
        by=it.by,
        now=it.now,
    ),
    Act.SUSPEND: lambda it: suspend.suspend_case(
        case=it.case,
        reason=it.typed["reason"],
        review_date=it.typed["review_date"],
        by=it.by,
        now=it.now,
    ),
    Act.RESUME: lambda it: suspend.resume_case(case=it.case, by=it.by, now=it.now),
    Act.CORRECT: _correct,
    Act.ANSWER: lambda it: answers.answer_case(
        case=it.case, answer=it.typed["answer"], by=it.by, now=it.now
    ),
    Act.NOTE: lambda it: answers.note_case(
        case=it.case, note=it.typed["note"], by=it.by, now=it.now
    ),
    Act.MERGE: _merge,
    Act.UNMERGE: lambda it: merge.unmerge_case(case=it.case, by=it.by, now=it.now),
    Act.EXCLUDE: lambda it: answers.exclude_case(
        case=it.case, reason=it.typed["reason"], by=it.by, now=it.now
    ),
}


def _view(name: Act) -> Callable[..., HttpResponseBase]:
    """The page an act is sent to; one of its permissions, held anywhere, opens it."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return act(request, pk, FORMS[name], DEEDS[name])

    view.__name__ = view.__qualname__ = str(name)
    return needs(*NEEDS[name])(require_POST(view))


VIEWS = {name: _view(name) for name in DEEDS}
