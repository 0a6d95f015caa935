"""Tables that people send, in any spelling, and those that would do harm."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from liren.core import tables
from liren.core.unpacking import LARGEST_UNPACKED

LINES = '编号,内容\r\n1,路灯坏了\r\n2,"两行\n内容"\r\n'


def saved(folder: Path, data: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def workbook(*rows: tuple[str | float | None, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    table = tables.open_table(saved(tmp_path, LINES.encode(encoding)))
    assert table.header == ["编号", "内容"]
    assert [(row.line, row.cells) for row in table.rows()] == [
        (2, ["1", "路灯坏了"]),
        (3, ["2", "两行\n内容"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_letters_that_cannot_be_read_are_named_by_their_line(tmp_path: Path, encoding: str) -> None:
    good = "".join(f"{n},楼道灯坏了\r\n" for n in range(2, 400)).encode(encoding)
    data = "编号,内容\r\n".encode(encoding) + good + b"400,\xe6\xff\r\n" + good
    with pytest.raises(tables.LettersUnreadable, match="Line 400 "):
        tables.open_table(saved(tmp_path, data))


def test_a_text_that_ends_within_a_letter_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(tables.LettersUnreadable, match="Line 1 "):
        tables.open_table(saved(tmp_path, "编号\n".encode("utf-16") + b"1"))


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    data = LINES.replace(",", delimiter).encode()
    assert tables.open_table(saved(tmp_path, data)).header == ["编号", "内容"]


def test_a_workbook_reads_as_its_sender_sees_it(tmp_path: Path) -> None:
    data = workbook(("编号", "内容"), (188006, "路灯坏了"), (None, None), (1.5, "=1+1"))
    table = tables.open_table(saved(tmp_path, data, "file.xlsx"))
    rows = [row.cells for row in table.rows()]
    assert rows[0] == ["188006", "路灯坏了"]
    assert rows[1] == ["", ""]
    assert rows[2][0] == "1.5"


def test_a_formula_without_a_stored_value_is_empty_not_run(tmp_path: Path) -> None:
    data = workbook(("编号", "内容"), (1, '=HYPERLINK("x")'))
    (row,) = tables.open_table(saved(tmp_path, data, "file.xlsx")).rows()
    assert row.cells[0] == "1"
    assert "HYPERLINK" not in row.cells[1]


def test_a_cell_of_ten_megabytes_is_read_and_left_to_the_rules(tmp_path: Path) -> None:
    data = b"id,text\n1," + b"a" * 10_000_000 + b"\n2,short\n"
    rows = list(tables.open_table(saved(tmp_path, data)).rows())
    assert [len(row.cells[1]) for row in rows] == [10_000_000, 5]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken"])
def test_what_is_no_table_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(tables.FileUnreadable):
        tables.open_table(saved(tmp_path, data))


def test_macros_are_refused(tmp_path: Path) -> None:
    data = io.BytesIO(workbook(("编号", "内容")))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"program")
    with pytest.raises(tables.MacrosRefused):
        tables.open_table(saved(tmp_path, data.getvalue()))


def zipped(name: str, body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return file.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    data = zipped("xl/worksheets/sheet1.xml", b"0" * (LARGEST_UNPACKED + 1))
    assert len(data) < 1_000_000
    with pytest.raises(tables.FileTooLarge):
        tables.open_table(saved(tmp_path, data))


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = zipped("xl/worksheets/sheet1.xml", b"0" * (LARGEST_UNPACKED + 1))
    size = (LARGEST_UNPACKED + 1).to_bytes(4, "little")
    path = saved(tmp_path, data.replace(size, (100).to_bytes(4, "little")))
    with pytest.raises((tables.FileTooLarge, tables.FileUnreadable)):
        tables.open_table(path)


def test_one_cell_in_the_last_row_is_not_filled_up(tmp_path: Path) -> None:
    sheet = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'
    with pytest.raises(tables.TooManyCells):
        tables.open_table(saved(tmp_path, zipped("xl/worksheets/sheet1.xml", sheet)))


WIDE = b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>"


@pytest.mark.parametrize(
    "sheet",
    [
        WIDE + b"<row><c><v>1</v></c></row>" * 400_000,  # 6 GB, and none of it has a name
        WIDE + b'<row spans="1:1" r="1048576"><c><v>1</v></c></row>',
        WIDE.replace(b"row", b"x:row").replace(b"<c>", b"<x:c>") + b"<x:row r='4000000000'/>",
        b"<row><c r='XFD1'/></row>" + b"<row foo=' r=\"1\"'><c><v>1</v></c></row>" * 400,
        WIDE.replace(b"<c>", b"<c foo=' r=\"A1\"'>") + b"<row/>" * 400,
        b'<row r="1"><c r="ZZZZZZZZ99999999999999999999999"/></row>',
    ],
    ids=["nameless", "named row", "prefixed", "rows in disguise", "cells in disguise", "beyond"],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/media/picture.png"])
def test_cells_without_names_are_counted_wherever_they_stand(
    tmp_path: Path, sheet: bytes, part: str
) -> None:
    data = zipped(part, b"<worksheet><sheetData>" + sheet + b"</sheetData></worksheet>")
    with pytest.raises(tables.TooManyCells):
        tables.open_table(saved(tmp_path, data))


def test_names_of_formula_cells_are_no_row(tmp_path: Path) -> None:
    """`calcChain.xml` names every cell with a formula, one after another."""
    chain = b"".join(b'<c r="B%d" i="1"/>' % row for row in range(1, 5000))
    path = saved(tmp_path, workbook(("编号", "内容"), ("1", "路灯坏了")))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/calcChain.xml", b"<calcChain>" + chain + b"</calcChain>")
    assert tables.open_table(path, most_cells=10_000).header == ["编号", "内容"]


@pytest.mark.parametrize("kind", ["content.xml", "xl/workbook.bin", "XL\\Workbook.bin"])
def test_other_kinds_of_workbook_are_not_opened(tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path, workbook(("编号", "内容")))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(kind, b"")
    with pytest.raises(tables.FileUnreadable):
        tables.open_table(path)
    with pytest.raises(tables.FileUnreadable):
        tables.open_table(saved(tmp_path, zipped(kind, b"")))


def test_a_file_goes_back_as_it_came_and_runs_nothing(tmp_path: Path) -> None:
    for data in (LINES.encode("gb18030"), workbook(("编号", "内容"), ("1", "路灯坏了"))):
        table = tables.open_table(saved(tmp_path, data))
        back = tables.written(table, ["编号", "内容", "问题"], [["-1", "=1+1", "不对"]])
        again = tables.open_table(saved(tmp_path, back, "back"))
        assert again.header == ["编号", "内容", "问题"]
        assert [row.cells for row in again.rows()] == [["-1", "=1+1", "不对"]]
        assert again.is_workbook == table.is_workbook
    assert tables.guarded("=1+1") == "'=1+1"
    assert tables.guarded("\x0b=1+1\x00") == "'=1+1"


def test_the_header_says_what_stands_between_fields(tmp_path: Path) -> None:
    for data in ("id;text\n1;a, b, c, d\n", "名单\nid;text\n1;a, b, c\n"):
        path = saved(tmp_path, data.encode())
        assert tables.delimiter_of(path, "utf-8") == ";"


def test_null_letters_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("编\0号,详情\nA\0 1,路灯\0坏了\n".encode())
    table = tables.open_table(path)
    assert table.header == ["编号", "详情"]
    assert [row.cells for row in table.rows()] == [["A 1", "路灯坏了"]]
