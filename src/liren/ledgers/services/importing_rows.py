"""Rows as they are stored: sealed, and read again a stretch at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from liren.core import crypto
from liren.ledgers.domain.cells import raw_of
from liren.ledgers.domain.codes import Code, Kind
from liren.ledgers.domain.lines import Line, Values
from liren.ledgers.models import Import, ImportRow
from liren.ledgers.services.importing_files import PURPOSE

AT_ONCE = 1000


class Said(NamedTuple):
    """What one row says: its people, what no element holds, and what is wrong."""

    at: int
    sheet: int
    row: int
    people: Sequence[Values]
    extra: Mapping[str, str]
    findings: Sequence[tuple[str, str]]  # code, what stood there
    cells: Sequence[str | None]


def sealed_row(ledger: int, at: int, sheet: int, line: Line) -> ImportRow:
    """A line of a sheet as it is stored."""
    content = {
        "c": [raw_of(cell) for cell in line.cells],
        "v": [line.values, *line.others] if line.values or line.others else [],
        "x": line.extra,
        "f": [[finding.code, finding.raw or ""] for finding in line.findings],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    why = line.why or line.twice
    return ImportRow(
        ledger_id=ledger,
        at=at,
        sheet=sheet,
        row=line.row,
        kind=line.kind.value,
        why=why.value if why else "",
        of_row=line.of_row,
        codes=[finding.code.value for finding in line.findings],
        content_sealed=crypto.seal(text, purpose=PURPOSE, row=f"row:{ledger}:{at}"),
    )


def opened(row: ImportRow) -> Said:
    """A stored row in clear, for services."""
    blob = bytes(row.content_sealed)
    text = crypto.unseal(blob, purpose=PURPOSE, row=f"row:{row.ledger_id}:{row.at}")
    content: dict[str, Any] = json.loads(text)
    found = [(code, raw) for code, raw in content["f"]]
    return Said(row.at, row.sheet, row.row, content["v"], content["x"], found, content["c"])


def rows_taken(ledger: Import) -> Iterator[Said]:
    """The rows that go into the register, in their order."""
    last = -1
    while some := list(
        ImportRow.objects.filter(ledger=ledger, kind=Kind.ROW, at__gt=last).order_by("at")[:AT_ONCE]
    ):
        yield from map(opened, some)
        last = some[-1].at


def rows_at(ledger: Import, places: Sequence[int]) -> dict[int, Said]:
    """Some rows by where they stand in the file."""
    rows = ImportRow.objects.filter(ledger=ledger, at__in=list(places))
    return {row.at: opened(row) for row in rows}


def is_error(code: str) -> bool:
    """Whether a finding makes its row wait."""
    return Code(code).is_error
