"""Errors go back in the sender's own file; corrected, they come in and join whom they should."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from liren.ledgers.domain.codes import SENTENCES, Code
from liren.ledgers.domain.correction import error_file
from liren.ledgers.domain.identity import check_digit
from liren.ledgers.domain.reading import open_ledger
from tests.ledgers import scoring
from tests.ledgers.shapes import PEOPLE, sheet_of, words

Truth = dict[str, Any]


def errors_of(path: Path) -> bytes:
    """What goes back of a file."""
    with open_ledger(path, today=scoring.TODAY) as ledger:
        return error_file(ledger, lambda code: SENTENCES[code])


def save(folder: Path, name: str, data: bytes) -> Path:
    """A file in a folder of its own, under the name it came with."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def truths(folder: Path) -> dict[str, Truth]:
    """What the keys know of each person, from whatever row says it."""
    found: dict[str, Truth] = {}
    for path in scoring.ledgers_in(folder):
        for sheet in scoring.key_of(path)["sheets"].values():
            for row in (*sheet["rows"], *sheet["errors"]):
                known = found.setdefault(row["values"]["person"], {})
                known.update({k: v for k, v in row["values"].items() if v and k not in known})
    return found


def mended(code: str, raw: str, truth: Truth) -> str:
    """The value as a sender would type it who looked it up."""
    if code == Code.NAME_MISSING:
        return str(truth.get("name", "某某某"))
    if code == Code.NUMBER_PRECISION_LOST:
        return "9999026543121180001"
    if "id_number" in truth:
        return str(truth["id_number"])
    if code == Code.ID_PRECISION_LOST:  # nobody else knows the number: any right one will do
        first = f"{int(float(raw))}"[:6] + str(truth.get("birth_date", "1980-05-06")).replace(
            "-", ""
        )
        first += "97" + ("1" if truth.get("sex") == "男" else "2")
        return first + check_digit(first)
    return raw[:17] + check_digit(raw[:17])


def mend_workbook(path: Path, key: dict[str, Any], known: dict[str, Truth]) -> None:
    """Correct every marked cell, by the rows that the column 问题 names."""
    found = scoring.read(path)
    book = load_workbook(path)
    for name, sheet in found["sheets"].items():
        page = book[name]
        assert isinstance(page, Worksheet)
        for row in sheet["errors"]:
            said = str(page.cell(row["row"], page.max_column).value)
            was = int(re.match(r"\[(\d+)\]", said)[1])  # type: ignore[index] # it always says so
            (line,) = [one for one in key["sheets"][name]["errors"] if one["row"] == was]
            for error in row["errors"]:
                page[error["cell"]].number_format = "@"
                truth = known[line["values"]["person"]]
                page[error["cell"]] = mended(error["code"], error["raw"] or "", truth)
    book.save(path)


def mend_text(path: Path, key: dict[str, Any], known: dict[str, Truth]) -> None:
    """The same for a text; a record with a field too many or too few is put right."""
    rows = list(csv.reader(io.StringIO(path.read_text("gb18030"), newline="")))
    header = rows[0]
    for at, row in enumerate(rows[1:], start=1):
        (line,) = [e for e in key["sheets"][""]["errors"] if row[0].startswith(f"[{e['row']}]")]
        if len(row) > len(header):
            row[7:9] = [row[7] + row[8]]
        rows[at] = row = [*row, *[""] * (len(header) - len(row))]
        for error in line["errors"]:
            if error["cell"]:
                truth = known[line["values"]["person"]]
                row[header.index(error["cell"])] = mended(error["code"], error["raw"], truth)
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    path.write_bytes(file.getvalue().encode("gb18030"))


@pytest.mark.shared_data
@pytest.mark.once
def test_corrected_rows_come_in_and_bring_nobody_new(folder: Path, tmp_path: Path) -> None:
    known = truths(folder)
    sent, mended_paths = scoring.ledgers_in(folder), []
    for path in sent:
        back = save(tmp_path / "back", path.name, errors_of(path))
        mend = mend_text if path.suffix == ".csv" else mend_workbook
        mend(back, scoring.key_of(path), known)
        sheets = scoring.read(back)["sheets"].values()
        assert [sheet["errors"] for sheet in sheets] == [[] for _ in sheets]
        mended_paths.append(back)
    before, after = scoring.matched(sent), scoring.matched([*sent, *mended_paths])
    assert len(after.sets) == len(before.sets) + people_known_by_errors_only(folder)


def people_known_by_errors_only(folder: Path) -> int:
    """How many people stand in no good row: they are new, and rightly."""
    good, bad = set(), set()
    for path in scoring.ledgers_in(folder):
        for sheet in scoring.key_of(path)["sheets"].values():
            good |= {row["values"]["person"] for row in sheet["rows"]}
            bad |= {row["values"]["person"] for row in sheet["errors"]}
    return len(bad - good)


def ledger(folder: Path, rows: list[list[Any]]) -> Path:
    """A ledger with a title, a header, and these rows."""
    header = words("序号 姓名 身份证号 联系电话 住址 备注")
    return save(folder, "file.xlsx", sheet_of([["台账"], header, *rows], ["A1:F1"])())


