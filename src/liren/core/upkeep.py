"""What a deed that writes much asks of its database, so that it stays as quick as it began."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

USUAL, SELDOM = 1_000, 16_384  # pages of SQLite's log; a page has 4 KB


@contextmanager
def seldom_checkpointed() -> Iterator[None]:
    """Have SQLite carry its log into the file after 64 MB, not after four.

    A stretch of an import touches the same pages as the one before it; each is then carried over
    once for several stretches. What is committed is on the disk all the same.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    _checkpoint_after(SELDOM, connection)
    try:
        yield
    finally:
        _checkpoint_after(USUAL, connection)


def _checkpoint_after(pages: int, connection: Any) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint={pages}")


def look_anew(*tables: type[models.Model]) -> None:
    """Have PostgreSQL take new figures of tables that have grown, and plan by them from now on.

    It would in a minute; until then what was planned for an empty table reads every row. A table
    that is being looked at already, or to which there is no right, is left as it is.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {names}")
