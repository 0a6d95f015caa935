"""A report as a workbook, and the cells of a figure as people read them."""

import io
from typing import Any

from liren.core.tables import guarded
from liren.ledgers.domain.reports_figures import Content, Figure, Report


def shown(figure: Figure | None) -> str:
    """A figure as people read it: a number, or a share in per cent with its two counts."""
    if figure is None:
        return "—"
    if isinstance(figure, int):
        return str(figure)
    part, whole = figure
    if not whole:
        return "—"
    hundredths = (20_000 * part + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}%（{part}/{whole}）"


def report_workbook(title: str, about: list[str], report: Report, content: Content) -> bytes:
    """The report as it was sent: measures on the first sheet, a sheet for each table."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "月报"
    sheet.append([guarded(title)])
    sheet["A1"].font = Font(bold=True, size=16)
    for line in about:
        sheet.append([guarded(line)])
    sheet.append([])
    for measure in report.measures:
        sheet.append([guarded(measure.name), _cell(content["measures"][measure.key])])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 24
    for table in report.tables:
        page = book.create_sheet(guarded(table.name)[:31])
        names = [report.measure(key).name for key in table.measures]
        page.append([guarded(cell) for cell in (table.name, *names)])
        for name, *values in content["tables"][table.key]:
            page.append([guarded(name), *map(_cell, values)])
        page.column_dimensions["A"].width = 24
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(figure: Figure) -> Any:
    return figure if isinstance(figure, int) else shown(figure)