def wrong(number: str) -> str:
    """A number with another check digit."""
    return number[:17] + ("0" if number[17] != "0" else "1")


def test_only_rows_with_errors_go_back_marked_and_explained(tmp_path: Path) -> None:
    good, bad = PEOPLE[0], PEOPLE[1]
    rows = [[1, good.name, good.number], [2, bad.name, wrong(bad.number), bad.phone, "=1+1"]]
    page = load_workbook(io.BytesIO(errors_of(ledger(tmp_path, rows)))).active
    assert isinstance(page, Worksheet)
    assert [page.cell(row, 2).value for row in (2, 3)] == ["姓名", bad.name]
    assert page.max_row == 3 and page.cell(2, 7).value == "问题"
    said = str(page.cell(3, 7).value)
    assert said == f"[4] {SENTENCES[Code.ID_CHECKSUM]}"
    assert page["C3"].fill.fgColor.rgb == "FFFFE699" != page["B3"].fill.fgColor.rgb
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:F1"]


def test_what_goes_back_runs_nothing(tmp_path: Path) -> None:
    bad = PEOPLE[1]
    path = ledger(tmp_path, [[1, "@SUM(A1)", wrong(bad.number), "-1+1", "=1+1", "+2"]])
    book = load_workbook(path)
    page = book.active
    assert isinstance(page, Worksheet)
    page["F3"].data_type = "s"
    page["E3"].data_type = "s"
    book.save(path)
    back = load_workbook(io.BytesIO(errors_of(path))).active
    assert isinstance(back, Worksheet)
    kinds = {cell.value: cell.data_type for cell in back[3] if isinstance(cell.value, str)}
    assert "f" not in kinds.values()
    assert {"@SUM(A1)", "-1+1", "=1+1", "+2"} <= kinds.keys()


def test_a_merged_household_is_written_out_for_its_member(tmp_path: Path) -> None:
    head, child = PEOPLE[0], PEOPLE[1]
    rows = [
        words("户主姓名 与户主关系 姓名 身份证号 住址"),
        [head.name, "户主", head.name, head.number, f"东湖花园{head.address}"],
        ["", "子", child.name, wrong(child.number), ""],
    ]
    data = sheet_of(rows, ["A2:A3", "E2:E3"])()
    back = save(tmp_path / "back", "a.xlsx", errors_of(save(tmp_path, "a.xlsx", data)))
    (row,) = scoring.read(back)["sheets"]["Sheet1"]["errors"]
    assert row["values"]["home"]["room"] == head.room
    assert row["values"]["household_head_name"] == head.name


def test_an_error_of_a_second_table_comes_with_its_header(tmp_path: Path) -> None:
    good, bad = PEOPLE[0], PEOPLE[1]
    rows = [
        words("姓名 身份证号 联系电话"),
        [good.name, good.number, good.phone],
        words("编号 志愿者姓名 手机 性别 身份证号码"),
        ["V1", bad.name, bad.phone, bad.sex, wrong(bad.number)],
    ]
    path = save(tmp_path, "a.xlsx", sheet_of(rows)())
    back = save(tmp_path / "back", "a.xlsx", errors_of(path))
    sheet = scoring.read(back)["sheets"]["Sheet1"]
    assert [row["values"]["name"] for row in sheet["errors"]] == [bad.name]
    assert sheet["counts"]["rows"] == 0 and sheet["counts"]["skipped"] == 2


def test_a_hidden_row_is_seen(tmp_path: Path) -> None:
    path = ledger(tmp_path, [[1, PEOPLE[1].name, wrong(PEOPLE[1].number)]])
    book = load_workbook(path)
    page = book.active
    assert isinstance(page, Worksheet)
    page.row_dimensions[3].hidden = True
    book.save(path)
    back = load_workbook(io.BytesIO(errors_of(path))).active
    assert isinstance(back, Worksheet) and not back.row_dimensions[3].hidden


def test_a_large_file_goes_back_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liren.ledgers.domain.correction.LARGEST_STYLED", 10)
    bad = PEOPLE[1]
    path = ledger(tmp_path, [[2, bad.name, wrong(bad.number), bad.phone, "=1+1"]])
    back = save(tmp_path / "back", "a.xlsx", errors_of(path))
    sheet = scoring.read(back)["sheets"]["Sheet1"]
    assert [e["code"] for row in sheet["errors"] for e in row["errors"]] == ["ID_CHECKSUM"]
    assert sheet["mapping"].get("问题", "~") is None


def test_a_file_without_errors_does_not_go_back(tmp_path: Path) -> None:
    path = ledger(tmp_path, [[1, PEOPLE[0].name, PEOPLE[0].number]])
    assert errors_of(path) == b""


def test_every_code_has_a_sentence_that_names_nobody() -> None:
    assert set(SENTENCES) == set(Code)
    assert not any("{" in text for text in SENTENCES.values())
