"""Rows with errors go back in the sender's own workbook; only they need to be sent again.

The workbook keeps its look. A column 问题 says what is wrong, the cells are marked, rows that were
taken are left out (of a card with an error all rows stay, for its members need its address).
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from liren.core.tables import LONGEST_IN_SHEET, Table, written

from .cells import letters_of, raw_of
from .codes import Code, Finding, Kind, Skip
from .columns import PROBLEM
from .lines import Line
from .reading import Ledger, SheetReading

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as PlainCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    OpenCell = PlainCell | MergedCell

Say = Callable[[Code], str]
MARK = "FFFFE699"
LARGEST_STYLED = 3 * 1024 * 1024  # bytes
MOST_MERGED = 200_000  # cells: a range over a whole sheet would be written out cell by cell
WIDTH = 60  # of the column 问题
KEPT = frozenset({Skip.TITLE, Skip.FORM_INFO, Skip.HEADER})
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass
class Returned:
    """What goes back of one sheet: rows in their order, those with errors with their findings."""

    name: str
    rows: list[int] = field(default_factory=list)
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    header: int = 0


def returned_rows(reading: SheetReading) -> Returned:
    """Which rows of a sheet go back."""
    found = Returned(reading.name)
    for line in _of_cards(reading) if reading.is_cards else _of_list(reading):
        found.rows.append(line.row)
        found.lines[line.row] = line
        if line.why is Skip.HEADER:
            found.header = line.row
        if line.kind is Kind.ERROR:
            found.findings[line.row] = [f for f in line.findings if f.code.is_error]
    return found if found.findings else Returned(reading.name)


def _of_list(reading: SheetReading) -> Iterator[Line]:
    """What stands over a list, its errors, and the header of a further table above its errors."""
    headers: list[Line] = []
    has_data = False
    for line in reading.lines():
        if line.why in KEPT and not has_data:
            yield line
        elif line.why is Skip.REPEATED_HEADER:
            headers = [*headers, line] if headers and headers[-1].row == line.row - 1 else [line]
        elif line.kind is Kind.ERROR:
            yield from headers
            yield line
            headers = []
        has_data |= line.kind is not Kind.SKIPPED


def _of_cards(reading: SheetReading) -> Iterator[Line]:
    """All rows of the cards with errors."""
    lines = list(reading.lines())
    wrong = {line.row for line in lines if line.kind is Kind.ERROR}
    cards = [range(int(str(c["first_row"])), int(str(c["last_row"])) + 2) for c in reading.cards]
    kept = {row for card in cards if wrong & set(card) for row in card} | wrong
    yield from (line for line in lines if line.row in kept)


def error_file(ledger: Ledger, say: Say) -> bytes:
    """The file to send back, of the kind that came; empty where nothing is wrong."""
    if ledger.book.is_text:
        return _error_text(ledger, say)
    parts, merged = [], 0
    for reading in ledger.sheets():
        parts.append(returned_rows(reading))
        merged += sum((m.bottom - m.top + 1) * (m.right - m.left + 1) for m in reading.sheet.merges)
    wrong = {returned.name: returned for returned in parts if returned.rows}
    if not wrong:
        return b""
    path = ledger.book.path
    if path.stat().st_size > LARGEST_STYLED or merged > MOST_MERGED:
        return _plain_workbook(wrong, say)
    return _error_workbook(path, wrong, say)


def problem_of(row: int, findings: Sequence[Finding], say: Say) -> str:
    """What the sender reads, with the number of the row in the file that was sent first."""
    return f"[{row}] " + " ".join(say(finding.code) for finding in findings)


def _error_text(ledger: Ledger, say: Say) -> bytes:
    rows: list[list[str]] = []
    has_errors = False
    for reading in ledger.sheets():
        returned = returned_rows(reading)
        for row, line in returned.lines.items():
            cells = [raw_of(cell) or "" for cell in line.cells]
            if row in returned.findings:
                has_errors = True
                rows.append([problem_of(row, returned.findings[row], say), *cells])
            else:
                rows.append([PROBLEM if row == returned.header else "", *cells])
    if not has_errors:
        return b""
    book = ledger.book
    like = Table(book.path, False, book.encoding, book.delimiter, [])
    return written(like, rows[0], rows[1:])


def _plain_workbook(wrong: Mapping[str, Returned], say: Say) -> bytes:
    """The same without colours and widths: opening a large workbook to change it takes a minute."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for name, returned in wrong.items():
        sheet = book.create_sheet(name)
        for row, line in returned.lines.items():
            cells = [WriteOnlyCell(sheet) for _ in range(len(line.cells) + 1)]
            for cell, value in zip(cells, line.filled or line.cells, strict=False):
                _set(cell, value)
            if row in returned.findings:
                _put(cells[-1], problem_of(row, returned.findings[row], say))
            elif row == returned.header:
                _put(cells[-1], PROBLEM)
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _error_workbook(path: Path, wrong: Mapping[str, Returned], say: Say) -> bytes:
    from openpyxl import load_workbook  # large: read when somebody has made a mistake

    try:
        book = load_workbook(path, data_only=True)
    except Exception:
        # It is stricter than our reader and fails in a hundred ways: then without the look.
        return _plain_workbook(wrong, say)
    if not wrong.keys() <= set(book.sheetnames):
        return _plain_workbook(wrong, say)
    for name in book.sheetnames:
        sheet = book[name]
        if name in wrong:
            _cut(sheet, wrong[name], say)
        elif sheet.sheet_state == "visible":
            del book[name]
    book.active = next(at for at, name in enumerate(book.sheetnames) if name in wrong)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cut(sheet: "Worksheet", returned: Returned, say: Say) -> None:
    """Leave the rows that go back, one below the other, and say what is wrong with them."""
    from openpyxl.styles import PatternFill

    merges = [str(merge) for merge in sheet.merged_cells.ranges]
    for merge in merges:
        sheet.unmerge_cells(merge)
    problem, last = sheet.max_column + 1, sheet.max_row
    new_row: dict[int, int] = {row: at for at, row in enumerate(returned.rows, start=1)}
    for row, at in new_row.items():
        for column in range(1, problem):
            _copy(sheet.cell(row, column), sheet.cell(at, column))
        for column, value in enumerate(returned.lines[row].filled, start=1):
            if sheet.cell(at, column).value is None:
                _set(sheet.cell(at, column), value)
    if last > len(returned.rows):
        sheet.delete_rows(len(returned.rows) + 1, last - len(returned.rows))
    for merge in merges:
        _merge_again(sheet, merge, new_row, returned)
    _show(sheet, len(returned.rows), problem)
    mark = PatternFill("solid", fgColor=MARK)
    for row, findings in returned.findings.items():
        _put(sheet.cell(new_row[row], problem), problem_of(row, findings, say))
        for finding in findings:
            marked = new_row.get(finding.row or row)
            if finding.column >= 0 and marked is not None:
                sheet.cell(marked, finding.column + 1).fill = mark
    _put(sheet.cell(new_row.get(returned.header, 1), problem), PROBLEM)


