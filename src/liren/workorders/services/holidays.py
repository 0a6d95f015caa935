"""The table of holidays and swapped working days, kept by the operators.

While nobody has touched it the shipped table counts; the first change copies it, so that the rest
of the year does not vanish with it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liren.core import audit
from liren.core.calendar import DayKind, shipped_days
from liren.core.events import publish
from liren.core.models import Holiday
from liren.core.office import forget_calendar, work_calendar
from liren.core.permissions import Actor, PermissionMissing
from liren.workorders.events import CalendarChanged
from liren.workorders.permissions import OrderPermission


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day that differs from its weekday."""

    date: date
    kind: DayKind
    name: str = ""
    expected: bool = False


@transaction.atomic
def set_day(*, day: Day, by: Actor, now: datetime) -> Holiday:
    """Enter a day, or change what the table says of it."""
    _require(by)
    _copy_shipped()
    row, _created = Holiday.objects.update_or_create(
        date=day.date, defaults={"kind": day.kind, "name": day.name, "expected": day.expected}
    )
    _changed(row, by, now)
    return row


@transaction.atomic
def remove_day(*, day: date, by: Actor, now: datetime) -> None:
    """Let a day be what its weekday is."""
    _require(by)
    _copy_shipped()
    row = Holiday.objects.filter(date=day).first()
    if row is not None:
        _changed(row, by, now)
        row.delete()


def years_to_enter(*, now: datetime) -> tuple[int, ...]:
    """This year and the next, as far as the table does not know them."""
    this_year = now.astimezone(work_calendar().zone).year
    return work_calendar().missing_years(date(this_year, 1, 1), date(this_year + 1, 12, 31))


def _require(by: Actor) -> None:
    # The calendar is one for all places, so the permission counts wherever it is held.
    if not by.has_perm(OrderPermission.CALENDAR):
        raise PermissionMissing(permission=str(OrderPermission.CALENDAR))


def _copy_shipped() -> None:
    if Holiday.objects.exists():
        return
    Holiday.objects.bulk_create(
        Holiday(
            date=entry.date,
            kind=entry.kind,
            name=entry.name_zh,
            name_en=entry.name_en,
            expected=entry.expected,
        )
        for entry in shipped_days()
    )


def _changed(row: Holiday, by: Actor, now: datetime) -> None:
    transaction.on_commit(forget_calendar)
    publish(CalendarChanged(date=row.date.isoformat()))
    audit.record("workorders.calendar_changed", row, by=by, at=now, date=row.date.isoformat())
