"""What workers did on the spot: taken in once, with the time it was done, by the desk's services.

The row with the act's key is written first: a second copy of the same act waits at its unique index
for the first to end, and then finds it done. A refusal leaves no row, so the act can be sent again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from liren.accounts.models import User
from liren.cases.domain.actions import Act
from liren.cases.domain.field import Spot
from liren.cases.models import Case, CaseStep, Channel, FieldAct
from liren.cases.selectors.field import act_of_key
from liren.cases.services import answers, handle, orders, register, verify
from liren.cases.services.photos import StoredPhoto
from liren.cases.services.register import Seen
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.steps import locked
from liren.cases.services.telling import local
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.idempotency import KeyReused
from liren.places.models import Place
from liren.workorders.models import WorkOrder

REPORT = "report"
POSITIONS_KEPT = timedelta(days=90)


class SettledMeanwhile(Conflict):
    """Somebody else has settled the order while the worker had no line."""

    code = "cases.settled_meanwhile"
    sentence = sentence("{who} has settled this already, at {at:%m-%d %H:%M}.")


class TakenMeanwhile(Conflict):
    """Somebody else has taken the work on."""

    code = "cases.taken_meanwhile"
    sentence = sentence("{who} has taken this on already, at {at:%m-%d %H:%M}.")


class NotInTheField(Invalid):
    """Some acts belong to the desk."""

    code = "cases.not_in_the_field"
    sentence = sentence("This is done at the desk.")


@dataclass(frozen=True, kw_only=True)
class FieldWork:
    """One act as it was made on the spot; `made_at` by our clock."""

    key: UUID
    act: str
    made_at: datetime
    words: str = ""
    seen: str = ""
    pictures: Sequence[StoredPhoto] = ()
    spot: Spot | None = None
    sent_index: bytes | None = None


@dataclass(frozen=True)
class _Doing:
    order: WorkOrder
    work: FieldWork
    by: User
    now: datetime


_DEEDS: dict[str, Callable[[_Doing], object]] = {
    Act.ACCEPT: lambda it: handle.accept_case(
        order=it.order, by=it.by, now=it.now, done_at=it.work.made_at
    ),
    Act.FINISH: lambda it: handle.finish_case(
        order=it.order,
        result=it.work.words,
        pictures=it.work.pictures,
        by=it.by,
        now=it.now,
        done_at=it.work.made_at,
    ),
    Act.CONFIRM: lambda it: _answer_existence(it, is_so=True),
    Act.DENY: lambda it: _answer_existence(it, is_so=False),
    Act.APPROVE: lambda it: verify.approve_result(
        order=it.order,
        words=it.work.words,
        pictures=it.work.pictures,
        by=it.by,
        now=it.now,
        done_at=it.work.made_at,
    ),
    Act.SEND_BACK: lambda it: verify.send_back(
        order=it.order,
        reason=it.work.words,
        pictures=it.work.pictures,
        by=it.by,
        now=it.now,
        done_at=it.work.made_at,
    ),
}


def _answer_existence(it: _Doing, *, is_so: bool) -> Case:
    seen = Seen(is_so=is_so, words=it.work.words, pictures=it.work.pictures)
    return register.answer_existence(
        order=it.order, seen=seen, by=it.by, now=it.now, done_at=it.work.made_at
    )


def do_in_the_field(*, order: WorkOrder, work: FieldWork, by: User, now: datetime) -> FieldAct:
    """Settle or accept an order as it was done on the spot."""
    if work.act not in _DEEDS:
        raise NotInTheField()

    def do(case: Case) -> None:
        fresh = WorkOrder.objects.select_related("party", "assignee", "follows").get(pk=order.pk)
        _require_open(fresh, case, work)
        _DEEDS[work.act](_Doing(fresh, work, by, now))

    return _once(orders.case_of(order), order, work, do, by=by, now=now)


def note_from_the_field(*, case: Case, work: FieldWork, by: User, now: datetime) -> FieldAct:
    """Keep what somebody saw as a note, because the order was settled by another."""

    def do(case: Case) -> None:
        answers.note_case(
            case=case,
            note=work.words,
            pictures=work.pictures,
            by=by,
            now=now,
            done_at=work.made_at,
        )

    return _once(case, None, work, do, by=by, now=now)


def report_from_the_field(
    *, place: Place, place_note: str, work: FieldWork, by: User, now: datetime
) -> FieldAct:
    """Take in what somebody found on the round; the report's own key makes it one report."""
    new = NewReport(
        text=work.words,
        place=place,
        place_note=place_note,
        channel=Channel.PATROL,
        reported_at=work.made_at,
        photos=work.pictures,
        client_key=f"field:{by.pk}:{work.key}",
    )
    report = report_case(new, by=by, now=now).report
    row = _row(report.case, work, by, now)
    row.report = report
    with transaction.atomic():
        kept, is_new = _keep(row)
        if is_new:
            _log(row, work, by, now)
    _require_same_work(kept, work)
    return kept


