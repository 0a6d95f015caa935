"""The department's own workbook: looked at before it is taken, and opened to be filled.

Its headings are found by named cells. Formulas stay as they are; rows begin under the headings, so
that nothing of the department's may stand there.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from liren.core.errors import Invalid, sentence
from liren.core.tables import FileUnreadable, is_workbook
from liren.ledgers.domain.forms import Form

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

IDS = "LIREN"  # the name of the heading over the hidden ids
MOST_CELLS = 400_000
BROKEN = (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, zipfile.BadZipFile)

# Functions that ask others, links to other programs (`|`) and to other files (`[2]Sheet!`); what
# stands between quotation marks is only text.
OUTSIDE = re.compile(
    r"\b(WEBSERVICE|HYPERLINK|IMAGE|RTD|CALL|REGISTER)\s*\(|\||\[[^\[\]]*\][^\[\]]*!", re.IGNORECASE
)
TEXT = re.compile(r'"[^"]*"')


class TemplateMissing(Invalid):
    """The columns name cells of a workbook that was not sent."""

    code = "ledgers.template_missing"
    sentence = sentence("The columns name cells of a workbook. Please send it with the form.")


class TemplateUnnamed(Invalid):
    """A workbook was sent, and the columns name none of its cells."""

    code = "ledgers.template_unnamed"
    sentence = sentence(
        "Please say of every column which named cell of the workbook is its heading."
    )


class CellUnknown(Invalid):
    """A named cell that the workbook has not got, or that is no single cell."""

    code = "ledgers.cell_unknown"
    sentence = sentence("The workbook has no cell of the name “{cell}”.")


class CellsApart(Invalid):
    """The headings lie on several sheets or share a column."""

    code = "ledgers.cells_apart"
    sentence = sentence("The named cells have to lie on one sheet, each over a column of its own.")


class TemplateReachesOut(Invalid):
    """A formula asks something outside: a web page, another program, another file."""

    code = "ledgers.template_reaches_out"
    sentence = sentence(
        "The formula in {cell} asks something outside of the workbook. Please take it out: whoever "
        "opens the list should not tell others about it."
    )


class TemplateNotEmpty(Invalid):
    """Something stands where the rows will stand."""

    code = "ledgers.template_not_empty"
    sentence = sentence(
        "In the workbook something stands in row {row}. Below the first row under the headings it "
        "has to be empty, for there the rows are written; put sums above the headings."
    )


class Sheet:
    """Where a form stands in a workbook: its sheet, the column of each key, its first row."""

    def __init__(self, sheet: "Worksheet", columns: Mapping[str, int], first: int) -> None:
        self.sheet, self.columns, self.first = sheet, columns, first


@contextmanager
def as_file(data: bytes) -> Iterator[Path]:
    """Bytes as a file for whoever reads files."""
    with tempfile.TemporaryDirectory(prefix="liren-form-") as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(data)
        yield path


def opened(data: bytes) -> "Workbook":
    """A workbook that somebody sent, after its size was measured; no macros, nothing evaluated."""
    from openpyxl import load_workbook  # large: read when somebody sends a workbook

    with as_file(data) as path:
        if not is_workbook(path, most_cells=MOST_CELLS):
            raise FileUnreadable(reason="XLSX")
    try:
        return load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as wrong:  # it fails in a hundred ways, of which some are errors of syntax
        raise FileUnreadable(reason=type(wrong).__name__) from wrong


def names_of(form: Form) -> dict[str, str]:
    """The name of the heading cell of each column."""
    return {column.key: column.cell or f"C_{column.key}" for column in form.columns}


def found_in(book: "Workbook", names: Mapping[str, str]) -> Sheet:
    """The form in a workbook, by its named cells."""
    sheets, columns, rows = set(), {}, []
    for key, name in names.items():
        title, column, row = _cell(book, name)
        sheets.add(title)
        columns[key] = column
        rows.append(_bottom(book[title], row, column))
    if len(sheets) != 1 or len(set(columns.values())) < len(columns):
        raise CellsApart()
    return Sheet(book[sheets.pop()], columns, max(rows) + 1)


def _cell(book: "Workbook", name: str) -> tuple[str, int, int]:
    from openpyxl.utils.cell import coordinate_to_tuple

    defined = book.defined_names.get(name)
    try:
        places = list(defined.destinations) if defined is not None else []
        [(title, place)] = places
        row, column = coordinate_to_tuple(place.replace("$", ""))
        if title not in book.sheetnames:
            raise ValueError(title)
    except BROKEN as wrong:
        raise CellUnknown(cell=name) from wrong
    return title, column, row


def _bottom(sheet: "Worksheet", row: int, column: int) -> int:
    """The last row of a heading that may be merged over several."""
    merged = sheet.merged_cells.ranges
    return max((one.max_row for one in merged if (row, column) in one.top), default=row)


def _require_within(book: "Workbook") -> None:
    """Formulas may reckon with what stands in the workbook, and nothing else."""
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and OUTSIDE.search(TEXT.sub("", str(cell.value))):
                    raise TemplateReachesOut(cell=f"{sheet.title}!{cell.coordinate}")


def check(form: Form, template: bytes | None) -> None:
    """Refuse a workbook that could not be filled, before anybody is asked to fill it."""
    if template is None:
        raise TemplateMissing()
    if not form.has_own_workbook:
        raise TemplateUnnamed()
    book = opened(template)
    found = found_in(book, names_of(form))
    _require_within(book)
    for cells in found.sheet.iter_rows(min_row=found.first + 1):
        if any(cell.value not in (None, "") for cell in cells):
            raise TemplateNotEmpty(row=cells[0].row)
    for merged in found.sheet.merged_cells.ranges:
        if merged.max_row >= found.first:
            raise TemplateNotEmpty(row=max(merged.min_row, found.first))
    ours = set(found.columns.values())
    for cells in found.sheet.iter_rows(min_row=found.first, max_row=found.first):
        if any(cell.value not in (None, "") for cell in cells if cell.column in ours):
            raise TemplateNotEmpty(row=found.first)
