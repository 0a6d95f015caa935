"""The desk's list of topics: what waits for somebody comes first, and says for what."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liren.core.scope import Scope
from liren.deliberation.domain.evaluation import SILENT_AFTER
from liren.deliberation.domain.phases import COUNTED, ENDED, TIMED, Phase
from liren.deliberation.models import Measure, Topic
from liren.deliberation.selectors.topics import topics, with_homes

TABS = {
    "going": _("Going on"),
    "unanswered": _("To be answered"),
    "open": _("Neighbours take part"),
    "work": _("Under way"),
    "ended": _("Ended"),
}
WORK = (Phase.MEASURES, Phase.PUBLICATION, Phase.PROGRESS, Phase.EVALUATION, Phase.REVISION)


@dataclass(frozen=True)
class Want:
    """What a topic waits for, and whether it is late."""

    words: str | Promise
    is_late: bool = False
    at: datetime | None = None


def listed(scope: Scope, tab: str, now: datetime) -> QuerySet[Topic]:
    """The topics of a tab; what waits for the office comes first, the longest waiting before."""
    rows = with_homes(_behind(topics(scope), tab)).select_related("place", "outcome")
    if tab == "ended":
        return rows.order_by("-ended_at", "-id")
    over = Q(open_until__lte=now, phase__in=sorted(TIMED))
    own = Q(phase__in=[Phase.CHECK, Phase.MEETING, Phase.VOTE, Phase.MEASURES, Phase.REVISION])
    order = Case(
        When(answered_at__isnull=True, answer_by__lt=now, then=Value(0)),
        When(over, then=Value(1)),
        When(answered_at__isnull=True, then=Value(2)),
        When(own, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    until = Case(When(answered_at__isnull=True, then="answer_by"), default="open_until")
    return rows.annotate(turn=order).order_by("turn", until.asc(nulls_last=True), "id")


def _behind(rows: QuerySet[Topic], tab: str) -> QuerySet[Topic]:
    if tab == "ended":
        return rows.filter(phase__in=sorted(ENDED))
    running = rows.exclude(phase__in=sorted(ENDED))
    if tab == "unanswered":
        return running.filter(answered_at__isnull=True)
    if tab == "open":
        return running.filter(phase__in=sorted(TIMED))
    return running.filter(phase__in=WORK) if tab == "work" else running


def counted(scope: Scope) -> list[tuple[str, str | Promise, int]]:
    """How many topics stand behind each tab."""
    rows = topics(scope)
    return [(key, word, _behind(rows, key).count()) for key, word in TABS.items()]


def wants(topic: Topic, now: datetime) -> Want:
    """What the topic waits for now."""
    if topic.answered_at is None and topic.phase not in ENDED:
        is_over = topic.open_until is not None and topic.open_until <= now
        if topic.answer_by < now or not is_over:
            return Want(_("a public answer"), topic.answer_by < now, topic.answer_by)
    if topic.phase in TIMED:
        return _of_timed(topic, now)
    if topic.phase == Phase.VOTE and not topic.vote_id:
        return Want(_("a vote to be prepared"))
    return Want(_WANTS.get(Phase(topic.phase), ""), at=topic.open_until)


def _of_timed(topic: Topic, now: datetime) -> Want:
    is_over = topic.open_until is not None and topic.open_until <= now
    if not is_over:
        return Want(_("neighbours, until its end"), at=topic.open_until)
    if topic.phase in COUNTED and not hasattr(topic, "outcome"):
        return Want(_("the count"), is_late=True)
    return Want(_("the next step"), is_late=True)


_WANTS = {
    Phase.CHECK: _("the check of its projects"),
    Phase.MEETING: _("a meeting"),
    Phase.VOTE: _("the vote"),
    Phase.MEASURES: _("a plan"),
    Phase.PUBLICATION: _("the end of its publication"),
    Phase.PROGRESS: _("the parties in charge"),
    Phase.EVALUATION: _("the neighbours' word"),
    Phase.REVISION: _("a new plan"),
}


def silent_measures(scope: Scope, now: datetime) -> list[Measure]:
    """Measures of which nothing was heard for too long."""
    rows = Measure.objects.within(scope).filter(begun_at__isnull=False, done_at__isnull=True)
    found = rows.filter(news_at__lte=now - SILENT_AFTER).select_related("party", "topic")
    return list(found.order_by("news_at")[:5])
