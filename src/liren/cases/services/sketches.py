"""The table by which near-duplicates are found: many small rows, and not for ever.

Written and read without the ORM: two dozen rows a case took a third of the time of an import.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from liren.cases.models import Case, Sketch

KEPT = timedelta(days=60)
# After a power cut hundreds say the same: the newest of a band are enough to find the case.
MOST_IN_BAND = 20

STORE = {
    "sqlite": (
        "INSERT INTO cases_sketch (case_id, community_path, band, at) VALUES (%s, %s, %s, %s)"
    ),
    "postgresql": (
        "INSERT INTO cases_sketch (case_id, community_path, band, at) SELECT * FROM "
        "unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])"
    ),
}
# The subquery ends each band after its newest rows, along the index.
MEET = {
    "sqlite": (
        "SELECT b.position, s.case_id, count(*) FROM (SELECT "
        "json_extract(value, '$[0]') AS position, json_extract(value, '$[1]') AS band, "
        "json_extract(value, '$[2]') AS community, json_extract(value, '$[3]') AS since, "
        "json_extract(value, '$[4]') AS until FROM json_each(%s)) AS b "
        "JOIN cases_sketch AS s ON s.id IN (SELECT id FROM cases_sketch "
        "WHERE band = b.band AND community_path = b.community AND at BETWEEN b.since AND b.until "
        "ORDER BY at DESC LIMIT %s) GROUP BY 1, 2"
    ),
    "postgresql": (
        "SELECT b.position, s.case_id, count(*) FROM unnest(%s::int[], %s::bigint[], %s::text[], "
        "%s::timestamptz[], %s::timestamptz[]) AS b(position, band, community, since, until) "
        "CROSS JOIN LATERAL (SELECT case_id FROM cases_sketch WHERE band = b.band AND "
        "community_path = b.community AND at BETWEEN b.since AND b.until "
        "ORDER BY at DESC LIMIT %s) AS s GROUP BY 1, 2"
    ),
}


@dataclass(frozen=True)
class Sketched:
    """The bands of one message, and within which days of which community others are met."""

    bands: Sequence[int]
    community: str
    since: datetime
    until: datetime


def store_sketches(rows: Iterable[tuple[Case, Iterable[int]]]) -> None:
    """Keep the bands of new cases."""
    adapt = connection.ops.adapt_datetimefield_value
    values = [
        (case.pk, case.community_path, band, at)
        for case, bands in rows
        for at in (adapt(case.reported_at),)
        for band in bands
    ]
    if not values:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(STORE["sqlite"], values)
        else:
            cursor.execute(STORE["postgresql"], _columns(values))


def cases_met(messages: Sequence[Sketched], *, most: int) -> list[list[int]]:
    """For each message the cases it shares bands with: most bands first, then the newest."""
    adapt = connection.ops.adapt_datetimefield_value
    asked = [
        (position, band, one.community, since, until)
        for position, one in enumerate(messages)
        for since, until in ((adapt(one.since), adapt(one.until)),)
        for band in one.bands
    ]
    met: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for position, case, bands in _met(asked) if asked else ():
        met[position].append((bands, case))
    return [
        [case for _, case in sorted(met[position], reverse=True)[:most]]
        for position in range(len(messages))
    ]


def _met(asked: Sequence[Sequence[object]]) -> list[tuple[int, int, int]]:
    given = [json.dumps(asked)] if connection.vendor == "sqlite" else _columns(asked)
    with connection.cursor() as cursor:
        cursor.execute(MEET[connection.vendor], [*given, MOST_IN_BAND])
        return list(cursor.fetchall())


def _columns(rows: Sequence[Sequence[object]]) -> list[str]:
    """Rows as arrays in PostgreSQL's own words: numbers, digits and moments, nothing to escape."""
    columns = zip(*rows, strict=True)
    return ["{" + ",".join(f'"{value}"' for value in column) + "}" for column in columns]


def forget_old_sketches(*, now: datetime) -> int:
    """Nobody asks whether a message repeats one of two months ago."""
    return Sketch.objects.filter(at__lt=now - KEPT).delete()[0]