def _show(sheet: "Worksheet", rows: int, problem: int) -> None:
    """Every row can be seen, whatever was filtered or set to a height before, and 问题 is wide."""
    sheet.auto_filter.ref = None
    for row in range(1, rows + 1):
        sheet.row_dimensions[row].hidden = False
        sheet.row_dimensions[row].height = None
    sheet.column_dimensions[letters_of(problem - 1)].width = WIDTH


def _copy(source: "OpenCell", to: "OpenCell") -> None:
    _set(to, source.value)
    if source.has_style:
        to._style = copy(source._style)  # type: ignore[union-attr] # all of its look at once


def _set(cell: "OpenCell", value: object) -> None:
    if isinstance(value, str):
        _put(cell, value)
    else:
        cell.value = value  # type: ignore[assignment] # what a workbook gave, it takes


def _put(cell: "OpenCell", text: str) -> None:
    """Write a text that no spreadsheet takes for a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_IN_SHEET] or None
    if text.startswith(_FORMULA):
        cell.data_type = "s"


_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def _merge_again(
    sheet: "Worksheet", merge: str, new_row: Mapping[int, int], returned: Returned
) -> None:
    """Merged titles and headers stay so; merged data were written out for each row."""
    found = _RANGE.fullmatch(merge)
    if found is None:
        return
    left, top, right, bottom = found[1], int(found[2]), found[3], int(found[4])
    rows = [new_row.get(row) for row in range(top, bottom + 1)] if bottom - top < 50 else [None]
    if None in rows or any(
        row in returned.findings and top != bottom for row in range(top, bottom + 1)
    ):
        return
    sheet.merge_cells(f"{left}{rows[0]}:{right}{rows[-1]}")
