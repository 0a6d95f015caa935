"""Full-text search in cases, in Chinese, on both databases.

PostgreSQL's index knows nothing of the newest: of a word that stands in every tenth case it reads
a hundred thousand. So there a page is first looked for among the newest cases, one by one; only a
word that is too rare for that is asked of the index, where rare words are quick.
"""

import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from liren.cases.domain.words import postgres_query, sqlite_query
from liren.cases.models import CaseQuerySet

_NUMBER = re.compile(r"\s*\d{6}-(\d{1,18})\s*")
SQLITE = "SELECT rowid FROM cases_search WHERE cases_search MATCH %s"
# As an array, so that the planner does not try to guess how many there are: it is often far out.
POSTGRES = "SELECT unnest(ARRAY(SELECT case_id FROM cases_search WHERE tokens @@ %s::tsquery))"
HOLDS = "(SELECT s.tokens @@ %s::tsquery FROM cases_search s WHERE s.case_id = cases_case.id)"
NEAR = 5_000  # so many can be looked at one by one


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


def newest_matching(
    cases: CaseQuerySet, text: str, order: Sequence[str], most: int
) -> CaseQuerySet:
    """The same for one page of the newest; at most so many, or all there are."""
    query = postgres_query(text)
    if connection.vendor == "sqlite" or not query or _NUMBER.fullmatch(text[:40]):
        return matching(cases, text)
    first = order[0].removeprefix("-")
    edge = cases.order_by(*order).values_list(first, flat=True)[NEAR : NEAR + 1].first()
    near = cases if edge is None else cases.filter(**{f"{first}__gte": edge})
    holding = near.filter(RawSQL(HOLDS, (query,), BooleanField()))  # noqa: S611  # the same
    found = list(holding.order_by(*order).values_list("pk", flat=True)[:most])
    is_whole = edge is None or len(found) == most
    return cases.filter(pk__in=found) if is_whole else matching(cases, text)