def require_same(act: FieldAct, sent_index: bytes | None) -> None:
    """Refuse a key that comes again with another act."""
    if act.sent_index is not None and bytes(act.sent_index) != sent_index:
        raise KeyReused()


def _require_same_work(act: FieldAct, work: FieldWork) -> None:
    if act.act != work.act:
        raise KeyReused()
    require_same(act, work.sent_index)


def _once(
    case: Case,
    order: WorkOrder | None,
    work: FieldWork,
    do: Callable[[Case], None],
    *,
    by: User,
    now: datetime,
) -> FieldAct:
    row = _row(case, work, by, now)
    row.order_id = order.pk if order else None
    with transaction.atomic():
        kept, is_new = _keep(row)
        if is_new:
            do(locked(case))
            row.step = CaseStep.objects.filter(case=case, by=by.audit_name).latest("pk")
            row.save(update_fields=["step"])
            _log(row, work, by, now)
    _require_same_work(kept, work)
    return kept


def _row(case: Case, work: FieldWork, by: User, now: datetime) -> FieldAct:
    return FieldAct(
        by=by.audit_name,
        key=work.key,
        act=work.act,
        case=case,
        seen=work.seen,
        sent_index=work.sent_index,
        made_at=work.made_at,
        received_at=now,
        longitude=work.spot.longitude if work.spot else None,
        latitude=work.spot.latitude if work.spot else None,
        accuracy=work.spot.accuracy if work.spot else None,
    )


def _keep(row: FieldAct) -> tuple[FieldAct, bool]:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        kept = act_of_key(row.by, row.key)
        if kept is None:
            raise
        return kept, False
    return row, True


def _log(row: FieldAct, work: FieldWork, by: User, now: datetime) -> None:
    made_at = work.made_at.isoformat(timespec="seconds")
    audit.record("cases.arrived", row.case, by=by, at=now, act=row.act, made_at=made_at)


def _require_open(order: WorkOrder, case: Case, work: FieldWork) -> None:
    """Say who was quicker, instead of only that somebody was."""
    if order.closed_at is not None:
        step = CaseStep.objects.filter(case=case, order_id=order.pk).order_by("pk").last()
        who = (step.by_name if step else "") or order.party.name
        words = (step.public_text or step.note) if step else ""
        raise SettledMeanwhile(who=who, at=local(order.closed_at), words=words)
    if work.act == Act.ACCEPT and order.accepted_at is not None:
        who = order.assignee.name if order.assignee else order.party.name
        raise TakenMeanwhile(who=who, at=local(order.accepted_at), words="")


def forget_positions(*, now: datetime) -> int:
    """Where somebody stood is of no use after some months; says of how many acts."""
    old = FieldAct.objects.filter(received_at__lt=now - POSITIONS_KEPT, longitude__isnull=False)
    return old.update(longitude=None, latitude=None, accuracy=None)
