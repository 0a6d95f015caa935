"""What a workbook comes to is known before its reader, which would end the process, sees it."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from liren.core.tables import (
    FileTooLarge,
    FileUnreadable,
    MacrosRefused,
    TooManyCells,
    TooManySheets,
    is_workbook,
)
from liren.core.unpacking import MOST_SHEETS
from liren.core.workbooks import open_book

SHEET = "xl/worksheets/sheet1.xml"


def good(rows: int = 3) -> bytes:
    """A workbook of a few rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for at in range(rows):
        sheet.append([f"word {at}", at])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(
    folder: Path, part: str, before: bytes, after: bytes, data: bytes | None = None
) -> Path:
    """A workbook with other words in one part, whole otherwise."""
    path = folder / "file.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(data or good())) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for name in source.namelist():
            body = source.read(name)
            target.writestr(name, body.replace(before, after, 1) if name == part else body)
    return path


@pytest.mark.parametrize(
    "after",
    [
        b'r="XFD1048576"', b'r="B99999999"', b'r="B999999999999"', b"r = 'B99999999'",
        b'r="ZZZZZZ1"', b'r = "XFD1048576"',
    ],
)  # fmt: skip
def test_a_cell_far_away_is_refused(tmp_path: Path, after: bytes) -> None:
    with pytest.raises(TooManyCells):
        is_workbook(changed(tmp_path, SHEET, b'r="B3"', after))


def test_a_row_far_away_whose_cells_say_nothing_is_refused(tmp_path: Path) -> None:
    cells = b"<c/>" * 100
    row = b'</row><row r="1048576">' + cells + b"</row></sheetData>"
    with pytest.raises(TooManyCells):
        is_workbook(changed(tmp_path, SHEET, b"</row></sheetData>", row))


def test_cells_that_do_not_say_where_they_are_are_counted(tmp_path: Path) -> None:
    rows = b"".join(b"<row><c/><c/></row>" for _ in range(50))
    path = changed(tmp_path, SHEET, b"</sheetData>", rows + b"</sheetData>")
    assert is_workbook(path)


def test_many_sheets_are_counted_together(tmp_path: Path) -> None:
    book = Workbook()
    for name in "abc":
        book.create_sheet(name)["ZZ4000"] = 1  # 2.8 million cells each
    book.save(tmp_path / "file.xlsx")
    with pytest.raises(TooManyCells):
        is_workbook(tmp_path / "file.xlsx")


def test_more_sheets_than_are_shown_are_refused(tmp_path: Path) -> None:
    book = Workbook()
    for at in range(MOST_SHEETS - 1):
        book.create_sheet(f"s{at}")
    book.save(tmp_path / "file.xlsx")
    assert is_workbook(tmp_path / "file.xlsx")
    book.create_sheet("one more")
    book.save(tmp_path / "file.xlsx")
    with pytest.raises(TooManySheets):
        is_workbook(tmp_path / "file.xlsx")


@pytest.mark.parametrize("start", [b"<sheet ", b"<x:sheet "])
def test_many_names_of_one_sheet_are_many_sheets(tmp_path: Path, start: bytes) -> None:
    one = start + b'name="s" sheetId="9" r:id="rId1"/>'
    listed = one * MOST_SHEETS + b"</sheets>"
    with pytest.raises(TooManySheets):
        is_workbook(changed(tmp_path, "xl/workbook.xml", b"</sheets>", listed))


@pytest.mark.parametrize("row", [b'<row r="2"><c r="A2"/></row>', b'<row r="2"/>', b"<row/>"])
def test_rows_that_all_claim_one_place_are_counted_each(tmp_path: Path, row: bytes) -> None:
    path = changed(tmp_path, SHEET, b"</sheetData>", row * 1_000 + b"</sheetData>")
    assert is_workbook(path, most_cells=3_000)
    with pytest.raises(TooManyCells):
        is_workbook(path, most_cells=450)


def sharing(folder: Path, cells: int) -> Path:
    """A workbook in which so many cells share one text of a million letters."""
    listed = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % at for at in range(4, cells + 4))
    row = b'<row r="4">' + listed + b"</row></sheetData>"
    path = changed(folder, SHEET, b"</sheetData>", row)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/sharedStrings.xml", b"<sst><si><t>%s</t></si></sst>" % (b"x" * 1_000_000)
        )
    return path


