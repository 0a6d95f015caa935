"""Readings by month: on PostgreSQL partitions are made ahead, and what is old is dropped whole.

SQLite has one table; there the same rule takes old rows out in portions, so that ingest never
waits long. Whatever belongs to no month that is ready stands in the rest, and is moved once it is.
"""

from datetime import date, datetime, time

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from liren.sensing.domain import months
from liren.sensing.models import Reading
from liren.sensing.services.ingest import storing

TABLE = storing.TABLE
REST = f"{TABLE}_rest"
PORTION = 5_000
PATIENCE = "5s"  # ingest must not queue behind us for longer; the next sweep tries again
PARTS = """
SELECT part.relname FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
WHERE inhparent = %s::regclass ORDER BY part.relname
"""


def make_months(*, now: datetime) -> list[date]:
    """Have this month and the next ones ready; gives those that were made."""
    if connection.vendor == "sqlite":
        return []
    there = set(_parts())
    missing = [m for m in months.to_have(timezone.localdate(now)) if _name(m) not in there]
    for month in missing:
        _make(month)
    return missing


def drop_months(*, now: datetime) -> int:
    """Take out what is older than the months that are kept; gives how many portions went."""
    first = months.first_kept(timezone.localdate(now), settings.LIREN_READING_MONTHS)
    dropped = 0
    if connection.vendor == "postgresql":
        for name in _parts():
            if name != REST and name < _name(first):
                _drop(name)
                dropped += 1
    return dropped + _delete_before(first)


def _name(month: date) -> str:
    return f"{TABLE}_{month:%Y_%m}"


def _parts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [TABLE])
        return [name for (name,) in cursor.fetchall()]


@transaction.atomic
def _make(month: date) -> None:
    """Made beside the table and then attached: those who read need not wait for it."""
    name, until = _name(month), months.following(month)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(
            f"CREATE TABLE {name} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
        )
        cursor.execute(
            f"WITH gone AS (DELETE FROM {REST} WHERE month >= %s AND month < %s RETURNING *) "  # noqa: S608  # names of ours
            f"INSERT INTO {name} SELECT * FROM gone",
            [month, until],
        )
        cursor.execute(
            f"ALTER TABLE {TABLE} ATTACH PARTITION {name} "
            f"FOR VALUES FROM ('{month}') TO ('{until}')"
        )


@transaction.atomic
def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(f"DROP TABLE {name}")


def _delete_before(first: date) -> int:
    """What was measured and came before that day, wherever it stands, in portions."""
    begin = datetime.combine(first, time.min, timezone.get_current_timezone())
    old = Reading.objects.filter(pk__lt=storing.lowest_id(begin), month__lt=first)
    portions = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:PORTION]):
        Reading.objects.filter(pk__in=ids)._raw_delete(connection.alias)
        portions += 1
    return portions
