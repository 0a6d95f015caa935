"""The whistle for programs: blow it, see it, answer it, end it."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from liren.accounts import selectors as accounts
from liren.accounts.models import User
from liren.cases import schemas
from liren.cases.api_request import Key, caller_key, category_of, once_only, staff_of
from liren.cases.domain.whistle import Move
from liren.cases.models import Channel, Whistle
from liren.cases.selectors import cases as case_reads
from liren.cases.selectors import joint as reads
from liren.cases.services import calls, parts, whistles
from liren.cases.services.calls import Answered
from liren.cases.services.report import NewReport
from liren.cases.services.whistles import Help, NewWhistle
from liren.places.selectors import by_code

joint = Router(tags=["whistles"])


@joint.post("/whistles", response=schemas.WhistleOut)
def blow(request: HttpRequest, body: schemas.WhistleIn, idempotency_key: Key = "") -> object:
    """Call parties to a case, or to where one stands; each has half an hour to answer."""
    user = staff_of(request)
    return once_only(
        request, idempotency_key, lambda: _whistle(user, _blow(user, body, idempotency_key).pk)
    )


def _blow(user: User, body: schemas.WhistleIn, key: str) -> Whistle:
    parties = [accounts.party_by_key(key) for key in body.parties]
    new, now = NewWhistle(words=body.words, parties=parties, spot=body.place_note), timezone.now()
    if body.case is not None:
        case = case_reads.case_page(user, body.case)
        return whistles.blow_whistle(case=case, whistle=new, by=user, now=now)
    report = NewReport(
        text=body.words,
        place=by_code(body.place),
        place_note=body.place_note,
        category=category_of(body.category),
        channel=Channel.PATROL,
        client_key=caller_key(user, key),
    )
    return whistles.blow_on_the_spot(report=report, whistle=new, by=user, now=now)


@joint.get("/whistles", response=list[schemas.WhistleOut])
def board(request: HttpRequest) -> list[schemas.WhistleOut]:
    """The open whistles I may see, the latest first."""
    return [_out(seen) for seen in reads.board(staff_of(request), timezone.now())]


@joint.get("/whistles/{whistle_id}", response=schemas.WhistleOut)
def one(request: HttpRequest, whistle_id: int) -> schemas.WhistleOut:
    """One whistle."""
    return _whistle(staff_of(request), whistle_id)


@joint.post("/whistles/{whistle_id}/calls/{call_id}", response=schemas.WhistleOut)
def answer(
    request: HttpRequest,
    whistle_id: int,
    call_id: int,
    body: schemas.AnswerIn,
    idempotency_key: Key = "",
) -> object:
    """Coming about a time, there now, or not ours because of something."""
    user = staff_of(request)

    def do() -> schemas.WhistleOut:
        seen = reads.whistle_page(user, whistle_id, timezone.now())
        call = next((line.call for line in seen.lines if line.call.pk == call_id), None)
        if call is None:
            raise reads.WhistleUnknown()
        said = Answered(move=Move(body.answer), at=body.at, words=body.words)
        calls.answer_call(call=call, answer=said, by=user, now=timezone.now())
        return _whistle(user, whistle_id)

    return once_only(request, idempotency_key, do)


@joint.post("/whistles/{whistle_id}/end", response=schemas.WhistleOut)
def end(
    request: HttpRequest, whistle_id: int, body: schemas.EndIn, idempotency_key: Key = ""
) -> object:
    """Say of each party whether it helped, and end the whistle."""
    user = staff_of(request)

    def do() -> schemas.WhistleOut:
        seen = reads.whistle_page(user, whistle_id, timezone.now())
        said = {each.call: Help(each.helped, each.words) for each in body.calls}
        whistles.end_whistle(
            whistle=seen.whistle, said=said, words=body.words, by=user, now=timezone.now()
        )
        return _whistle(user, whistle_id)

    return once_only(request, idempotency_key, do)


@joint.post("/whistles/{whistle_id}/leave", response=schemas.WhistleOut)
def leave(
    request: HttpRequest, whistle_id: int, body: schemas.LeaveIn, idempotency_key: Key = ""
) -> object:
    """Say, as whoever leads the case, why nobody more is needed; this ends the whistle."""
    user = staff_of(request)

    def do() -> schemas.WhistleOut:
        whistle = reads.whistle_page(user, whistle_id, timezone.now()).whistle
        parts.leave_whistle(whistle=whistle, reason=body.reason, by=user, now=timezone.now())
        return _whistle(user, whistle_id)

    return once_only(request, idempotency_key, do)


def _whistle(user: User, pk: int) -> schemas.WhistleOut:
    return _out(reads.whistle_page(user, pk, timezone.now()))


def _out(seen: reads.Seen) -> schemas.WhistleOut:
    whistle = seen.whistle
    return schemas.WhistleOut(
        id=whistle.pk,
        case=whistle.case_id,
        words=whistle.words,
        spot=whistle.spot,
        blown_at=whistle.blown_at,
        ended_at=whistle.ended_at,
        calls=[
            schemas.CallOut(
                id=line.call.pk,
                order=line.call.order_id,
                party=line.call.party.key,
                stage=line.call.stage,
                due_at=line.call.order.due_at,
                coming_at=line.call.coming_at,
                arrived_at=line.call.arrived_at,
                escalated_at=line.call.escalated_at,
                helped=line.call.helped,
            )
            for line in seen.lines
        ],
    )
