"""Reads of alerts and rules, always from a scope."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from liren.accounts.models import User
from liren.accounts.selectors import parties_of
from liren.core.errors import NotFound, sentence
from liren.core.scope import NOWHERE, Scope
from liren.sensing.models import Alert, AlertQuerySet, Placement
from liren.sensing.permissions import SensingPermission

JOINED_WITHIN = timedelta(days=7)


class AlertUnknown(NotFound):
    """No such alert, or it lies outside the scope: the answer is the same."""

    code = "sensing.alert_unknown"
    sentence = sentence("We could not find this alert.")


class PlacementUnknown(NotFound):
    """No such rule at a place, or outside the scope."""

    code = "sensing.placement_unknown"
    sentence = sentence("We could not find this rule.")


@dataclass(frozen=True)
class Sent:
    """Where some parties are sent, and which: of all other alerts there they see nothing."""

    scope: Scope = NOWHERE
    parties: frozenset[int] = frozenset()


NOT_SENT = Sent()


def sent_for(user: User, now: datetime) -> Sent:
    """What somebody sees because the party they work for has to go there."""
    scope = user.scope_for(SensingPermission.WORK)
    own = parties_of(user, now) if scope.paths else []
    return Sent(scope, frozenset(party.pk for party in own))


def was_sent(user: User, row: Alert, now: datetime) -> bool:
    """Whether the order of an alert is one of a party that somebody works for."""
    own, party = sent_for(user, now), row.order.party_id if row.order else None
    return party in own.parties and own.scope.covers(row.place_path)


def _seen(scope: Scope, sent: Sent) -> AlertQuerySet:
    if not sent.parties:
        return Alert.objects.within(scope)
    inside, theirs = AlertQuerySet.inside, Q(order__party__in=sent.parties)
    return Alert.objects.filter(inside(scope) | inside(sent.scope) & theirs)


def alerts(scope: Scope, state: str = "open", sent: Sent = NOT_SENT) -> AlertQuerySet:
    """The alerts of a scope: the open ones as they hurry, the closed ones latest first."""
    rows = _seen(scope, sent).select_related("device", "place", "order")
    if state == "closed":
        return rows.filter(closed_at__isnull=False).order_by("-id")
    return rows.active().order_by("-severity", "id")


def alert(scope: Scope, pk: int, sent: Sent = NOT_SENT) -> Alert:
    """One of them, or not found."""
    along = ("device", "place", "order__escalated_to", "case")
    rows = _seen(scope, sent).select_related(*along)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise AlertUnknown()
    return found


def with_same_order(row: Alert) -> QuerySet[Alert]:
    """The other alerts for which the same person goes."""
    same = Alert.objects.filter(order=row.order_id, order__isnull=False).exclude(pk=row.pk)
    return same.select_related("device").order_by("id")


def of_case(scope: Scope, case: int) -> AlertQuerySet:
    """The alerts that were put into a case, as far as one may see them."""
    rows = Alert.objects.within(scope).filter(case=case)
    return rows.select_related("device", "place", "order").order_by("-id")


def has_alerts(case: int) -> bool:
    """Whether alerts were put into a case."""
    return Alert.objects.filter(case=case).exists()


def joinable(scope: Scope, row: Alert, now: datetime) -> AlertQuerySet:
    """What may be of one case with an alert: of its community and week, in none yet."""
    rows = Alert.objects.within(scope).filter(community_path=row.community_path, case=None)
    near = rows.filter(raised_at__gte=now - JOINED_WITHIN).exclude(pk=row.pk)
    return near.select_related("device", "place").order_by("-id")


@dataclass(frozen=True)
class FalseRate:
    """How many of the alerts that were closed turned out to be nothing."""

    name: str
    closed: int
    false: int

    @property
    def per_cent(self) -> int:
        """In whole per cent."""
        return round(100 * self.false / self.closed) if self.closed else 0


BY = {"rule": "rule", "maker": "device__maker", "device": "device__number"}


def false_rates(scope: Scope, by: str, since: datetime) -> list[FalseRate]:
    """False alarms by device, rule or maker, the most first."""
    rows = Alert.objects.within(scope).filter(closed_at__gte=since).values_list(BY[by])
    counted = rows.annotate(n=Count("pk"), f=Count("pk", filter=Q(result__startswith="false:")))
    return [FalseRate(name, n, f) for name, n, f in counted.order_by("-f", "-n")[:20]]


def placements(scope: Scope) -> QuerySet[Placement]:
    """The rules of a scope: those that are on first, then those that were only tried."""
    rows = Placement.objects.within(scope).select_related("place")
    return rows.order_by("ended_at", "-switched_on_at", "-id")


def placement(scope: Scope, pk: int) -> Placement:
    """One of them, or not found."""
    found = placements(scope).filter(pk=pk).first()
    if found is None:
        raise PlacementUnknown()
    return found
