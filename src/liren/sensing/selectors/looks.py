"""Reads of who asked to look at a camera's reference, always from a scope."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from liren.accounts.models import User
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.sensing.domain.looks import ASKED_FOR
from liren.sensing.models import Alert, AlertQuerySet, Look


class LookUnknown(NotFound):
    """No such question, or its alert lies outside the scope."""

    code = "sensing.look_unknown"
    sentence = sentence("We could not find this question.")


def waiting_looks(scope: Scope, now: datetime) -> QuerySet[Look]:
    """Questions that wait for a second, of alerts of a scope; the oldest first."""
    rows = _within(scope).filter(agreed_at__isnull=True, asked_at__gt=now - ASKED_FOR)
    return rows.exclude(alert__reference="").order_by("pk")


def looks_of(alert: Alert) -> list[Look]:
    """Who asked to look at this alert's reference, the latest first."""
    return list(alert.looks.select_related("asked_by", "agreed_by").order_by("-pk"))


def look(scope: Scope, pk: int) -> Look:
    """One of them, or not found."""
    found = _within(scope).filter(pk=pk).first()
    if found is None:
        raise LookUnknown()
    return found


def may_see(alert: Alert, looks: Iterable[Look], user: User, now: datetime) -> bool:
    """Whether this person is one of two who look at it now."""
    return alert.has_reference(now) and any(one.asked.shows(user.pk, now) for one in looks)


def _within(scope: Scope) -> QuerySet[Look]:
    inside = AlertQuerySet.inside(scope)
    mine = Alert.objects.filter(inside)
    return Look.objects.filter(alert__in=mine).select_related("alert__place", "asked_by")
