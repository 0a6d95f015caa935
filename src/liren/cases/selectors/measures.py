"""The measures of a place and period, and how much work lies where; never how much a person did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Left

from liren.accounts.models import Party
from liren.cases.domain.measures import CaseRecord, Exclusion, Measures, Period, measure
from liren.cases.domain.workflow import OPEN, Stage
from liren.cases.models import Case, CaseQuerySet
from liren.cases.selectors.categories import category_tree
from liren.core.scope import SEGMENT, Scope
from liren.places import selectors as places
from liren.ui.naming import local_name

# "24-hour signing" is the floor that cities publish: within a day the caller has heard something.
RESPONSE = timedelta(hours=24)
GRID_LENGTH = 5 * SEGMENT
COLUMNS = (
    "pk",
    "received_at",
    "filed_at",
    "due_at",
    "original_due_at",
    "closed_at",
    "stage",
    "answered_at",
    "solved",
    "satisfied",
    "reworks",
    "excluded_reason",
    "excluded_by",
)


def measures_for(scope: Scope, period: Period) -> Measures:
    """The rates of a place and period with their counts, and what was left out of them."""
    return measure(_records(touching(scope, period)), period)


def touching(scope: Scope, period: Period) -> CaseQuerySet:
    """The cases of a scope that may count in a period."""
    earliest = period.start - RESPONSE
    received = Q(received_at__gte=earliest, received_at__lt=period.end)
    due = Q(due_at__gte=period.start, due_at__lt=period.end)
    # What was joined to another case is counted with that one.
    return Case.objects.within(scope).filter(received | due).exclude(stage=Stage.MERGED)


def _records(cases: CaseQuerySet) -> Iterator[CaseRecord]:
    for row in cases.order_by().values(*COLUMNS).iterator(chunk_size=2000):
        yield record_of(row)


def record_of(row: dict[str, Any]) -> CaseRecord:
    """A row with `COLUMNS` as the measures take it."""
    was_closed = row["stage"] != Stage.REFUSED and row["closed_at"] is not None
    return CaseRecord(
        number=f"{row['received_at']:%y%m%d}-{row['pk']}",
        received_at=row["received_at"],
        filed_at=row["filed_at"],
        due_by=row["due_at"],
        closed_at=row["closed_at"] if was_closed else None,
        exclusion=_exclusion(row),
        response_due=row["received_at"] + RESPONSE,
        response_at=row["answered_at"],
        asked=was_closed,
        solved=row["solved"],
        satisfied=row["satisfied"],
        reworked=row["reworks"] > 0,
        extended=bool(row["due_at"] and row["due_at"] > row["original_due_at"]),
    )


def _exclusion(row: dict[str, Any]) -> Exclusion | None:
    if not row["excluded_reason"]:
        return None
    return Exclusion(reason=row["excluded_reason"], approver=row["excluded_by"])


@dataclass(frozen=True)
class Load:
    """How many open cases lie with a grid, a party or a class, and how many are late."""

    key: str
    name: str
    open: int
    late: int


def load_by_grid(scope: Scope, now: datetime) -> list[Load]:
    """Open cases by grid."""
    cases = _open(scope).annotate(grid=Left("place_path", GRID_LENGTH))
    rows = _counted(cases, "grid", now)
    known = places.of_paths(row["grid"] for row in rows)
    loads = (
        Load(str(known[row["grid"]].pk), local_name(known[row["grid"]]), row["open"], row["late"])
        for row in rows
        if row["grid"] in known
    )
    return _most_first(loads)


def load_by_party(scope: Scope, now: datetime) -> list[Load]:
    """Open cases by the party in charge."""
    rows = _counted(_open(scope).filter(party__isnull=False), "party", now)
    parties = Party.objects.in_bulk([row["party"] for row in rows])
    return _most_first(
        Load(str(row["party"]), local_name(parties[row["party"]]), row["open"], row["late"])
        for row in rows
    )


def load_by_category(scope: Scope, now: datetime) -> list[Load]:
    """Open cases by class."""
    tree = category_tree()
    rows = _counted(_open(scope).filter(category__isnull=False), "category", now)
    return _most_first(
        Load(
            str(row["category"]), local_name(tree.by_id[row["category"]]), row["open"], row["late"]
        )
        for row in rows
    )


def _open(scope: Scope) -> CaseQuerySet:
    return Case.objects.within(scope).filter(stage__in=OPEN)


def _counted(cases: CaseQuerySet, by: str, now: datetime) -> list[dict[str, Any]]:
    behind = Q(due_at__lt=now, stage=Stage.HANDLING)
    found = cases.order_by().values(by).annotate(open=Count("pk"), late=Count("pk", filter=behind))
    return list(found)


def _most_first(loads: Iterable[Load]) -> list[Load]:
    return sorted(loads, key=lambda load: (-load.late, -load.open, load.name))
