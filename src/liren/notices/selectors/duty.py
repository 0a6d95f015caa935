"""Who is on duty, and the roster."""

from datetime import datetime

from django.db.models import QuerySet

from liren.core.permissions import Place
from liren.core.scope import Scope, ancestors
from liren.notices.domain.duty import Shift
from liren.notices.models import DutyShift


def on_duty(place: Place, now: datetime) -> list[DutyShift]:
    """Whoever is on duty for a place now: of the nearest place above that has somebody."""
    rows = DutyShift.objects.filter(
        place_path__in=ancestors(place.path), from_at__lte=now, until_at__gt=now
    ).select_related("user", "place")
    found = sorted(rows, key=lambda row: (-len(row.place_path), row.from_at))
    nearest = len(found[0].place_path) if found else 0
    return [row for row in found if len(row.place_path) == nearest and row.user.is_active]


def roster(scope: Scope, now: datetime) -> QuerySet[DutyShift]:
    """The shifts inside a scope that are not over, in their order."""
    rows = DutyShift.objects.within(scope).filter(until_at__gt=now)
    return rows.select_related("user", "place").order_by("from_at", "id")


def as_values(rows: list[DutyShift]) -> list[Shift]:
    """Shifts as the rule takes them."""
    return [Shift(row.user_id, row.from_at, row.until_at) for row in rows]
