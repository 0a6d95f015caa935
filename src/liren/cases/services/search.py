"""Writes to the full-text index: one row a case, replaced as a whole."""

from collections.abc import Sequence

from django.db import connection

from liren.cases.domain.words import postgres_vector, tokens
from liren.cases.models import Case

SQLITE = "INSERT OR REPLACE INTO cases_search (rowid, tokens) VALUES (%s, %s)"
POSTGRES = (
    "INSERT INTO cases_search (case_id, tokens) "
    "SELECT * FROM unnest(%s::bigint[], %s::text[]::tsvector[]) "
    "ON CONFLICT (case_id) DO UPDATE SET tokens = excluded.tokens"
)


def searchable(text: str) -> str:
    """The words of a text as the index of this database holds them."""
    return tokens(text) if connection.vendor == "sqlite" else postgres_vector(text)


def index_cases(rows: Sequence[tuple[int, str]]) -> None:
    """Make cases findable by the words of a text; one statement."""
    latest = dict(rows)
    if not latest:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(SQLITE, [(pk, searchable(text)) for pk, text in latest.items()])
        else:
            vectors = [searchable(text) for text in latest.values()]
            cursor.execute(POSTGRES, [list(latest), vectors])


def reindex(case_id: int) -> None:
    """Index a case anew with the words of all its voices."""
    case = Case.objects.prefetch_related("reports").get(pk=case_id)
    said = [text for report in case.reports.all() for text in (report.text,) if text]
    index_cases([(case_id, "\n".join([case.title, *said, case.address, case.place_note]))])