def test_a_long_text_that_many_cells_share_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        is_workbook(sharing(tmp_path, 700))


def test_a_long_text_that_few_cells_share_is_taken(tmp_path: Path) -> None:
    assert is_workbook(sharing(tmp_path, 3))


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_programs_are_refused(tmp_path: Path, part: str) -> None:
    data = io.BytesIO(good())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(part, b"program")
    path = tmp_path / "file.xlsm"
    path.write_bytes(data.getvalue())
    with pytest.raises(MacrosRefused):
        is_workbook(path)


def test_other_kinds_of_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", b"<x/>")
    with pytest.raises(FileUnreadable):
        is_workbook(path)


def test_sheets_come_with_their_ranges_and_whether_they_are_hidden(tmp_path: Path) -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("second")
    assert first is not None
    first["C3"] = "x"
    first.merge_cells("C3:D4")
    second.sheet_state = "hidden"
    book.save(tmp_path / "file.xlsx")
    with open_book(tmp_path / "file.xlsx") as found:
        sheets = [(s.name, s.is_hidden, list(s.merges), list(s.rows())) for s in found.sheets()]
    assert [one[:2] for one in sheets] == [("Sheet", False), ("second", True)]
    assert sheets[0][2] == [(2, 2, 3, 3)]
    assert [row.cells for row in sheets[0][3]][2][:3] == ["", "", "x"]


def records(
    folder: Path, text: str, encoding: str = "utf-8"
) -> list[tuple[int, int, list[object]]]:
    """The records of a text: number, line, fields."""
    path = folder / "file.csv"
    path.write_bytes(text.encode(encoding))
    with open_book(path) as book:
        (sheet,) = book.sheets()
        return [(row.number, row.line, list(row.cells)) for row in sheet.rows()]


def test_records_know_the_line_they_begin_on(tmp_path: Path) -> None:
    found = records(tmp_path, 'a,b\r\n1,"two\r\nlines"\r\n\r\n3,"say ""no"""\r\n')
    assert found == [
        (1, 1, ["a", "b"]), (2, 2, ["1", "two\r\nlines"]), (3, 4, []), (4, 5, ["3", 'say "no"']),
    ]  # fmt: skip


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line(tmp_path: Path) -> None:
    lines = ["a,b", '1,"open', *(f"{n},x" for n in range(2, 90)), '90,"y"']
    found = records(tmp_path, "\n".join(lines))
    assert len(found) == 91
    assert found[1][2] == ["1", '"open'] and found[90][2] == ["90", "y"]


def test_a_mark_inside_a_text_is_a_mark(tmp_path: Path) -> None:
    assert [row[2] for row in records(tmp_path, 'a,5" pipe,b\nc,6" pipe,d\n')] == [
        ["a", '5" pipe', "b"], ["c", '6" pipe', "d"],
    ]  # fmt: skip


def test_two_bytes_a_letter(tmp_path: Path) -> None:
    assert records(tmp_path, "姓名\t电话\r\n", "utf-16") == [(1, 1, ["姓名", "电话"])]


@pytest.mark.parametrize(
    ("range_", "is_held"),
    [
        (b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', False),
        (b"<mergeCells><mergeCell ref='a1:zz1048576'/></mergeCells>", False),
        (b'<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>', True),
        (b'<hyperlinks><hyperlink location="x" ref="A1:Z20000"/></hyperlinks>', False),
        (b'<hyperlinks><hyperlink ref="A1:B2" location="x"/></hyperlinks>', True),
        (b'<dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>', True),
    ],
)
def test_a_range_is_as_large_as_whoever_edits_it_makes_it(
    range_: bytes, is_held: bool, tmp_path: Path
) -> None:
    path = changed(tmp_path, SHEET, b"</sheetData>", b"</sheetData>" + range_)
    if is_held:
        assert is_workbook(path)
    else:
        with pytest.raises(TooManyCells):
            is_workbook(path)
