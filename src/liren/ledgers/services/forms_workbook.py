"""The workbook of a round: filled and locked where we hold it, open where something is asked.

Each row carries a hidden mark: whose row it is, at which revisions, and how its cells were written,
so that what nobody touched changes nothing. Marks are keyed and belong to one round, so no row of
another community comes in with them.
"""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from liren.core import crypto
from liren.ledgers.domain import forms as domain
from liren.ledgers.domain.columns import PROBLEM
from liren.ledgers.domain.forms import Asked, Column, Form, heading_rows
from liren.ledgers.selectors import NO_ANSWERS, Answers, Line
from liren.ledgers.services.forms_submitting import cell_of
from liren.ledgers.services.forms_template import IDS, Sheet, found_in, names_of, opened

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767
SHORT = 8  # bytes of a mark
WIDE, USUAL, NARROW = 28, 14, 8


@dataclass(frozen=True)
class Problem:
    """A row that goes back: its cells as they came, by column, and what is wrong."""

    cells: Mapping[str, str]
    says: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a workbook holds: the form, its rows with answers, and what goes back."""

    round: int
    form: Form
    title: str
    about: str
    lines: Sequence[Line] = ()
    answers: Mapping[int, Answers] = field(default_factory=dict)
    problems: Mapping[int, Problem] = field(default_factory=dict)
    strangers: Sequence[Problem] = ()
    template: bytes | None = None


def mark_of(round_id: int, form: Form, line: Line, answers: Answers) -> str:
    """The hidden mark of a row."""
    head = f"{line.subject_id}.{line.base}.{answers.revision}"
    asked = [answers.values.get(column.key, "") for column in form.new]
    macs = (cells_mac(round_id, head, cells) for cells in (locked_of(form, line), asked))
    return ".".join((head, row_mac(round_id, head), *macs))


def row_mac(round_id: int, head: str) -> str:
    """That a row is one of this round's."""
    return crypto.mac(f"{round_id}|{head}".encode(), purpose="form row")[:SHORT].hex()


def cells_mac(round_id: int, head: str, cells: Sequence[str]) -> str:
    """That some cells of a row are as they were written."""
    text = "\x1f".join([str(round_id), head, *map(tidy, cells)])
    return crypto.mac(text.encode(), purpose="form cells")[:SHORT].hex()


def locked_of(form: Form, line: Line) -> list[str]:
    """The locked cells of a row as they leave the house; its number in the list is none of them."""
    return [
        line.values[column.key].said(column)
        for column in form.known
        if column.source != "row.number"
    ]


def tidy(text: str) -> str:
    """A text as a spreadsheet gives it back."""
    return " ".join(text.split())


def workbook(content: Content) -> bytes:
    """The filled workbook, in our layout or in the department's own."""
    if content.template is not None:
        book = opened(bytes(content.template))
        place = found_in(book, names_of(content.form))
        _copy_formulas(place, len(content.lines))
    else:
        book = _own_layout(content)
        place = found_in(book, names_of(content.form))
    _write_rows(book, place, content)
    _protect(place, content)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _own_layout(content: Content) -> "Workbook":
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    columns, form = content.form.columns, content.form
    line = Side(style="thin", color="BFB9AB")
    look = {
        "font": Font(bold=True),
        "fill": PatternFill("solid", fgColor="E5F1EC"),
        "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
        "border": Border(left=line, right=line, top=line, bottom=line),
    }
    _headline(sheet, content, len(columns))
    top = 3
    for level, row in enumerate(heading_rows(columns)):
        for words, wide, high, at in _placed(row, columns, level):
            cell = _cell(sheet, top + level, at)
            _put(cell, words)
            for name, value in look.items():
                setattr(cell, name, value)
            if wide > 1 or high > 1:
                sheet.merge_cells(
                    start_row=top + level, start_column=at,
                    end_row=top + level + high - 1, end_column=at + wide - 1,
                )  # fmt: skip
    last = top + form.depth - 1
    for at, (_, name) in enumerate(names_of(form).items(), start=1):
        letter = get_column_letter(at)
        book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet.title}'!${letter}${last}")
        sheet.column_dimensions[letter].width = _width(columns[at - 1])
    _paper(sheet, last)
    return book


def _headline(sheet: "Worksheet", content: Content, wide: int) -> None:
    from openpyxl.styles import Alignment, Font

    for row, (words, font) in enumerate(
        ((content.title, Font(bold=True, size=16)), (content.about, Font(color="6B756F"))), start=1
    ):
        cell = _cell(sheet, row, 1)
        _put(cell, words)
        cell.font = font
        cell.alignment = Alignment(
            horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True
        )  # fmt: skip
        if wide > 1:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 30, 34


def _placed(
    row: list[tuple[str, int, int]], columns: Sequence[Column], level: int
) -> list[tuple[str, int, int, int]]:
    """Headings of one line with the column at which each begins."""
    starts = iter(row)
    found, at = [], 0
    while at < len(columns):
        if level >= len(columns[at].header):
            at += 1
            continue
        words, wide, high = next(starts)
        found.append((words, wide, high, at + 1))
        at += wide
    return found


