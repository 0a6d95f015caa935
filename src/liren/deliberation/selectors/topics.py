"""Topics: for the desk from a scope, for everybody by the neighbourhood they live in."""

from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from liren.accounts.models import User
from liren.cases.selectors.likeness import alike
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.deliberation.domain.phases import ENDED, Act, Phase, is_open
from liren.deliberation.models import Follower, Support, TalkRules, Topic, TopicQuerySet
from liren.people.models import Person
from liren.places.models import Place

# What asks something of a neighbour now comes first.
URGENT_FIRST = (
    Phase.BALLOT,
    Phase.TICKING,
    Phase.EVALUATION,
    Phase.VOTE,
    Phase.DISCUSSION,
    Phase.PROPOSALS,
    Phase.RAISED,
)
MOST_COMPARED = 300


class TopicUnknown(NotFound):
    """No such topic, or outside the scope."""

    code = "deliberation.topic_unknown"
    sentence = sentence("We could not find this topic.")


def topics(scope: Scope) -> TopicQuerySet:
    """All topics inside a scope."""
    return Topic.objects.within(scope).select_related("place")


def topic(scope: Scope, pk: int) -> Topic:
    """One of them, or not found."""
    found = topics(scope).filter(pk=pk).first()
    if found is None:
        raise TopicUnknown
    return found


def public_topic(pk: int) -> Topic:
    """A topic as everybody finds it: whatever was raised is public."""
    found = Topic.objects.select_related("place", "vote").filter(pk=pk).first()
    if found is None:
        raise TopicUnknown
    return found


def public_topics(community: Place) -> QuerySet[Topic]:
    """Everything that is, or was, talked over in a community; what is open to all comes first."""
    rows = Topic.objects.within(Scope.of([community.path]))
    order = Case(
        *(When(phase=phase, then=Value(at)) for at, phase in enumerate(URGENT_FIRST)),
        When(phase__in=sorted(ENDED), then=Value(99)),
        default=Value(50),
        output_field=IntegerField(),
    )
    return with_homes(rows).annotate(turn=order).order_by("turn", "-phase_at", "-id")


def open_to_all(community: Place) -> int:
    """How many topics ask something of every neighbour now."""
    rows = Topic.objects.within(Scope.of([community.path]))
    return rows.filter(phase__in=[p for p in URGENT_FIRST if p != Phase.RAISED]).count()


def with_homes(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    """With the number of homes behind each."""
    return rows.annotate(homes=Count("supports__home", distinct=True))


def homes_behind(topic: Topic) -> int:
    """How many homes want it on the agenda."""
    return Support.objects.filter(topic=topic).values("home").distinct().count()


def supports(topic: Topic, person: Person | None) -> bool:
    """Whether somebody stands behind it already."""
    return person is not None and Support.objects.filter(topic=topic, person=person).exists()


def follows(topic: Topic, user: User | None) -> bool:
    """Whether somebody is told of it."""
    if user is None:
        return False
    mine = Q(user=user) | Q(person__user=user)
    return Follower.objects.filter(mine, topic=topic).exists()


def rules_at(place: Place) -> TalkRules:
    """What the nearest community has settled; the usual numbers where nothing was."""
    rows = TalkRules.objects.filter(place_path__in=ancestors(place.path)).order_by("-place_path")
    found = rows.first()
    if found is None:
        found = TalkRules()
        found.put_at(place)
    return found


def similar_topics(text: str, place: Place, *, most: int = 3) -> list[Topic]:
    """What is being talked over already and sounds the same."""
    inside = Topic.objects.within(Scope.of([place.path])).going_on()
    above = Q(place_path__in=ancestors(place.path)) & ~Q(phase__in=sorted(ENDED))
    rows = Topic.objects.filter(Q(pk__in=inside.values("pk")) | above).order_by("-pk")
    known = {row.pk: row for row in with_homes(rows)[:MOST_COMPARED]}
    words = {pk: f"{row.title} {row.words}" for pk, row in known.items()}
    return [known[pk] for pk in alike(text, words, most=most)]


def unanswered(scope: Scope) -> QuerySet[Topic]:
    """What waits for a public answer, the soonest due first."""
    return topics(scope).filter(answered_at__isnull=True).order_by("answer_by", "id")


def late_answers(scope: Scope, now: datetime) -> int:
    """How many answers are overdue."""
    return unanswered(scope).filter(answer_by__lt=now).count()


def is_over(topic: Topic, now: datetime) -> bool:
    """Whether the announced end has come."""
    return topic.open_until is not None and now >= topic.open_until


def can_still(topic: Topic, act: Act, now: datetime) -> bool:
    """Whether the phase has an act open, and its time has not run out."""
    return is_open(topic.phase, act, topic.mode) and not is_over(topic, now)
