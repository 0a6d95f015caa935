"""A reading as plain data, in the shape in which answer keys are written."""

from collections.abc import Sequence
from typing import Any

from .cells import letters_of
from .codes import Finding, Kind
from .columns import Column
from .homes import Home
from .lines import Line, Value, Values
from .reading import Ledger, SheetReading


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """A whole file: its sheets with their rows, errors, duplicates and what was skipped."""
    sheets = {reading.name: sheet_data(reading, ledger) for reading in ledger.sheets()}
    return {"file": ledger.name, "sheets": sheets}


def sheet_data(reading: SheetReading, ledger: Ledger) -> dict[str, Any]:
    """One sheet; every row is in exactly one of the four lists."""
    lists: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in Kind}
    warnings = last = 0
    for line in reading.lines():
        data = line_data(line, reading)
        lists[line.kind].append(data)
        warnings += len(data.get("warnings", ()))
        last = max(last, line.row)
    found: dict[str, Any] = {kind.value: listed for kind, listed in lists.items()}
    found["last_row"] = last
    found["ledger_date"], found["source"] = reading.ledger_date, reading.source
    if reading.columns:
        found["mapping"] = mapping_data(reading.columns)
    if reading.is_cards:
        found["cards"] = reading.cards
    if reading.sheet.is_text:
        found["encoding"] = ledger.book.encoding
    found["counts"] = {kind.value: len(listed) for kind, listed in lists.items()} | {
        "warnings": warnings
    }
    return found


def mapping_data(columns: Sequence[Column]) -> dict[str, str | None]:
    """Headings and what they hold; months of one table are one heading."""
    found: dict[str, str | None] = {}
    for column in columns:
        name = column.name or letters_of(column.at)
        if column.element == "payments[]":
            name = "/".join([*name.split("/")[:-1], "N月"])
        found.setdefault(name, column.element)
    return found


def line_data(line: Line, reading: SheetReading) -> dict[str, Any]:
    """One line."""
    found: dict[str, Any] = {"row": line.row}
    if reading.sheet.is_text:
        found["line"] = line.line
    if line.kind is Kind.SKIPPED:
        return found | {"why": line.why}
    if line.kind is Kind.DUPLICATE:
        return found | {
            "of_row": line.of_row,
            "kind": line.twice,
            "values": values_data(line.values),
        }
    found["values"] = values_data(line.values)
    if line.extra:
        found["extra"] = dict(line.extra)
    if line.others:
        found["others"] = [values_data(values) for values in line.others]
    for name, is_error in (("warnings", False), ("errors", True)):
        if findings := [
            _finding(f, line, reading) for f in line.findings if f.code.is_error is is_error
        ]:
            found[name] = findings
    if line.same_person_as:
        found["same_person_as_row"] = line.same_person_as
    return found


def values_data(values: Values) -> dict[str, Any]:
    """Values as plain data."""
    return {code: _plain(value) for code, value in values.items()}


def _plain(value: Value) -> Any:
    return value.as_data() if isinstance(value, Home) else value


def _finding(finding: Finding, line: Line, reading: SheetReading) -> dict[str, Any]:
    return {
        "code": finding.code.value,
        "cell": place_of(finding, line, reading),
        "raw": finding.raw,
    }


def place_of(finding: Finding, line: Line, reading: SheetReading) -> str | None:
    """Where something is wrong, as its sender finds it: a cell, or a heading of a text."""
    if finding.column < 0:
        return None
    if reading.sheet.is_text:
        return next((c.name for c in reading.columns if c.at == finding.column), None)
    return f"{letters_of(finding.column)}{finding.row or line.row}"
