"""Rows as they are stored: sealed, and read again a stretch at a time."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from liren.core import crypto
from liren.core.prepared import blanks
from liren.ledgers.domain.lines import Values
from liren.ledgers.domain.staging import Staged
from liren.ledgers.models import Import, ImportRow
from liren.ledgers.services.importing_files import PURPOSE

AT_ONCE = 1000
COLUMNS = ("at", "sheet", "row", "content_sealed")


class Said(NamedTuple):
    """What one row says: its people, what no element holds, and what is wrong."""

    at: int
    sheet: int
    row: int
    people: Sequence[Values]
    extra: Mapping[str, str]
    findings: Sequence[tuple[str, str]]  # code, what stood there
    cells: Sequence[str | None]


class Sealer:
    """Makes rows of one import as they are stored, without asking each field anew."""

    def __init__(self, ledger: int) -> None:
        self.ledger, self._blank = ledger, blanks(ImportRow)

    def row(self, at: int, sheet: int, line: Staged) -> ImportRow:
        """A line of a sheet as it is stored."""
        row = self._blank()
        row.ledger_id, row.at, row.sheet, row.row = self.ledger, at, sheet, line.row
        row.kind, row.why, row.of_row, row.codes = line.kind, line.why, line.of_row, line.codes
        row.content_sealed = crypto.seal(line.text, purpose=PURPOSE, row=bound(self.ledger, at))
        return row


def bound(ledger: int, at: int) -> str:
    """What a sealed row is bound to."""
    return f"row:{ledger}:{at}"


def opened(row: ImportRow) -> Said:
    """A stored row in clear, for services."""
    return _said(row.ledger_id, (row.at, row.sheet, row.row, row.content_sealed))


def _said(ledger: int, columns: tuple[int, int, int, bytes | memoryview]) -> Said:
    at, sheet, row, blob = columns
    text = crypto.unseal(bytes(blob), purpose=PURPOSE, row=bound(ledger, at))
    content: dict[str, Any] = json.loads(text)
    found = [(code, raw) for code, raw in content["f"]]
    return Said(at, sheet, row, content["v"], content["x"], found, content["c"])


def rows_at(ledger: Import, places: Sequence[int]) -> dict[int, Said]:
    """Some rows by where they stand in the file."""
    rows = ImportRow.objects.filter(ledger=ledger, at__in=list(places)).values_list(*COLUMNS)
    return {one[0]: _said(ledger.pk, one) for one in rows}
