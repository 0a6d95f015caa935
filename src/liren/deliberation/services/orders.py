"""What a topic asks of parties, as work orders in the one inbox."""

from datetime import date, datetime

from django.utils import timezone

from liren.accounts.models import Party
from liren.accounts.selectors import community_party
from liren.core.office import work_calendar
from liren.core.permissions import Actor
from liren.deliberation.models import Measure, Need, Topic
from liren.workorders import selectors as order_reads
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind, NewOrder

TOPIC = Topic._meta.label_lower
MEASURE = Measure._meta.label_lower
NEED = Need._meta.label_lower
ANSWER = "答复议题：{title}"  # an order speaks the language of the office
MOST_DAYS = 250


def ask_answer(topic: Topic, *, days: int, by: Actor, now: datetime) -> None:
    """Put the topic into the committee's inbox, to be answered in public by a day."""
    party = community_party(topic.place)
    if party is None:  # on the very first day there is nobody to ask
        return
    order = _order(topic, party, ANSWER.format(title=topic.title), days)
    workorders.issue(order, by=by, now=now)


def settle(topic: Topic, *, result: str, by: Actor, now: datetime) -> None:
    """The answer is given; nobody needs to be reminded of it."""
    order = order_reads.open_order(TOPIC, topic.pk)
    if order is not None:
        finish(order, result=result, by=by, now=now)


def finish(order: WorkOrder, *, result: str, by: Actor, now: datetime) -> None:
    """An order is settled with what everybody reads."""
    workorders.finish(order=order, result=result, by=by, now=now)


def ask_measure(measure: Measure, *, by: Actor, now: datetime) -> WorkOrder:
    """Put a published measure into its party's inbox, due when neighbours were told it is."""
    days = working_days_until(measure.due_date, now)
    order = _order(measure, measure.party, measure.what, days)
    return workorders.issue(order, by=by, now=now)


def ask_need(need: Need, party: Party, *, days: int, by: Actor, now: datetime) -> WorkOrder:
    """Put a need into a party's inbox, to be answered in public."""
    return workorders.issue(_order(need, party, need.text, days), by=by, now=now)


def need_order(need: Need, party: Party) -> WorkOrder | None:
    """The open order by which a party was asked for an answer."""
    return order_reads.of_subject(NEED, need.pk).filter(party=party, closed_at=None).last()


def withdraw_needs(topic: Topic, *, by: Actor, now: datetime, only: Need | None = None) -> None:
    """Nobody is asked any more for answers whose time is over, or to what was hidden."""
    needs = [only.pk] if only else list(topic.needs.values_list("pk", flat=True))
    rows = WorkOrder.objects.filter(subject_type=NEED, subject_id__in=needs, closed_at=None)
    for order in rows:
        workorders.cancel(order=order, reason=topic.title, by=by, now=now)


def order_of(measure: Measure) -> WorkOrder | None:
    """The order a measure waits for, or its last one."""
    return order_reads.of_subject(MEASURE, measure.pk).last()


def working_days_until(day: date, now: datetime) -> int:
    """How many working days are left up to a day; one at least."""
    today, calendar, count = timezone.localdate(now), work_calendar(), 0
    for ordinal in range(today.toordinal() + 1, day.toordinal() + 1):
        count += calendar.is_working_day(date.fromordinal(ordinal))
    return min(max(1, count), MOST_DAYS)


def _order(subject: Topic | Measure | Need, party: Party, title: str, days: int) -> NewOrder:
    topic = subject if isinstance(subject, Topic) else subject.topic
    return NewOrder(
        kind=WorkOrder.Kind.HANDLE,
        subject=subject,
        title=title,
        place=topic.place,
        address=topic.place.name,
        party=party,
        clock_kind=ClockKind.WORKING_DAYS,
        clock_amount=days,
        instruction=topic.title,
    )
