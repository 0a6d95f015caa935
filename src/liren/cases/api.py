"""The loop for programs: report and follow, the inbox and its acts, the list."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from ninja.params import functions

from liren.accounts import selectors as accounts
from liren.accounts.models import User
from liren.cases import schemas
from liren.cases.api_joint import joint
from liren.cases.api_request import Key, category_of, user_of
from liren.cases.api_request import once_only as _once
from liren.cases.api_request import staff_of as _user
from liren.cases.models import Case, Channel, Report
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as case_reads
from liren.cases.selectors.resident import progress
from liren.cases.services import answers, dispatch, handle, pace, register, verdict, verify
from liren.cases.services.access import report_by_link
from liren.cases.services.chat_collecting import Incoming, collect_messages
from liren.cases.services.chat_keys import accept_signed
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.cases.templatetags.resident import said
from liren.core.errors import Invalid, NotFound, sentence
from liren.core.idempotency import fingerprint_of, require_short
from liren.core.pace import address_of
from liren.core.permissions import VISITOR, require
from liren.places.selectors import by_code
from liren.workorders import selectors as orders
from liren.workorders.models import WorkOrder

PAGE = 50
ChatHeader = Annotated[str, functions.Header(max_length=200)]
public = Router(tags=["residents"])
staff = Router(tags=["staff"])
staff.add_router("", joint)


class OrderUnknown(NotFound):
    """No such order, or none of yours: the answer is the same."""

    code = "cases.order_unknown"
    sentence = sentence("We could not find this order.")


class ChatUnusable(Invalid):
    """Signed rightly, and yet not what the document asks for."""

    code = "cases.chat_unusable"
    sentence = sentence("The messages do not have the form that the document asks for.")


class GroupUnknown(Invalid):
    """Stages are asked for by the groups there are."""

    code = "cases.group_unknown"
    sentence = sentence("There is no group {group}. The groups are: {groups}.")


@public.post("/reports", response={201: schemas.ReportOut, 200: schemas.ReportOut})
def report(
    request: HttpRequest, body: schemas.ReportIn, idempotency_key: Key = ""
) -> Status[schemas.ReportOut]:
    """Say something. With a token it is entered on behalf of somebody, without one by a visitor."""
    require_short(idempotency_key)
    user = user_of(request)
    if user is None:
        pace.check_address(address_of(request))
    new = NewReport(
        text=body.text,
        place=by_code(body.place),
        place_note=body.place_note,
        channel=Channel.API,
        reporter_name=body.name,
        phone=body.phone,
        category=category_of(body.category),
        shown=body.shown,
        client_key=_client_key(request, user, idempotency_key),
    )
    if user is not None:
        require(user, CasePermission.REPORT_FOR, at=new.place)
    receipt = report_case(new, by=user or VISITOR, now=timezone.now())
    return Status(201 if receipt.is_new else 200, _receipt(receipt))


@public.post(
    "/chat/messages",
    response={202: schemas.ChatMessagesOut},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schemas.ChatMessagesIn.model_json_schema()}},
        }
    },
)
def chat_messages(
    request: HttpRequest,
    liren_key: ChatHeader = "",
    liren_timestamp: ChatHeader = "",
    liren_nonce: ChatHeader = "",
    liren_signature: ChatHeader = "",
) -> Status[schemas.ChatMessagesOut]:
    """Messages of a group, handed over by its own messenger; signed, see the how-to."""
    now = timezone.now()
    key = accept_signed(
        public_id=liren_key, timestamp=liren_timestamp, nonce=liren_nonce,
        signature=liren_signature, body=request.body, now=now,
    )  # fmt: skip
    try:
        body = schemas.ChatMessagesIn.model_validate_json(request.body)
    except ValueError as wrong:
        raise ChatUnusable() from wrong
    messages = [Incoming(**message.model_dump()) for message in body.messages]
    added = collect_messages(key=key, messages=messages, now=now)
    return Status(202, schemas.ChatMessagesOut(added=added))


@public.get("/reports/{link}", response=schemas.ProgressOut)
def follow(request: HttpRequest, link: str) -> schemas.ProgressOut:
    """Where a report stands."""
    return _progress(report_by_link(link))


@public.post("/reports/{link}/verdict", response=schemas.ProgressOut)
def judge(
    request: HttpRequest, link: str, body: schemas.VerdictIn, idempotency_key: Key = ""
) -> object:
    """Solved? Satisfied? The first no reopens the case."""
    words = verdict.Verdict(solved=body.solved, satisfied=body.satisfied, comment=body.comment)

    def do() -> schemas.ProgressOut:
        now = timezone.now()
        pace.check_link(link)
        verdict.judge_case(report=report_by_link(link), verdict=words, by=VISITOR, now=now)
        return _progress(report_by_link(link))

    return _once(request, idempotency_key, do)


@staff.get("/inbox", response=list[schemas.OrderOut])
def inbox(request: HttpRequest) -> list[schemas.OrderOut]:
    """What I must do: whistles, then what is urgent, then the rest; each soonest first."""
    return [_order(order) for order in orders.inbox(_user(request))[:PAGE]]


@staff.get("/cases", response=schemas.CasesOut)
def cases(
    request: HttpRequest, group: str = "", q: str = "", after: int | None = None
) -> schemas.CasesOut:
    """The cases I may see, newest first; `group` names some of their stages."""
    if group and group not in case_reads.STAGE_GROUPS:
        raise GroupUnknown(group=group, groups=", ".join(case_reads.STAGE_GROUPS))
    filters = case_reads.CaseFilters(group=group, text=q, before=after)
    page = case_reads.case_list(_user(request), filters, timezone.now(), counted=False)
    return schemas.CasesOut(items=[_case(case) for case in page.cases], next=page.before)


@staff.get("/cases/{case_id}", response=schemas.CaseOut)
def case(request: HttpRequest, case_id: int) -> schemas.CaseOut:
    """One case."""
    return _case(case_reads.case_page(_user(request), case_id))


@staff.post("/cases/{case_id}/dispatch", response=schemas.OrderOut)
def give(
    request: HttpRequest, case_id: int, body: schemas.DispatchIn, idempotency_key: Key = ""
) -> object:
    """Hand the case to a party."""
    user = _user(request)

    def do() -> schemas.OrderOut:
        return _order(
            dispatch.dispatch_case(
                case=case_reads.case_page(user, case_id),
                to=accounts.party_by_key(body.party),
                instruction=body.words,
                by=user,
                now=timezone.now(),
            )
        )

    return _once(request, idempotency_key, do)


@staff.post("/cases/{case_id}/{act}", response=schemas.CaseOut)
def act_on_case(
    request: HttpRequest,
    case_id: int,
    act: schemas.CaseAct,
    body: schemas.ReasonIn,
    idempotency_key: Key = "",
) -> object:
    """File, refuse (with the answer its reporter reads), or answer."""
    user = _user(request)

    def do() -> schemas.CaseOut:
        found, now = case_reads.case_page(user, case_id), timezone.now()
        if act == schemas.CaseAct.FILE:
            register.file_case(case=found, by=user, now=now)
        elif act == schemas.CaseAct.REFUSE:
            register.refuse_case(case=found, answer=body.words, by=user, now=now)
        else:
            answers.answer_case(case=found, answer=body.words, by=user, now=now)
        return _case(case_reads.case_page(user, case_id))

    return _once(request, idempotency_key, do)


@staff.post("/orders/{order_id}/more-time", response=schemas.OrderOut)
def more_time(
    request: HttpRequest, order_id: int, body: schemas.MoreTimeIn, idempotency_key: Key = ""
) -> object:
    """Ask for more time."""
    user = _user(request)

    def do() -> schemas.OrderOut:
        order, now = _mine(user, order_id), timezone.now()
        handle.ask_more_time(order=order, amount=body.amount, reason=body.words, by=user, now=now)
        return _order(_mine(user, order_id))

    return _once(request, idempotency_key, do)


@staff.post("/orders/{order_id}/{act}", response=schemas.OrderOut)
def act_on_order(
    request: HttpRequest,
    order_id: int,
    act: schemas.OrderAct,
    body: schemas.ReasonIn,
    idempotency_key: Key = "",
) -> object:
    """Accept, return with a reason, finish with words; approve a result or send it back."""
    user = _user(request)

    def do() -> schemas.OrderOut:
        _ORDER_ACTS[act](_mine(user, order_id), body.words, user)
        return _order(_mine(user, order_id))

    return _once(request, idempotency_key, do)


def _accept(order: WorkOrder, words: str, by: User) -> None:
    handle.accept_case(order=order, by=by, now=timezone.now())


def _return(order: WorkOrder, words: str, by: User) -> None:
    dispatch.return_case(order=order, reason=words, by=by, now=timezone.now())


def _finish(order: WorkOrder, words: str, by: User) -> None:
    handle.finish_case(order=order, result=words, by=by, now=timezone.now())


def _approve(order: WorkOrder, words: str, by: User) -> None:
    verify.approve_result(order=order, words=words, by=by, now=timezone.now())


def _send_back(order: WorkOrder, words: str, by: User) -> None:
    verify.send_back(order=order, reason=words, by=by, now=timezone.now())


_ORDER_ACTS: dict[schemas.OrderAct, Callable[[WorkOrder, str, User], None]] = {
    schemas.OrderAct.ACCEPT: _accept,
    schemas.OrderAct.RETURN: _return,
    schemas.OrderAct.FINISH: _finish,
    schemas.OrderAct.APPROVE: _approve,
    schemas.OrderAct.SEND_BACK: _send_back,
}


def _mine(user: User, order_id: int) -> WorkOrder:
    found = orders.visible(user).select_related("party", "follows").filter(pk=order_id).first()
    if found is None:
        raise OrderUnknown()
    return found


def _client_key(request: HttpRequest, user: User | None, key: str) -> str | None:
    """What makes two reports the same one; of visitors also their words, because keys like "1"
    are used by strangers, and the answer holds the link of the report.
    """
    if not key:
        return None
    own = user.username.encode() if user else request.body
    return f"api:{fingerprint_of(b'user' if user else b'visitor', own, key.encode()).hex()}"


def _receipt(receipt: Receipt) -> schemas.ReportOut:
    case = receipt.case
    return schemas.ReportOut(
        number=case.number,
        code=receipt.code,
        link=receipt.report.link,
        stage=case.stage,
        category=case.category.code if case.category else None,
        suggestions=[str(each["code"]) for each in case.suggestions],
    )


def _progress(found: Report) -> schemas.ProgressOut:
    shown = progress(found, now=timezone.now())
    case = found.case
    return schemas.ProgressOut(
        number=case.number,
        title=shown.item.title,
        stage=case.stage,
        reported_at=found.reported_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        party=case.party.name if case.party else None,
        answer=case.public_answer,
        next=said(shown.item.next),
    )


def _order(order: WorkOrder) -> schemas.OrderOut:
    return schemas.OrderOut(
        id=order.pk,
        kind=order.kind,
        status=order.status,
        title=order.title,
        address=order.address,
        urgent=order.urgent,
        party=order.party.key,
        case=order.subject_id if order.subject_type == case_reads.SUBJECT else None,
        issued_at=order.issued_at,
        due_at=order.due_at,
        original_due_at=order.original_due_at,
    )


def _case(case: Case) -> schemas.CaseOut:
    return schemas.CaseOut(
        id=case.pk,
        number=case.number,
        title=case.title,
        stage=case.stage,
        category=case.category.code if case.category else None,
        address=case.address,
        party=case.party.key if case.party else None,
        voices=case.voices,
        reported_at=case.reported_at,
        due_at=case.due_at,
    )