def _width(column: Column) -> int:
    if column.source in ("row.number", "person.age", "person.sex"):
        return NARROW
    if column.source in ("place.address", "person.registered_address", "case.title"):
        return WIDE
    return 22 if column.source.endswith(("id_number", "phone")) else USUAL


def _paper(sheet: "Worksheet", last: int) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"A{last + 1}"
    sheet.print_title_rows = f"1:{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(sheet: "Worksheet", row: int, at: int) -> "Cell":
    """A cell to write in; what a department merged away is refused when its workbook is read."""
    return cast("Cell", sheet.cell(row, at))


def _put(cell: "Cell", text: str) -> None:
    """A text is a text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    if cell.value is not None:
        cell.data_type = "s"
        cell.number_format = "@"


def _write_rows(book: "Workbook", place: Sheet, content: Content) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    sheet, form = place.sheet, content.form
    ids = max(sheet.max_column, *place.columns.values()) + 1
    head = _cell(sheet, place.first - 1, ids)
    head.value = IDS
    title = sheet.title.replace("'", "''")
    named = f"'{title}'!${head.column_letter}${head.row}"
    book.defined_names[IDS] = DefinedName(IDS, attr_text=named)
    sheet.column_dimensions[head.column_letter].hidden = True
    for at, line in enumerate(content.lines, start=place.first):
        problem = content.problems.get(line.subject_id)
        answers = content.answers.get(line.subject_id, NO_ANSWERS)
        for column in form.columns:
            text = cell_of(column, line, answers)
            if problem and column.is_new:
                text = problem.cells.get(column.key, text)
            _fill(sheet, at, place.columns[column.key], column, text)
        _put(_cell(sheet, at, ids), mark_of(content.round, form, line, answers))
    if content.problems or content.strangers:
        _write_problems(place, content, ids + 1)


def _fill(sheet: "Worksheet", row: int, at: int, column: Column, text: str) -> None:
    cell = _cell(sheet, row, at)
    is_number = column.source in ("row.number", "person.age") or column.asked is Asked.NUMBER
    if is_number and text.isdigit() and len(text) < 15:
        cell.value = int(text)
    else:
        _put(cell, text)


def _write_problems(place: Sheet, content: Content, at: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet, wash = place.sheet, PatternFill("solid", fgColor="FCEBE0")
    head = _cell(sheet, place.first - 1, at)
    _put(head, PROBLEM)
    head.font = Font(bold=True, color="B8430E")
    sheet.column_dimensions[head.column_letter].width = 46
    said = [content.problems[line.subject_id] for line in content.lines]
    for row, problem in enumerate([*said, *content.strangers], start=place.first):
        for column in content.form.columns:
            cell = _cell(sheet, row, place.columns[column.key])
            if row >= place.first + len(said):
                _put(cell, problem.cells.get(column.key, ""))
            cell.fill = wash
        cell = _cell(sheet, row, at)
        _put(cell, problem.says)
        cell.font, cell.alignment = Font(color="B8430E"), Alignment(wrap_text=True)


def _copy_formulas(place: Sheet, count: int) -> None:
    """What the department reckons in its first row, it reckons in every row."""
    from openpyxl.formula.translate import Translator

    sheet = place.sheet
    first: dict[int, Any] = dict(enumerate(sheet[place.first], start=1))
    for row in range(place.first + 1, place.first + count):
        for at, origin in first.items():
            cell: Any = sheet.cell(row, at)
            if origin.has_style:
                cell._style = copy(origin._style)
            if isinstance(origin.value, str) and origin.data_type == "f":
                moved = Translator(origin.value, origin=origin.coordinate)
                cell.value = moved.translate_formula(cell.coordinate)


def _protect(place: Sheet, content: Content) -> None:
    """Locked without a password: it keeps from slips, the marks keep from more."""
    from openpyxl.styles import Border, PatternFill, Protection, Side

    sheet, last = place.sheet, place.first + max(len(content.lines), 1) - 1
    line = Side(style="thin", color="E4DFD3")
    edge = Border(left=line, right=line, top=line, bottom=line)
    wash = PatternFill("solid", fgColor="FFF7E0")
    for column in content.form.columns:
        at = place.columns[column.key]
        for row in range(place.first, last + 1):
            cell = _cell(sheet, row, at)
            cell.border = edge
            if column.is_new:
                cell.protection = Protection(locked=False)
                if not content.problems:
                    cell.fill = wash
        if listed := _choices(column):
            _validate(sheet, at, listed, (place.first, last))
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.autoFilter = sheet.protection.sort = False


def _choices(column: Column) -> Sequence[str]:
    return ("是", "否") if column.asked is domain.Asked.YES_NO else column.choices


def _validate(sheet: "Worksheet", at: int, listed: Sequence[str], rows: tuple[int, int]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(listed)
    if len(words) > 250 or any("," in word or '"' in word for word in listed):
        return  # more than a cell's list can hold; what is written is checked when it comes back
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    letter = get_column_letter(at)
    rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
    sheet.add_data_validation(rule)
