"""What was said in the cases that a new message may belong to; read without the ORM, like sketches.

Of each case the newest voices: after a power cut, hundreds say the same.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from liren.cases.domain.similarity import Voice, pairs_of
from liren.cases.domain.workflow import OPEN

CLOSED_LATELY = timedelta(days=14)
MOST_OF_A_CASE = 12

# On SQLite a cross join is one that keeps its order: first what was asked for.
READ = {
    "sqlite": (
        "SELECT c.id, c.title, r.text, c.place_path, r.reported_at, c.category_id, r.contact_index "
        "FROM json_each(%s) AS asked CROSS JOIN cases_case AS c ON c.id = asked.value "
        "CROSS JOIN cases_report AS r ON r.id IN "
        "(SELECT id FROM cases_report WHERE case_id = c.id ORDER BY id DESC LIMIT %s) "
        "WHERE c.merged_into_id IS NULL "
        "AND (c.stage IN (SELECT value FROM json_each(%s)) OR c.closed_at >= %s)"
    ),
    "postgresql": (
        "SELECT c.id, c.title, r.text, c.place_path, r.reported_at, c.category_id, r.contact_index "
        "FROM unnest(%s::bigint[]) AS asked(id) JOIN cases_case AS c ON c.id = asked.id "
        "CROSS JOIN LATERAL (SELECT text, reported_at, contact_index FROM cases_report "
        "WHERE case_id = c.id ORDER BY id DESC LIMIT %s) AS r "
        "WHERE c.merged_into_id IS NULL AND (c.stage = ANY(%s::text[]) OR c.closed_at >= %s)"
    ),
}


def voices_of(cases: Collection[int], *, now: datetime) -> dict[int, list[Voice]]:
    """The newest voices of those cases that are open, or were closed lately."""
    if not cases:
        return {}
    lists: list[Any] = [sorted(cases), sorted(OPEN)]
    if connection.vendor == "sqlite":
        lists = [json.dumps(each) for each in lists]
    lately = connection.ops.adapt_datetimefield_value(now - CLOSED_LATELY)
    with connection.cursor() as cursor:
        cursor.execute(READ[connection.vendor], [lists[0], MOST_OF_A_CASE, lists[1], lately])
        rows = cursor.fetchall()
    found: dict[int, list[Voice]] = defaultdict(list)
    for case, title, text, path, at, category, contact in rows:
        found[case].append(
            Voice(
                pairs=pairs_of(comparable(title, text)),
                place_path=path,
                at=_moment(at),
                category=category,
                reporter=bytes(contact) if contact else None,
            )
        )
    return found


def comparable(title: str, text: str) -> str:
    """The words that are compared; a title that only repeats the text counts once."""
    start = title.removesuffix("…")
    return text if start in text else f"{title}\n{text}"


def _moment(stored: datetime) -> datetime:
    """SQLite keeps no time zone; what is kept is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
