"""Reports: the files that come with the software, the datasets they measure, what was sent."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib import resources

from django.db.models import Max, QuerySet
from django.utils import timezone

from liren.cases.selectors import figures as cases
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.ledgers.domain.hashes import Hashes, hashes_of
from liren.ledgers.domain.periods import Period
from liren.ledgers.domain.reports_figures import (
    Content,
    Dataset,
    Difference,
    Fact,
    differences,
    figures,
    parse_report,
)
from liren.ledgers.domain.reports_figures import Report as Declared
from liren.ledgers.models import Report

MONTHLY = "cases-monthly"


class ReportUnknown(NotFound):
    """No such report, or it lies outside what this person may see."""

    code = "ledgers.report_unknown"
    sentence = sentence("We could not find this report.")


def _facts_of_cases(scope: Scope, period: Period) -> list[Fact]:
    start, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (period.start, period.end)
    )
    found = cases.figures(scope, cases.period(start, end))
    return [Fact(one.groups, one.numbers) for one in found]


DATASETS: Mapping[str, Dataset] = {
    "cases": Dataset(key="cases", numbers=cases.NUMBERS, groups=cases.GROUPS),
}
READERS: Mapping[str, Callable[[Scope, Period], list[Fact]]] = {"cases": _facts_of_cases}


@cache
def shipped() -> Mapping[str, tuple[Declared, str]]:
    """The reports that come with the software, by key, each with its file."""
    folder = resources.files("liren.ledgers").joinpath("reports_shipped")
    texts = [file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
    found = ((parse_report(text, DATASETS), text) for text in texts)
    return {report.key: (report, text) for report, text in found}


def content_now(report: Declared, scope: Scope, period: Period) -> Content:
    """What a report would say now."""
    return figures(report, READERS[report.dataset](scope, period))


def reports(scope: Scope) -> QuerySet[Report]:
    """What was sent for the places of a scope, the latest first."""
    return Report.objects.within(scope).select_related("place").order_by("-pk")


def report_in(scope: Scope, pk: int) -> Report:
    """One of them, or not found."""
    found = reports(scope).filter(pk=pk).first()
    if found is None:
        raise ReportUnknown()
    return found


def versions_of(row: Report) -> QuerySet[Report]:
    """Every time that this report of this place and period was sent, the first first."""
    same = Report.objects.filter(place=row.place_id, key=row.key, period=row.period)
    return same.order_by("number")


def last_number(place: int, key: str, period: str) -> int:
    """How often it was sent."""
    rows = Report.objects.filter(place=place, key=key, period=period)
    return int(rows.aggregate(last=Max("number"))["last"] or 0)


@dataclass(frozen=True)
class Checked:
    """A report as it was sent: what it says, and whether that is still what was hashed."""

    declared: Declared
    content: Content
    hashes: Hashes
    is_whole: bool


def checked(row: Report) -> Checked:
    """Read what was sent and make its hashes again."""
    hashes = hashes_of(row.content)
    is_whole = (hashes.sha256, hashes.sm3) == (row.sha256, row.sm3)
    declared = parse_report(row.definition, DATASETS)
    return Checked(declared, json.loads(row.content)["figures"], hashes, is_whole)


def changed_since(row: Report, known: Checked, period: Period) -> list[Difference]:
    """What would be otherwise if it were sent today."""
    now = content_now(known.declared, Scope.of([row.place_path]), period)
    return differences(known.declared, known.content, now)
