"""What was handed in as a plain workbook, with its hashes, for whoever asked."""

import io

from liren.core.tables import guarded
from liren.ledgers.models import FormRound
from liren.ledgers.services.forms_taking import about


def received_workbook(row: FormRound, cells: list[list[str]]) -> bytes:
    """The cells as they were handed in; none begins a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    head = [[row.form.name], [about(row)], [f"SHA-256 {row.sha256}"], [f"SM3 {row.sm3}"], []]
    for line in [*head, *cells]:
        sheet.append([guarded(cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
