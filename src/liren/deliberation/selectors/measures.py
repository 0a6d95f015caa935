"""Measures with their orders, and the parties that can be asked."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from liren.accounts.models import Party, User
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.deliberation.domain.evaluation import SILENT_AFTER, Tally, tally
from liren.deliberation.models import Evaluation, Measure, Milestone, News, Spending, Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors.topics import rules_at
from liren.people.models import Person
from liren.workorders import selectors as order_reads
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission


class MeasureUnknown(NotFound):
    """No such measure, or outside the scope."""

    code = "deliberation.measure_unknown"
    sentence = sentence("We could not find this measure.")


@dataclass(frozen=True)
class MeasureNow:
    """A measure with everything a page shows of it."""

    measure: Measure
    order: WorkOrder | None = None
    milestones: list[Milestone] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    spendings: list[Spending] = field(default_factory=list)
    answers: list[Evaluation] = field(default_factory=list)
    tally: Tally | None = None

    @property
    def spent(self) -> int:
        """How much money went into it."""
        return sum(one.amount for one in self.spendings)

    @property
    def left(self) -> int:
        """What may still be spent."""
        return (self.measure.cost or 0) - self.spent

    @property
    def is_returned(self) -> bool:
        """Whether the party gave it back."""
        return self.order is not None and self.order.status == "returned"


def parties_for(topic: Topic) -> QuerySet[Party]:
    """Who can be asked: those of the place, above it, and inside it."""
    inside = Party.objects.within(Scope.of([topic.place_path])).values("pk")
    above = Q(place_path__in=ancestors(topic.place_path))
    return Party.objects.active().filter(above | Q(pk__in=inside)).order_by("kind", "name")


def measures_of(topic: Topic) -> list[MeasureNow]:
    """All measures of a topic, of each of its plans; the number of statements is fixed."""
    rows = list(Measure.objects.filter(topic=topic).select_related("party", "project"))
    return _now(rows, topic)


def _now(rows: list[Measure], topic: Topic) -> list[MeasureNow]:
    ids = [row.pk for row in rows]
    subject = Measure._meta.label_lower
    found = WorkOrder.objects.filter(subject_type=subject, subject_id__in=ids).order_by("pk")
    orders = {order.subject_id: order for order in found.select_related("party", "assignee")}
    parts: dict[str, dict[int, list[Milestone | News | Spending | Evaluation]]] = {}
    for model in (Milestone, News, Spending, Evaluation):
        kept = parts.setdefault(model.__name__, {})
        for one in model._default_manager.filter(measure__in=ids):
            kept.setdefault(one.measure_id, []).append(one)
    fewest = rules_at(topic.place).fewest_evaluations
    return [
        MeasureNow(
            measure=row,
            order=orders.get(row.pk),
            milestones=parts["Milestone"].get(row.pk, []),  # type: ignore[arg-type]  # by its name
            news=parts["News"].get(row.pk, []),  # type: ignore[arg-type]  # by its name
            spendings=parts["Spending"].get(row.pk, []),  # type: ignore[arg-type]  # by its name
            answers=parts["Evaluation"].get(row.pk, []),  # type: ignore[arg-type]  # by its name
            tally=tally(
                (one.answer for one in parts["Evaluation"].get(row.pk, [])),  # type: ignore[union-attr]  # by its name
                fewest=fewest,
            ),
        )
        for row in rows
    ]


def measure_now(measure: Measure) -> MeasureNow:
    """One measure with all that belongs to it."""
    return _now([measure], measure.topic)[0]


def measure_for(user: User, pk: int) -> Measure:
    """A measure for whoever prepares at its place or works for the party in charge."""
    rows = Measure.objects.select_related("party", "topic__place", "place", "project")
    row = rows.filter(pk=pk).first()
    if row is None or not (_sees(user, row) or _works(user, row)):
        raise MeasureUnknown
    return row


def _sees(user: User, row: Measure) -> bool:
    return user.has_perm(TalkPermission.SEE, row.place)


def _works(user: User, row: Measure) -> bool:
    order = order_reads.of_subject(Measure._meta.label_lower, row.pk).last()
    return order is not None and order_reads.works_on(user, order, OrderPermission.WORK)


def is_in_charge(user: User, found: MeasureNow) -> bool:
    """Whether somebody works for the party that has the open order."""
    order = found.order
    is_open = order is not None and order.closed_at is None
    return is_open and order_reads.works_on(user, order, OrderPermission.WORK)  # type: ignore[arg-type]  # is_open


def silent(now: datetime) -> QuerySet[Measure]:
    """Measures that are under way and of which nothing was heard for too long."""
    rows = Measure.objects.filter(begun_at__isnull=False, done_at__isnull=True)
    unheard = rows.filter(news_at__lte=now - SILENT_AFTER)
    again = Q(reminded_at__isnull=True) | Q(reminded_at__lte=now - SILENT_AFTER)
    return unheard.filter(again).select_related("party", "topic__place", "place")


def evaluated_by(topic: Topic, person: Person | None) -> dict[int, Evaluation]:
    """What a home has said of the measures of a topic."""
    if person is None:
        return {}
    rows = Evaluation.objects.filter(measure__topic=topic, home=person.place_id)
    return {row.measure_id: row for row in rows}
