"""What was decided, as work orders: planned, published, heard of, spent on, done."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from liren.accounts.models import Party
from liren.accounts.selectors import require_active
from liren.core import audit
from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.deliberation.domain import phases
from liren.deliberation.domain.phases import Act
from liren.deliberation.events import MeasureChanged
from liren.deliberation.models import Measure, Milestone, News, Project, Spending, Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.ballots import winners_of
from liren.deliberation.selectors.measures import parties_for
from liren.deliberation.services import orders
from liren.deliberation.services.access import begin, hold
from liren.deliberation.services.telling import tell_followers
from liren.deliberation.services.words import for_everybody, note_step
from liren.workorders import selectors as order_reads
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission

MOST_MEASURES = 40
LONGEST_NEWS = 500
MOST_MONEY = 100_000_000


class DayPast(Invalid):
    """Work lies ahead."""

    code = "deliberation.day_past"
    sentence = sentence("Please choose a day that lies ahead, within a year.")


class PartyElsewhere(Invalid):
    """A party works where it is asked."""

    code = "deliberation.party_elsewhere"
    sentence = sentence("{party} is not at work here. Please choose another one.")


class PlanFull(Invalid):
    """A plan can be overlooked."""

    code = "deliberation.plan_full"
    sentence = sentence("At most {most} measures, so that a plan can be overlooked.")


class NotInCharge(NotAllowed):
    """Whoever does it says how it stands."""

    code = "deliberation.not_in_charge"
    sentence = sentence("Only {party}, who is in charge, can say how it stands.")


class MeasureSettled(Conflict):
    """Done, or not begun."""

    code = "deliberation.measure_settled"
    sentence = sentence("This measure is done already, or its plan is not published yet.")


class MoneyOver(Conflict):
    """What was decided may be spent, and no more."""

    code = "deliberation.money_over"
    sentence = sentence(
        "{spent} of {cost} yuan are spent. This would be more than neighbours decided."
    )


class NotWon(Invalid):
    """Money goes to what was chosen."""

    code = "deliberation.project_not_won"
    sentence = sentence("This project was not chosen by the ballot.")


@dataclass(frozen=True, kw_only=True)
class NewMeasure:
    """What is to be done, by whom, until when, for how much."""

    what: str
    party: Party
    due_date: date
    cost: int | None = None
    project: Project | None = None


@transaction.atomic
def plan_measure(*, topic: Topic, new: NewMeasure, by: Actor, now: datetime) -> Measure:
    """Put a measure into the plan; it reaches its party when the plan is published."""
    held = begin(topic, Act.PLAN_MEASURE, by=by)
    today = timezone.localdate(now)
    if not today < new.due_date <= today.replace(year=today.year + 1, day=min(today.day, 28)):
        raise DayPast
    if new.party not in parties_for(held):
        raise PartyElsewhere(party=new.party.name)
    require_active([new.party])
    if held.measures.filter(revision=held.revision).count() >= MOST_MEASURES:
        raise PlanFull(most=MOST_MEASURES)
    if new.project is not None and new.project not in winners_of(held):
        raise NotWon
    row = Measure(
        topic=held,
        revision=held.revision,
        what=for_everybody(new.what, most=120),
        party=new.party,
        due_date=new.due_date,
        cost=new.cost or None,
        project=new.project,
        planned_at=now,
    )
    row.put_at(held.place)
    row.save()
    audit.record("deliberation.measure_planned", row, by=by, at=now, party=new.party.key)
    return row


@transaction.atomic
def drop_measure(*, measure: Measure, by: Actor, now: datetime) -> None:
    """Take a measure out of a plan that is not published."""
    held = begin(measure.topic, Act.PLAN_MEASURE, by=by)
    if measure.begun_at is not None or measure.revision != held.revision:
        raise MeasureSettled
    audit.record("deliberation.measure_dropped", measure, by=by, at=now)
    measure.delete()


@transaction.atomic
def set_milestone(
    *, measure: Measure, text: str, due_date: date, by: Actor, now: datetime
) -> Milestone:
    """Say what is reached until when: in the plan, or by whoever is in charge."""
    if measure.begun_at is None:
        begin(measure.topic, Act.PLAN_MEASURE, by=by)
        row = measure
    else:
        row, _ = _in_charge(measure, by)
    found = Milestone.objects.create(
        measure=row, text=for_everybody(text, most=80), due_date=due_date
    )
    audit.record("deliberation.milestone_set", row, by=by, at=now)
    return found


def begin_measures(topic: Topic, *, by: Actor, now: datetime) -> None:
    """The plan is published: each measure goes into the inbox of its party."""
    rows = topic.measures.filter(revision=topic.revision, begun_at__isnull=True)
    for row in rows.select_related("party", "topic__place"):
        row.begun_at = row.news_at = now
        row.save(update_fields=["begun_at", "news_at"])
        orders.ask_measure(row, by=by, now=now)


@transaction.atomic
def accept_measure(*, measure: Measure, by: Actor, now: datetime) -> Measure:
    """The party takes it on."""
    row, order = _in_charge(measure, by, early=True)
    workorders.accept(order=order, by=by, now=now)
    _changed(row, "accepted", "", by, now)
    return row


@transaction.atomic
def tell_news(*, measure: Measure, text: str, by: Actor, now: datetime) -> News:
    """Say how it stands; everybody reads it, and followers are told."""
    row, _ = _in_charge(measure, by)
    words = for_everybody(text, most=LONGEST_NEWS)
    found = News.objects.create(measure=row, text=words, by=by.audit_name, at=now)
    _changed(row, "news", words, by, now)
    return found


@transaction.atomic
def reach_milestone(*, milestone: Milestone, by: Actor, now: datetime) -> Milestone:
    """Say that a step is reached."""
    row, _ = _in_charge(milestone.measure, by)
    held = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if held.done_at is None:
        held.done_at = now
        held.save(update_fields=["done_at"])
        _changed(row, "milestone", held.text, by, now)
    return held


@dataclass(frozen=True, kw_only=True)
class NewSpending:
    """Money, what for, on which day."""

    amount: int
    what: str
    day: date


@transaction.atomic
def spend(*, measure: Measure, new: NewSpending, by: Actor, now: datetime) -> Spending:
    """Write down what was paid; no more than was decided."""
    row, _ = _in_charge(measure, by)
    if not 0 < new.amount <= MOST_MONEY:
        raise MoneyOver(spent=0, cost=row.cost or 0)
    spent = sum(row.spendings.values_list("amount", flat=True))
    if row.cost is not None and spent + new.amount > row.cost:
        raise MoneyOver(spent=spent, cost=row.cost)
    found = Spending.objects.create(
        measure=row,
        amount=new.amount,
        what=for_everybody(new.what, most=80),
        day=new.day,
        by=by.audit_name,
        at=now,
    )
    _changed(row, "spent", "", by, now, is_told=False)
    return found


@transaction.atomic
def finish_measure(*, measure: Measure, result: str, by: Actor, now: datetime) -> Measure:
    """Say what was done; the order is settled, and neighbours will say whether it helped."""
    row, order = _in_charge(measure, by)
    row.result, row.done_at = for_everybody(result, most=LONGEST_NEWS), now
    row.save(update_fields=["result", "done_at"])
    workorders.finish(order=order, result=row.result, by=by, now=now)
    _changed(row, "done", row.result, by, now)
    return row


@transaction.atomic
def return_measure(*, measure: Measure, reason: str, by: Actor, now: datetime) -> Measure:
    """The party gives it back, with a reason that everybody reads."""
    row, order = _in_charge(measure, by, early=True)
    words = for_everybody(reason, most=LONGEST_NEWS)
    workorders.return_order(order=order, reason=words, by=by, now=now)
    _changed(row, "returned", words, by, now)
    return row


@transaction.atomic
def give_to(*, measure: Measure, party: Party, by: Actor, now: datetime) -> Measure:
    """Ask another party for what one gave back; the day that neighbours were told stays."""
    require(by, TalkPermission.PREPARE, at=measure.place)
    topic = hold(measure.topic)
    row = Measure.objects.select_for_update(of=("self",)).select_related("place").get(pk=measure.pk)
    order = orders.order_of(row)
    if row.done_at is not None or order is None or order.closed_at is None:
        raise MeasureSettled
    if party not in parties_for(topic):
        raise PartyElsewhere(party=party.name)
    row.party, row.topic = party, topic
    row.save(update_fields=["party"])
    orders.ask_measure(row, by=by, now=now)
    _changed(row, "given", party.name, by, now)
    return row


def _in_charge(measure: Measure, by: Actor, *, early: bool = False) -> tuple[Measure, WorkOrder]:
    """The measure as it is now, held, and its order; only for the party whose order it is."""
    topic = hold(measure.topic)
    rows = Measure.objects.select_for_update(of=("self",)).select_related("party", "place")
    row = rows.get(pk=measure.pk)
    row.topic = topic
    order = orders.order_of(row)
    if order is None or order.closed_at is not None or row.done_at is not None:
        raise MeasureSettled
    if not order_reads.works_on(by, order, OrderPermission.WORK):
        raise NotInCharge(party=row.party.name)
    if not early or topic.phase != phases.Phase.PUBLICATION:
        phases.check(topic.phase, Act.WORK, topic.mode)
    return row, order


def _changed(
    row: Measure, what: str, words: str, by: Actor, now: datetime, *, is_told: bool = True
) -> None:
    row.news_at, row.reminded_at = now, None
    row.save(update_fields=["news_at", "reminded_at"])
    if is_told:
        note_step(row.topic, f"measure_{what}", by=by, now=now, words=words, of=row)
        told = f"{row.what}：{words}" if words else row.what
        tell_followers(row.topic, "measure", now=now, words=told)
    audit.record(f"deliberation.measure_{what}", row, by=by, at=now)
    publish(MeasureChanged(measure_id=row.pk, what=what))
