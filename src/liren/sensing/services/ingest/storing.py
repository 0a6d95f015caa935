"""Readings in bulk, past the ORM, as measured in docs/adr/0031.

SQLite takes them by `executemany`, PostgreSQL by COPY into a temporary table; either way a
conflict with the key of a reading is ignored, and what was new is told by the ids, which are made
here: by the millisecond, so that they sort by time, and by chance, so that two never meet.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

COLUMNS = (
    "id, device_id, key, month, what, value, at, received_at, quality"  # of one reading, in order
)
TABLE = "sensing_reading"
INCOMING = "sensing_incoming"
Row = tuple[int, int, str, str, str, float, datetime, datetime, int]
CHANCE = 22  # bits of an id below the milliseconds

_INSERT = f"INSERT INTO {TABLE} ({COLUMNS})"  # names of ours
_SQLITE = f"{_INSERT} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_MAKE = (
    f"CREATE TEMPORARY TABLE IF NOT EXISTS {INCOMING} "
    f"(LIKE {TABLE} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
)
_COPY = f"COPY {INCOMING} ({COLUMNS}) FROM STDIN"
_MOVE = f"{_INSERT} SELECT {COLUMNS} FROM {INCOMING} ON CONFLICT DO NOTHING"  # noqa: S608  # the same


def first_id(now: datetime, last: int) -> int:
    """An id from which a batch counts up, after the last one of this process."""
    room = (1 << CHANCE) - (1 << 16)  # a batch has fewer values than that
    return max(lowest_id(now) | secrets.randbelow(room), last + 1)


def lowest_id(at: datetime) -> int:
    """The lowest id that is given at a moment."""
    return int(at.timestamp() * 1000) << CHANCE


def moment_of(pk: int) -> datetime:
    """When an id was given."""
    return datetime.fromtimestamp((pk >> CHANCE) / 1000, UTC)


def store(rows: Sequence[Row]) -> set[int] | None:
    """Store what is new, in the caller's transaction; gives the ids of it, or none: all of it."""
    if not rows:
        return None
    stored = _to_file(rows) if connection.vendor == "sqlite" else _to_server(rows)
    if stored == len(rows):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {TABLE} WHERE id BETWEEN %s AND %s",  # noqa: S608  # a name of ours
            [rows[0][0], rows[-1][0]],
        )
        return {pk for (pk,) in cursor.fetchall()}


def _to_file(rows: Sequence[Row]) -> int:
    connection.ensure_connection()
    file: Any = connection.connection  # Django's cursor would look at every value once more
    done = file.executemany(_SQLITE, map(_as_text, rows))
    return int(done.rowcount)


def _as_text(row: Row) -> tuple[Any, ...]:
    """Moments as Django writes them into SQLite."""
    return (*row[:6], _plain(row[6]), _plain(row[7]), row[8])


def _plain(at: datetime) -> str:
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(" ")[:-6]


def _to_server(rows: Iterable[Row]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        # Django's cursor hands `copy` through as it is: that the database is away has to be told
        # in its own words here, or a packet would count as one that cannot be stored.
        with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
            copy.write("".join(map(_line, rows)))
        cursor.execute(_MOVE)
        return int(cursor.rowcount)


def _line(row: Row) -> str:
    """A line of COPY's text form; of the letters it minds, keys may hold the backslash only."""
    pk, device, key, month, what, value, at, received_at, quality = row
    key = key.replace("\\", "\\\\")
    return (
        f"{pk}\t{device}\t{key}\t{month}\t{what}\t{value!r}\t{at.isoformat()}\t"
        f"{received_at.isoformat()}\t{quality}\n"
    )


State = tuple[int, str, str, int]  # device, rule, its state as JSON, the last reading in it
_STATES = """
INSERT INTO sensing_rulestate (device_id, rule, state, through) {rows}
ON CONFLICT (device_id, rule) DO UPDATE SET state = excluded.state, through = excluded.through
"""
_STATE_ROWS = {
    "sqlite": "VALUES (%s, %s, %s, %s)",
    "postgresql": "SELECT * FROM unnest(%s::bigint[], %s::varchar[], %s::jsonb[], %s::bigint[])",
}


def store_states(states: Sequence[State]) -> None:
    """Write down what rules remember, new or changed."""
    if not states:
        return
    sql = _STATES.format(rows=_STATE_ROWS[connection.vendor])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(sql, states)
        else:
            cursor.execute(sql, [list(column) for column in zip(*states, strict=True)])
