"""Full-text search in cases, in Chinese, on both databases."""

import re

from django.db import connection
from django.db.models.expressions import RawSQL

from liren.cases.domain.words import postgres_query, sqlite_query
from liren.cases.models import CaseQuerySet

_NUMBER = re.compile(r"\s*\d{6}-(\d{1,18})\s*")
SQLITE = "SELECT rowid FROM cases_search WHERE cases_search MATCH %s"
POSTGRES = "SELECT case_id FROM cases_search WHERE tokens @@ %s::tsquery"


def matching(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of the cases that hold the words, or the one that bears the number."""
    if number := _NUMBER.fullmatch(text[:40]):
        return cases.filter(pk=int(number[1]))
    on_sqlite = connection.vendor == "sqlite"
    query = sqlite_query(text) if on_sqlite else postgres_query(text)
    if not query:
        return cases.none() if text.strip() else cases
    statement = SQLITE if on_sqlite else POSTGRES
    return cases.filter(pk__in=RawSQL(statement, (query,)))  # noqa: S611  # a statement of ours
