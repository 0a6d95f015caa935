"""Sittings of a topic: called, held, posted."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.deliberation.domain.templates import Sitting as Rule
from liren.deliberation.domain.templates import Template, sittings_of
from liren.deliberation.models import Sitting, Topic
from liren.deliberation.selectors.topics import rules_at

POSTED_WITHIN = timedelta(days=3)


class SittingUnknown(NotFound):
    """No such meeting, or outside the scope."""

    code = "deliberation.sitting_unknown"
    sentence = sentence("We could not find this meeting.")


def sittings(topic: Topic) -> QuerySet[Sitting]:
    """All sittings of a topic in their order, with what was said and decided."""
    rows = Sitting.objects.filter(topic=topic)
    return rows.prefetch_related("minutes", "decisions", "present")


def sitting(scope: Scope, pk: int) -> Sitting:
    """One of them, or not found."""
    topics = Topic.objects.within(scope)
    found = Sitting.objects.filter(pk=pk, topic__in=topics).select_related("topic__place").first()
    if found is None:
        raise SittingUnknown
    return found


def kinds_held(topic: Topic) -> set[str]:
    """The kinds of sittings that have decided, with minutes that everybody reads.

    Of 四议两公开 each has to agree before the next one sits.
    """
    rows = Sitting.objects.filter(topic=topic, posted_at__isnull=False, decisions__isnull=False)
    if topic.template == Template.FOUR_STEPS:
        rows = rows.filter(decisions__is_carried=True)
    return set(rows.values_list("kind", flat=True))


def has_sat(topic: Topic) -> bool:
    """Whether any meeting was held and posted."""
    return Sitting.objects.filter(topic=topic, posted_at__isnull=False).exists()


def rules_of(topic: Topic) -> tuple[Rule, ...]:
    """The sittings of the way that was chosen, with the community's days and shares."""
    return sittings_of(topic.template, rules_at(topic.place).sittings)


def rule_of(topic: Topic, kind: str) -> Rule | None:
    """What holds for one of them."""
    return next((rule for rule in rules_of(topic) if rule.kind == kind), None)


def not_posted(scope: Scope, now: datetime) -> QuerySet[Sitting]:
    """Meetings that are over and whose minutes are still missing, the oldest first."""
    rows = Sitting.objects.filter(posted_at__isnull=True, called_off="", starts_at__lt=now)
    inside = rows.filter(topic__in=Topic.objects.within(scope))
    return inside.select_related("topic").order_by("starts_at")


def day_and_time(at: datetime) -> str:
    """When a meeting begins, as the reader's language says it."""
    return date_format(timezone.localtime(at), _("D j M, H:i"))
