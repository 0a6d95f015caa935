"""Reads of homes that stand empty, always from a scope."""

from collections.abc import Iterable
from datetime import datetime

from liren.core.scope import Scope
from liren.places.models import Place
from liren.sensing.models import Away, AwayQuerySet


def homes_away(scope: Scope, now: datetime) -> AwayQuerySet:
    """Homes of a scope that are known to stand empty now, the soonest back first."""
    return Away.objects.within(scope).now(now).select_related("place").order_by("until", "pk")


def away_of(place: Place, now: datetime) -> Away | None:
    """Until when a home is known to stand empty, if it is."""
    return Away.objects.now(now).filter(place=place).first()


def away_by_home(places: Iterable[int], now: datetime) -> dict[int, Away]:
    """The same for many homes, by the ids of their places."""
    return {row.place_id: row for row in Away.objects.now(now).filter(place__in=places)}
