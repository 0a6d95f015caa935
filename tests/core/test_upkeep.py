"""What writes much leaves the database as quick as it was, and as safe."""

from contextlib import suppress
from datetime import datetime

import pytest
from django.db import connection, transaction

from liren.core.models import AuditEvent
from liren.core.prepared import insert
from liren.core.upkeep import look_anew, seldom_checkpointed

pytestmark = pytest.mark.django_db


def _lines(at: datetime, count: int) -> list[AuditEvent]:
    common = {"chain": 9, "at": at, "action": "a", "actor": "b", "subject": "c", "mac": b"\1"}
    return [AuditEvent(sequence=n, **common) for n in range(1, count + 1)]


def _pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint")
        return int(cursor.fetchone()[0])


def test_figures_of_a_table_that_has_grown_are_taken(now: datetime) -> None:
    with transaction.atomic():
        insert(_lines(now, 30))
    look_anew(AuditEvent)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'core_auditevent'")
            assert cursor.fetchone() == (30,)


def test_the_log_is_carried_over_less_often_and_then_as_before() -> None:
    if connection.vendor != "sqlite":
        with seldom_checkpointed():
            pass  # PostgreSQL looks after itself
        return
    before = _pages()
    with suppress(ZeroDivisionError), seldom_checkpointed():
        within = _pages()
        raise ZeroDivisionError
    assert before == _pages() == 1000, "what SQLite does by itself"
    assert within > 10 * before
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,), "what is committed is on the disk all the same"
