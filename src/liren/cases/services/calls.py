"""What a called party answers, what the street rules, and what happens when nobody answers."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from liren.accounts import selectors as accounts
from liren.accounts.models import Party
from liren.cases.domain.whistle import Move as Move  # said by whoever answers or rules
from liren.cases.domain.whistle import after, coming_at
from liren.cases.events import WhistleAnswered, WhistleRuled
from liren.cases.models import Call, Ruling, Whistle
from liren.cases.permissions import CasePermission
from liren.cases.services import orders
from liren.cases.services.orders import Asked
from liren.cases.services.steps import Said, note_step
from liren.cases.services.whistles import (
    ANSWER,
    as_order,
    beside,
    call_parties,
    held,
    name_of,
    touch,
)
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.notices.services import NewNotice, send_all
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ReasonMissing

__all__ = ["Answered", "Move", "Verdict", "answer_call", "note_unanswered", "rule"]

STEPS = {
    Move.COMING: "whistle_coming",
    Move.THERE: "whistle_there",
    Move.NOT_OURS: "whistle_not_ours",
}
UNANSWERED = sentence("{party} has not answered the whistle about {title}. Please see to it.")
LANGUAGE = "zh-hans"


class TimeMissing(Invalid):
    """Coming is said with a time."""

    code = "cases.whistle_time_missing"
    sentence = sentence("Please say about when you will be there.")


class OtherPartyMissing(Invalid):
    """Instead of one, another."""

    code = "cases.whistle_other_missing"
    sentence = sentence("Please choose the other party.")


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a party says: coming at about a time, there now, or not ours because of something."""

    move: Move
    at: time | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the street rules, and why."""

    move: Move
    reason: str
    instead: Party | None = None


@transaction.atomic
def answer_call(*, call: Call, answer: Answered, by: Actor, now: datetime) -> Call:
    """Answer for the party that was called; "not ours" goes to the street at once."""
    orders.require_own(by, call.order)
    whistle = held(call.whistle)
    call = _call(call)
    call.stage = after(call.stage, answer.move)
    call.answered_at = call.answered_at or now
    call.answered_by_name = name_of(by)
    call.answer_words = answer.words.strip() or call.answer_words
    if answer.move is Move.COMING:
        call.coming_at = _coming(answer, now)
    elif answer.move is Move.THERE:
        call.arrived_at = now
    call.save()
    _settle(call, answer, by, now)
    if answer.move is Move.NOT_OURS:
        _ask_the_street(whistle, call, by, now)
    _note(whistle, STEPS[answer.move], call, by, now, answer.words.strip())
    publish(WhistleAnswered(call_id=call.pk, answer=answer.move.value))
    audit.record("cases.whistle_answered", whistle.case, by=by, at=now, call=call.pk)
    return call


def _coming(answer: Answered, now: datetime) -> datetime:
    if answer.at is None:
        raise TimeMissing()
    return coming_at(answer.at.hour, answer.at.minute, now=timezone.localtime(now))


def _settle(call: Call, answer: Answered, by: Actor, now: datetime) -> None:
    """The first answer stops the clock; a party that says more later has no clock any more."""
    if answer.move is Move.NOT_OURS:
        workorders.return_order(order=call.order, reason=answer.words, by=by, now=now)
    elif call.order.closed_at is None:
        workorders.finish(order=call.order, result=call.answer_words, by=by, now=now)


def _ask_the_street(whistle: Whistle, call: Call, by: Actor, now: datetime) -> None:
    street = accounts.street_party(whistle.place) or orders.office_for(whistle.place)
    asked = Asked(
        WorkOrder.Kind.RULE, street, ANSWER, instruction=call.answer_words, follows=call.order
    )
    ruling = Ruling(
        call=call,
        order=workorders.issue(beside(whistle, asked), by=by, now=now),
        category=whistle.case.category,
        party=call.party,
        claim=call.answer_words,
        asked_at=now,
    )
    ruling.put_at(whistle.place)
    ruling.save()


@transaction.atomic
def rule(*, ruling: Ruling, verdict: Verdict, by: Actor, now: datetime) -> Ruling:
    """Rule whose it is: theirs after all, released, or another party's; kept as a precedent."""
    require(by, CasePermission.RULE, at=ruling.place)
    if not verdict.reason.strip():
        raise ReasonMissing()
    whistle = held(ruling.call.whistle)
    call = _call(ruling.call)
    call.stage = after(call.stage, verdict.move)
    ruling = _ruled(ruling, verdict, by, now)
    if verdict.move is Move.THEIRS:
        again = as_order(whistle, call.party, follows=call.order)
        call.order = workorders.issue(again, by=by, now=now)
        call.called_at, call.answered_at, call.escalated_at = now, None, None
    call.save()
    if ruling.instead:
        call_parties(whistle, [ruling.instead], by=by, now=now, instead_of=call)
    _note(whistle, f"whistle_{verdict.move}", call, by, now, ruling.reason)
    publish(WhistleRuled(ruling_id=ruling.pk, verdict=ruling.verdict))
    audit.record("cases.whistle_ruled", whistle.case, by=by, at=now, ruling=ruling.pk)
    return ruling


def _ruled(ruling: Ruling, verdict: Verdict, by: Actor, now: datetime) -> Ruling:
    if verdict.move is Move.INSTEAD and verdict.instead is None:
        raise OtherPartyMissing()
    ruling.verdict, ruling.reason = verdict.move, verdict.reason.strip()
    ruling.instead = verdict.instead if verdict.move is Move.INSTEAD else None
    ruling.ruled_at, ruling.ruled_by_name = now, name_of(by)
    ruling.save()
    workorders.finish(order=ruling.order, result=ruling.reason, by=by, now=now)
    return ruling


@transaction.atomic
def note_unanswered(*, order: WorkOrder) -> Call | None:
    """The half hour is over: tell the head of the party; the second call changes nothing.

    The street was given the order by the sweep itself. Who has answered since is not told on.
    """
    call = Call.objects.select_related("whistle", "party").filter(order=order).first()
    if call is None or call.whistle.ended_at is not None:
        return None
    whistle = Whistle.objects.select_for_update(of=("self",)).get(pk=call.whistle_id)
    call = _call(call)
    if call.escalated_at is not None:
        return None
    call.escalated_at = order.changed_at
    call.save(update_fields=["escalated_at"])
    Whistle.objects.filter(pk=whistle.pk).update(changed_at=order.changed_at)
    if head := accounts.head_of(call.party, order.changed_at):
        with override(head.language or LANGUAGE):
            text = gettext(UNANSWERED).format(party=call.party.name, title=order.title)
        notice = NewNotice(
            user=head,
            text=text,
            at_any_hour=True,
            subject_type=order.subject_type,
            subject_id=order.subject_id,
        )
        send_all([notice], now=order.changed_at)
    return call


def _call(call: Call) -> Call:
    """The call as it is now; whoever holds the whistle holds its calls."""
    return Call.objects.select_related("party", "order", "whistle").get(pk=call.pk)


def _note(whistle: Whistle, step: str, call: Call, by: Actor, now: datetime, words: str) -> None:
    touch(whistle, now)
    said = Said(note=words, order=call.order, data={"to": call.party.name})
    note_step(whistle.case, step, by=by, now=now, said=said)
