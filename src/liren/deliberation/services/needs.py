"""回应: needs, and their answers by the office and by the parties that it asks."""

from datetime import datetime

from django.db import transaction

from liren.accounts.models import Party
from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.permissions import Actor
from liren.deliberation.domain import phases
from liren.deliberation.domain.phases import Act
from liren.deliberation.models import Need, NeedAnswer, Topic
from liren.deliberation.selectors.measures import parties_for
from liren.deliberation.selectors.topics import rules_at
from liren.deliberation.services import orders
from liren.deliberation.services.access import begin, begin_at_home, hold
from liren.deliberation.services.measures import PartyElsewhere
from liren.deliberation.services.talk import LONGEST_COMMENT, require_room
from liren.deliberation.services.telling import follow
from liren.deliberation.services.words import for_everybody
from liren.people.models import Person
from liren.workorders import selectors as order_reads
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission

LONGEST_NEED = 300


class AnsweredAlready(Conflict):
    """A party answers a need once."""

    code = "deliberation.need_answered_already"
    sentence = sentence("{party} has answered this already.")


class AskedAlready(Conflict):
    """It stands in their inbox."""

    code = "deliberation.need_asked_already"
    sentence = sentence("{party} has been asked already; it stands in their inbox.")


@transaction.atomic
def state_need(*, topic: Topic, text: str, by: Actor, now: datetime) -> Need:
    """Say what one needs; every need is answered."""
    held, person = begin_at_home(topic, Act.NEED, by=by, now=now)
    require_room(Need.objects.filter(topic=held, person=person).count(), person)
    words = for_everybody(text, most=LONGEST_NEED)
    row = Need.objects.create(topic=held, text=words, person=person, at=now)
    follow(held, person=person)
    audit.record("deliberation.need_stated", row, by=by, at=now)
    return row


@transaction.atomic
def enter_need(
    *, topic: Topic, text: str, source: str, person: Person | None, by: Actor, now: datetime
) -> Need:
    """Write down a need that somebody told at the counter or by telephone."""
    held = begin(topic, Act.ENTER_NEED, by=by)
    row = Need.objects.create(
        topic=held,
        text=for_everybody(text, most=LONGEST_NEED),
        person=person,
        source=source,
        entered_by=by.audit_name,
        at=now,
    )
    if person is not None:
        follow(held, person=person)
    audit.record("deliberation.need_entered", row, by=by, at=now, source=source)
    return row


@transaction.atomic
def ask_party(*, need: Need, party: Party, by: Actor, now: datetime) -> WorkOrder:
    """Put a need into a party's inbox, so that it answers in public itself."""
    held = begin(need.topic, Act.ANSWER_NEED, by=by)
    if party not in parties_for(held):
        raise PartyElsewhere(party=party.name)
    _require_unanswered(need, party)
    if orders.need_order(need, party) is not None:
        raise AskedAlready(party=party.name)
    days = rules_at(held.place).answer_days
    order = orders.ask_need(need, party, days=days, by=by, now=now)
    audit.record("deliberation.need_asked", need, by=by, at=now, party=party.key)
    return order


@transaction.atomic
def answer_need(
    *, need: Need, party: Party, kind: str, text: str, by: Actor, now: datetime
) -> NeedAnswer:
    """Answer a need in the name of a party: it will be done, or why not."""
    order = orders.need_order(need, party)
    _begin_answer(need.topic, order, by)
    _require_unanswered(need, party)
    row = NeedAnswer.objects.create(
        need=need,
        party=party,
        kind=NeedAnswer.Kind(kind),
        text=for_everybody(text, most=LONGEST_COMMENT),
        by=by.audit_name,
        at=now,
    )
    if order is not None:
        orders.finish(order, result=row.text, by=by, now=now)
    audit.record("deliberation.need_answered", row, by=by, at=now)
    return row


def _begin_answer(topic: Topic, order: WorkOrder | None, by: Actor) -> None:
    """The office answers for anybody, a party that was asked for itself."""
    if order is None or not order_reads.works_on(by, order, OrderPermission.WORK):
        begin(topic, Act.ANSWER_NEED, by=by)
        return
    held = hold(topic)
    phases.check(held.phase, Act.ANSWER_NEED, held.mode)


def _require_unanswered(need: Need, party: Party) -> None:
    if NeedAnswer.objects.filter(need=need, party=party).exists():
        raise AnsweredAlready(party=party.name)
