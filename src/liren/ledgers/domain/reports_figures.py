"""Reports: measures of a dataset by place and period, as figures that can be checked again.

A figure is a whole number, or a share with its two counts: what is sent holds no rounding that a
later reader could not undo.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .declared import Fault, Lines, Table, Undeclared, mapping, read, tables
from .forms import Rhythm
from .forms_parsing import KEY, NO_SOURCE, TWICE

MEASURE_KEY = KEY


class How(StrEnum):
    """How a measure is made of rows."""

    COUNT = "count"
    SUM = "sum"
    SHARE = "share"


@dataclass(frozen=True)
class Fact:
    """One row of a dataset: by what it is grouped, and its numbers."""

    groups: Mapping[str, str]
    numbers: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """What can be measured: names of numbers and of groups, each once."""

    key: str
    numbers: frozenset[str]
    groups: frozenset[str]


@dataclass(frozen=True)
class Measure:
    """One figure: of which numbers, and how."""

    key: str
    name: str
    name_en: str
    how: How
    of: tuple[str, ...]


@dataclass(frozen=True)
class Breakdown:
    """The same measures for each value of a group."""

    key: str
    name: str
    name_en: str
    by: str
    measures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is reported, to whom, how often and by which law."""

    key: str
    name: str
    name_en: str
    dataset: str
    rhythm: Rhythm
    receivers: tuple[str, ...]
    purpose: str
    legal_basis: str
    measures: tuple[Measure, ...]
    tables: tuple[Breakdown, ...]

    def measure(self, key: str) -> Measure:
        """One of its measures."""
        return next(one for one in self.measures if one.key == key)


Figure = int | list[int]  # a share is [part, whole]
Content = dict[str, Any]


def figures(report: Report, facts: Iterable[Fact]) -> Content:
    """The figures of a report as plain data: measures, then tables sorted by their first line."""
    rows = list(facts)
    return {
        "measures": {one.key: figure(one, rows) for one in report.measures},
        "tables": {one.key: _table(report, one, rows) for one in report.tables},
    }


def figure(measure: Measure, rows: Sequence[Fact]) -> Figure:
    """One figure of some rows."""
    if measure.how is How.COUNT:
        return sum(bool(row.numbers.get(measure.of[0], 0)) for row in rows)
    sums = [sum(row.numbers.get(name, 0) for row in rows) for name in measure.of]
    return sums if measure.how is How.SHARE else sums[0]


def _table(report: Report, table: Breakdown, rows: Sequence[Fact]) -> list[list[Any]]:
    grouped: dict[str, list[Fact]] = {}
    for row in rows:
        grouped.setdefault(row.groups.get(table.by, ""), []).append(row)
    measures = [report.measure(key) for key in table.measures]
    lines = [[name, *(figure(one, some) for one in measures)] for name, some in grouped.items()]
    return sorted(lines, key=lambda line: (-_weight(line[1]), line[0]))


def _weight(value: Figure) -> int:
    return value if isinstance(value, int) else value[0]


def canonical(content: Mapping[str, Any]) -> str:
    """The one way to write a report down, so that its hash can be made again by anybody."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Difference:
    """A figure that is otherwise now: where it stands, as it was sent, and as it would be."""

    table: str
    line: str
    measure: str
    sent: Figure | None
    now: Figure | None


def differences(report: Report, sent: Content, now: Content) -> list[Difference]:
    """Every figure in which two contents of one report differ, in the order of the report."""
    found = [
        Difference("", "", key, sent["measures"].get(key), value)
        for key, value in now["measures"].items()
        if sent["measures"].get(key) != value
    ]
    for table in report.tables:
        before = {line[0]: line[1:] for line in sent["tables"].get(table.key, [])}
        after = {line[0]: line[1:] for line in now["tables"].get(table.key, [])}
        for name in dict.fromkeys([*before, *after]):
            was, become = before.get(name), after.get(name)
            found += [
                Difference(table.key, name, key, was[at] if was else None, new)
                for at, key in enumerate(table.measures)
                if (was[at] if was else None) != (new := become[at] if become else None)
            ]
    return found


def cells_of(content: Content) -> int:
    """How many figures a report holds, which nobody had to write."""
    lines = sum(len(line) - 1 for table in content["tables"].values() for line in table)
    return len(content["measures"]) + lines


def parse_report(text: str, datasets: Mapping[str, Dataset]) -> Report:
    """Read the file of a report; refused with all faults at once."""
    data = read(text)
    lines, faults = Lines(text), list[Fault]()
    head = Table("report", 0, mapping(data.get("report")), lines, faults)
    known = datasets.get(head.one_of("dataset", datasets))
    measures = [
        _measure(Table("measure", at, one, lines, faults, is_many=True), known)
        for at, one in enumerate(tables(data.get("measure")))
    ]
    report = Report(
        key=head.key(KEY, "-"),
        name=head.text("name", most=80),
        name_en=head.text("name_en", most=120, needed=False),
        dataset=known.key if known else "",
        rhythm=Rhythm(head.one_of("rhythm", dict.fromkeys(Rhythm)) or Rhythm.MONTH),
        receivers=head.texts("receivers", most=10),
        purpose=head.text("purpose"),
        legal_basis=head.text("legal_basis"),
        measures=tuple(measures),
        tables=tuple(
            _breakdown(Table("table", at, one, lines, faults, is_many=True), known, measures)
            for at, one in enumerate(tables(data.get("table")))
        ),
    )
    if len({one.key for one in measures}) < len(measures):
        head.fault("measure", TWICE, value="key")
    if faults:
        raise Undeclared(sorted(faults, key=lambda fault: fault.line))
    return report


def _measure(table: Table, known: Dataset | None) -> Measure:
    table.only({"key", "name", "name_en", *How})
    given = [how for how in How if how in table.data]
    how = given[0] if len(given) == 1 else How.COUNT
    of = table.texts(how, most=2)
    for name in of:
        if known and name not in known.numbers:
            table.fault(how, NO_SOURCE, value=name)
    if len(of) != (2 if how is How.SHARE else 1):
        table.fault(how, NO_SOURCE, value="、".join(of))
    name_en = table.text("name_en", most=80, needed=False)
    return Measure(table.text("key", most=40), table.text("name", most=80), name_en, how, of)


def _breakdown(table: Table, known: Dataset | None, measures: Sequence[Measure]) -> Breakdown:
    table.only({"key", "name", "name_en", "by", "measures"})
    names = {one.key for one in measures}
    for name in table.texts("measures", most=20):
        if name not in names:
            table.fault("measures", NO_SOURCE, value=name)
    return Breakdown(
        key=table.text("key", most=40),
        name=table.text("name", most=80),
        name_en=table.text("name_en", most=80, needed=False),
        by=table.one_of("by", dict.fromkeys(sorted(known.groups)) if known else {}),
        measures=table.texts("measures", most=20),
    )
