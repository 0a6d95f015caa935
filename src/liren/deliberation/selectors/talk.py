"""What is said: statements one has not judged, comments, needs, and what waits for a look."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from liren.accounts.models import User
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.deliberation.domain.lists import shuffled
from liren.deliberation.models import (
    Comment,
    Hiding,
    Judgement,
    Need,
    NeedAnswer,
    OpinionMap,
    Project,
    Statement,
    Topic,
)
from liren.deliberation.permissions import TalkPermission
from liren.people.models import Person
from liren.workorders import selectors as order_reads
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission

Words = Statement | Comment | Need | Project
THINGS: dict[str, type[Words]] = {
    Hiding.Thing.STATEMENT: Statement,
    Hiding.Thing.COMMENT: Comment,
    Hiding.Thing.NEED: Need,
    Hiding.Thing.PROJECT: Project,
}


class HidingUnknown(NotFound):
    """No such decision, or it is not about words of one's own."""

    code = "deliberation.hiding_unknown"
    sentence = sentence("We could not find this decision.")


@dataclass(frozen=True)
class Turn:
    """Where somebody is in a talk: the statement that comes next, and how many are left."""

    statement: Statement | None
    done: int
    total: int


def statements(topic: Topic) -> QuerySet[Statement]:
    """What stands to be judged."""
    return Statement.objects.filter(topic=topic, is_hidden=False).order_by("id")


def turn_of(topic: Topic, person: Person | None) -> Turn:
    """The next statement somebody has not judged, in an order of their own."""
    rows = {str(row.pk): row for row in statements(topic)}
    judged: set[int] = set()
    if person is not None:
        mine = Judgement.objects.filter(person=person, statement__topic=topic)
        judged = set(mine.values_list("statement", flat=True))
    order = shuffled(rows, topic=topic.pk, person=person.pk if person else 0)
    waiting = [rows[key] for key in order if rows[key].pk not in judged]
    return Turn(waiting[0] if waiting else None, len(rows) - len(waiting), len(rows))


def answers_of(topic: Topic, person: Person) -> dict[int, int]:
    """What somebody thinks of each statement."""
    mine = Judgement.objects.filter(person=person, statement__topic=topic)
    return dict(mine.values_list("statement", "answer"))


def participants(topic: Topic) -> int:
    """How many people have judged anything: all that is public while the talk goes on."""
    rows = Judgement.objects.filter(statement__topic=topic)
    return rows.aggregate(people=Count("person", distinct=True))["people"] or 0


def comments(topic: Topic) -> QuerySet[Comment]:
    """What was said beside it, the latest first."""
    rows = Comment.objects.filter(topic=topic, is_hidden=False).select_related("party")
    return rows.order_by("-at", "-id")


def needs(topic: Topic) -> QuerySet[Need]:
    """Needs with their answers, the latest first."""
    answers = Prefetch("answers", NeedAnswer.objects.select_related("party"))
    rows = Need.objects.filter(topic=topic, is_hidden=False)
    return rows.prefetch_related(answers).order_by("-id")


def needs_waiting_first(topic: Topic) -> QuerySet[Need]:
    """The same for the desk: those without an answer first, the longest waiting at the top."""
    is_answered = Exists(NeedAnswer.objects.filter(need=OuterRef("pk")))
    return needs(topic).annotate(is_answered=is_answered).order_by("is_answered", "id")


def unanswered_needs(topic: Topic) -> int:
    """How many needs wait for an answer."""
    answered = NeedAnswer.objects.filter(need=OuterRef("pk"))
    return Need.objects.filter(~Exists(answered), topic=topic, is_hidden=False).count()


class NeedUnknown(NotFound):
    """No such need, or nobody was asked for an answer."""

    code = "deliberation.need_unknown"
    sentence = sentence("We could not find this need.")


@dataclass(frozen=True)
class Asked:
    """A need, and the order by which a party was asked to answer it."""

    need: Need
    order: WorkOrder
    is_mine: bool


def asked(user: User, pk: int) -> Asked:
    """For whoever works for the party that was asked, or sees topics at the place."""
    need = Need.objects.select_related("topic__place").filter(pk=pk).first()
    orders = list(order_reads.of_subject(Need._meta.label_lower, pk))[::-1]
    mine = [one for one in orders if order_reads.works_on(user, one, OrderPermission.WORK)]
    if need and mine:
        return Asked(need, mine[0], is_mine=mine[0].closed_at is None)
    if need and orders and user.has_perm(TalkPermission.SEE, need.topic.place):
        return Asked(need, orders[0], is_mine=False)
    raise NeedUnknown


def asked_of(need: Need) -> list[WorkOrder]:
    """The orders that wait for an answer to a need."""
    return list(order_reads.of_subject(Need._meta.label_lower, need.pk).filter(closed_at=None))


def map_of(topic: Topic) -> dict[str, Any] | None:
    """The picture of the talk, once it has ended."""
    found = OpinionMap.objects.filter(topic=topic).first()
    return dict(found.data) if found else None


def hidings(topic: Topic) -> QuerySet[Hiding]:
    """What was hidden and why; everybody reads the reason, nobody the words."""
    return Hiding.objects.filter(topic=topic)


def appeals(scope: Scope) -> QuerySet[Hiding]:
    """Objections that wait for a ruling, the oldest first."""
    rows = Hiding.objects.filter(appealed_at__isnull=False, ruled_at__isnull=True)
    inside = rows.filter(topic__in=Topic.objects.within(scope))
    return inside.select_related("topic__place").order_by("appealed_at")


def hiding(scope: Scope, pk: int) -> Hiding:
    """One of the decisions inside a scope, or not found."""
    rows = Hiding.objects.filter(topic__in=Topic.objects.within(scope))
    found = rows.select_related("topic__place").filter(pk=pk).first()
    if found is None:
        raise HidingUnknown
    return found


def own_hiding(person: Person | None, pk: int) -> Hiding:
    """A decision about words of one's own, or not found."""
    found = Hiding.objects.select_related("topic__place").filter(pk=pk).first()
    thing = thing_behind(found) if found else None
    if found is None or thing is None or person is None or thing.person_id != person.pk:
        raise HidingUnknown
    return found


def find_thing(topic: Topic, thing: str, pk: int) -> Words | None:
    """Words of a topic, by what they are and their number."""
    model = THINGS.get(thing)
    rows = model._default_manager.filter(topic=topic, pk=pk) if model else None
    return rows.select_related("person__user").first() if rows is not None else None


def thing_behind(hiding: Hiding) -> Words | None:
    """The words that were hidden."""
    return find_thing(hiding.topic, hiding.thing, hiding.thing_id)


@dataclass(frozen=True)
class Said:
    """Words of residents as whoever moderates sees them."""

    thing: str
    row: Words
    topic: Topic


def said_lately(scope: Scope, *, most: int = 60) -> list[Said]:
    """What residents have said in the topics of a scope, the latest first; four statements."""
    topics = Topic.objects.within(scope)
    found: list[Said] = []
    for thing, model in THINGS.items():
        rows = model._default_manager.filter(topic__in=topics, is_hidden=False, entered_by="")
        latest = rows.select_related("topic").order_by("-at", "-id")[:most]
        found += [Said(thing, row, row.topic) for row in latest]
    return sorted(found, key=lambda one: one.row.at, reverse=True)[:most]
