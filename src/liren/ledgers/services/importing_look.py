"""What is in a file: its sheets, what their columns seem to hold, and some masked values."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from liren.core import crypto
from liren.core.workbooks import Row
from liren.ledgers.domain.cells import is_blank, letters_of, text_of
from liren.ledgers.domain.masked import masked_sample
from liren.ledgers.domain.profiles import Profile, read_profile
from liren.ledgers.domain.reading import SheetReading, open_ledger
from liren.ledgers.models import Import, ImportSheet
from liren.ledgers.services.importing_files import PURPOSE, opened_file

SAMPLES = 3
SHOWN_ROWS = 6  # of a sheet of which nothing is known
MOST_COLUMNS = 120
PAYMENTS = "payments[]"  # a column a month: known by its heading alone


def look(ledger: Import, *, now: datetime) -> list[ImportSheet]:
    """The sheets of a file as they would be read; nothing is stored."""
    today = timezone.localdate(now).isoformat()
    profile = profile_of(ledger)
    found = []
    with opened_file(ledger) as path, open_ledger(path, today=today, profile=profile) as book:
        book.is_patient = True
        for at, reading in enumerate(book.sheets()):
            found.append(_sheet(ledger, at, reading))
    return found


@transaction.atomic
def store_sheets(ledger: Import, sheets: Sequence[ImportSheet]) -> None:
    """In place of what was found before."""
    ledger.sheets.all().delete()
    for sheet in sheets:
        sheet.save()


def profile_of(ledger: Import) -> Profile:
    """How the file is to be read."""
    return read_profile(ledger.profile) if ledger.profile else Profile()


def _sheet(ledger: Import, at: int, reading: SheetReading) -> ImportSheet:
    sheet = ImportSheet(
        ledger=ledger,
        at=at,
        name=reading.name[:200],
        kind=kind_of(reading),
        ledger_date=reading.ledger_date or "",
        source=(reading.source or "")[:60],
    )
    rows = reading.sample
    if reading.layout and not reading.is_unknown:
        header = reading.layout.header
        sheet.header = [header.start + 1, header.stop] if len(header) else [0, 0]
        sheet.columns = [
            {"at": c.at, "name": c.name, "element": c.element, "is_number": c.is_numbering}
            for c in reading.columns[:MOST_COLUMNS]
        ]
        below = rows[header.stop :]
    else:
        width = min(max((len(row.cells) for row in rows), default=0), MOST_COLUMNS)
        sheet.columns = [{"at": at, "name": "", "element": None} for at in range(width)]
        below = rows
    if sheet.kind in ("list", "unknown"):
        columns = {column["at"]: column["element"] for column in sheet.columns}
        samples = _samples(below, columns, sheet.kind)
        sheet.samples_sealed = sealed_samples(ledger.pk, at, samples)
    return sheet


def kind_of(reading: SheetReading) -> str:
    """What a sheet is, in a word."""
    if reading.sheet.is_hidden:
        return "hidden"
    if reading.is_left_out:
        return "left_out"
    if reading.is_unknown:
        return "unknown"
    if reading.is_cards:
        return "cards"
    return "list" if reading.layout else "notes"


def _samples(rows: Iterable[Row], columns: Mapping[int, str | None], kind: str) -> list[list[str]]:
    """The first values of each column, masked; of an unknown sheet its first rows."""
    wanted = SHOWN_ROWS if kind == "unknown" else SAMPLES
    found: list[list[str]] = [[] for _ in columns]
    for row in rows:
        for own, (at, element) in zip(found, columns.items(), strict=True):
            cell = row.cells[at] if at < len(row.cells) else ""
            if len(own) < wanted and (kind == "unknown" or not is_blank(cell)):
                own.append(masked_sample(text_of(cell), element))
        if all(len(own) >= wanted for own in found):
            break
    return found


def sealed_samples(ledger: int, at: int, samples: Sequence[Sequence[str]]) -> bytes:
    """Masked values are personal all the same."""
    text = json.dumps(samples, ensure_ascii=False)
    return crypto.seal(text, purpose=PURPOSE, row=f"sheet:{ledger}:{at}")


def samples_of(sheet: ImportSheet) -> list[list[str]]:
    """The masked values of each column."""
    if sheet.samples_sealed is None:
        return []
    blob, row = bytes(sheet.samples_sealed), f"sheet:{sheet.ledger_id}:{sheet.at}"
    found: list[list[str]] = json.loads(crypto.unseal(blob, purpose=PURPOSE, row=row))
    return found


def profile_data(
    sheets: Iterable[ImportSheet], chosen: Mapping[int, Mapping[int, str | None]],
    headers: Mapping[int, tuple[int, int]], left_out: Iterable[int],
) -> dict[str, Any]:  # fmt: skip
    """What was chosen on the page, as a profile: by heading where no other is called so."""
    own: dict[str, Any] = {}
    out = set(left_out)
    for sheet in sheets:
        if sheet.at in out:
            own[sheet.name] = {"is_left_out": True}
        elif sheet.at in chosen:
            names = [column["name"] for column in sheet.columns]
            columns = {
                (
                    column["name"]
                    if column["name"] and names.count(column["name"]) == 1
                    else letters_of(column["at"])
                ): chosen[sheet.at].get(column["at"])
                for column in sheet.columns
                if not column.get("is_number") and column["element"] != PAYMENTS
            }
            own[sheet.name] = {"columns": columns}
            if sheet.at in headers:
                own[sheet.name]["header"] = list(headers[sheet.at])
    return {"sheets": own}
