"""Ledgers of other shapes than the shared ones: columns are found, and no row is lost."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from liren.core.tables import FileUnreadable
from liren.ledgers.domain.profiles import ProfileUnreadable, read_profile
from liren.ledgers.domain.reading import MappingNeeded, open_ledger
from liren.ledgers.domain.reports import ledger_data
from tests.ledgers import scoring
from tests.ledgers.shapes import PEOPLE, SHAPES, Shape, saved, sheet_of, words


def only_sheet(data: dict[str, Any]) -> dict[str, Any]:
    """The sheet of a file that has one."""
    (found,) = data["sheets"].values()
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_columns_are_found_and_every_row_is_accounted_for(shape: Shape, tmp_path: Path) -> None:
    sheet = only_sheet(scoring.read(shape.save(tmp_path)))
    mapping = sheet.get("mapping", {})
    assert {heading: mapping.get(heading, "~") for heading in shape.mapping} == shape.mapping
    assert {kind: sheet["counts"][kind] for kind in shape.counts} == shape.counts
    assert sum(shape.counts.values()) == sheet["last_row"]
    first = sheet["rows"][0]["values"]
    assert {name: first.get(name) for name in shape.values} == shape.values
    assert not any("warnings" in row for row in sheet["rows"])


def test_people_of_one_row_are_several_people(tmp_path: Path) -> None:
    shape = next(shape for shape in SHAPES if shape.name == "owners")
    with open_ledger(shape.save(tmp_path), today=scoring.TODAY) as ledger:
        records = list(ledger.records())
    assert [one.number for one in records[:3]] == [p.number for p in PEOPLE[:3]]
    assert [one.phones for one in records[:2]] == [(p.phone,) for p in PEOPLE[:2]]
    assert records[3].is_error


def test_a_household_below_its_head_lives_where_it_lives(tmp_path: Path) -> None:
    shape = next(shape for shape in SHAPES if shape.name == "groups")
    rows = only_sheet(scoring.read(shape.save(tmp_path)))["rows"]
    homes = [row["values"]["home"]["room"] for row in rows]
    assert homes == [PEOPLE[at // 3 * 3].room for at in range(9)]
    assert [row["values"]["household_no"] for row in rows] == words("H0 H0 H0 H1 H1 H1 H2 H2 H2")


NO_HEADER = [[p.name, p.number, p.phone, p.address] for p in PEOPLE]


def write(folder: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook of one sheet."""
    path = folder / "file.xlsx"
    path.write_bytes(sheet_of(rows)())
    return path


def test_without_a_header_a_mapping_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(MappingNeeded, match="Sheet1"):
        scoring.read(write(tmp_path, NO_HEADER))


def test_people_above_the_header_are_asked_about(tmp_path: Path) -> None:
    people: list[list[Any]] = [[p.name, p.number, p.phone] for p in PEOPLE]
    rows: list[list[Any]] = [*people[:3], words("姓名 身份证号 电话"), *people[3:]]
    with pytest.raises(MappingNeeded):
        scoring.read(write(tmp_path, rows))


def test_a_longer_header_below_the_first_table_is_the_second_ones(tmp_path: Path) -> None:
    p, q = PEOPLE[:2]
    rows = [
        words("姓名 身份证号 电话"),
        [p.name, p.number, p.phone],
        words("编号 志愿者姓名 手机 性别 身份证号码"),
        ["V1", q.name, q.phone, q.sex, q.number],
    ]
    sheet = only_sheet(scoring.read(write(tmp_path, rows)))
    assert [row["values"]["name"] for row in sheet["rows"]] == [p.name, q.name]
    assert [row["why"] for row in sheet["skipped"]] == ["header", "repeated_header"]


def test_a_header_without_a_name_is_asked_about(tmp_path: Path) -> None:
    rows = [words("手机 现住址 说明"), *([p.phone, p.address, ""] for p in PEOPLE)]
    with pytest.raises(MappingNeeded):
        scoring.read(write(tmp_path, rows))


def test_a_remembered_mapping_needs_no_header(tmp_path: Path) -> None:
    columns = {"A": "name", "B": "id_number", "C": "phones", "D": "home"}
    profile = read_profile({"columns": columns, "header": [0, 0], "source": "老台账"})
    path = write(tmp_path, NO_HEADER)
    with open_ledger(path, today=scoring.TODAY, profile=profile) as ledger:
        sheet = only_sheet(ledger_data(ledger))
    assert sheet["counts"]["rows"] == 12 and sheet["last_row"] == 12
    assert sheet["rows"][3]["values"]["name"] == PEOPLE[3].name


def test_a_remembered_mapping_corrects_a_heading(tmp_path: Path) -> None:
    rows = [words("姓名 身份证号 来源地"), *([p.name, p.number, p.address] for p in PEOPLE)]
    profile = read_profile({"columns": {"来源地": "home"}})
    path = write(tmp_path, rows)
    with open_ledger(path, today=scoring.TODAY, profile=profile) as ledger:
        sheet = only_sheet(ledger_data(ledger))
    assert sheet["mapping"] == {"姓名": "name", "身份证号": "id_number", "来源地": "home"}


@pytest.mark.parametrize(
    "data", [[], {"columns": {"A": "age_of_dog"}}, {"header": [1]}, {"header": ["a", "b"]}, 7]
)
def test_a_mapping_that_says_nothing_is_refused(data: object) -> None:
    with pytest.raises(ProfileUnreadable):
        read_profile(data)


def test_sheets_without_people_are_notes(tmp_path: Path) -> None:
    book = Workbook()
    people, numbers, notes = book.active, book.create_sheet("统计"), book.create_sheet("说明")
    assert people is not None
    people.append(words("姓名 身份证号"))
    people.append([PEOPLE[0].name, PEOPLE[0].number])
    for row in (["网格", "户数", "人口"], ["第一网格", 120, 300], ["第二网格", 98, 260]):
        numbers.append(row)
    notes.append(["请于每月5日前报送。"])
    path = tmp_path / "file.xlsx"
    path.write_bytes(saved(book))
    sheets = scoring.read(path)["sheets"].values()
    assert [sheet["counts"]["rows"] for sheet in sheets] == [1, 0, 0]
    assert [{row["why"] for row in sheet["skipped"]} for sheet in sheets] == [
        {"header"}, {"notes_sheet"}, {"notes_sheet"},
    ]  # fmt: skip


def test_the_old_format_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "file.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(FileUnreadable, match="XLSX"):
        scoring.read(path)


def test_a_formula_is_never_run(tmp_path: Path) -> None:
    rows = [words("姓名 身份证号 备注"), [PEOPLE[0].name, PEOPLE[0].number, "=1+1"]]
    (row,) = only_sheet(scoring.read(write(tmp_path, rows)))["rows"]
    assert row["values"]["remark"] == ""


def test_a_date_made_of_a_building_is_a_building(tmp_path: Path) -> None:
    rows = [
        words("姓名 身份证号 楼栋单元 室号"),
        [PEOPLE[0].name, PEOPLE[0].number, PEOPLE[0].born, 101],
    ]
    (row,) = only_sheet(scoring.read(write(tmp_path, rows)))["rows"]
    born = PEOPLE[0].born
    assert row["values"]["home"]["building"] == str(born.month)
    assert row["values"]["home"]["unit"] == str(born.day)


def test_a_file_of_organisations_is_checked_by_its_code(tmp_path: Path) -> None:
    rows = [
        words("单位名称 统一社会信用代码 法定代表人 联系电话"),
        ["桃源便民服务部", "91350100M000100Y43", "某某", "0300-8123456"],
        ["东湖修理铺", "91350100M000100Y44", "某某", "0300-8123457"],
    ]
    sheet = only_sheet(scoring.read(write(tmp_path, rows)))
    assert sheet["mapping"]["单位名称"] == "org_name"
    assert [row["values"]["org_code"] for row in sheet["rows"]] == ["91350100M000100Y43"]
    assert [row["errors"][0]["code"] for row in sheet["errors"]] == ["ORG_CODE_CHECKSUM"]


def test_a_name_alone_is_somebody_and_a_section_is_not(tmp_path: Path) -> None:
    rows = [
        words("姓名 身份证号 电话"),
        ["东湖三组"],
        ["王栋"],
        [PEOPLE[0].name],
        ["李村"],
        ["一、租户"],
    ]
    sheet = only_sheet(scoring.read(write(tmp_path, rows)))
    assert [row["values"]["name"] for row in sheet["rows"]] == ["王栋", PEOPLE[0].name, "李村"]
    assert [row["why"] for row in sheet["skipped"]] == ["header", "title", "title"]


def test_a_column_of_a_year_is_a_heading(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["姓名", "身份证号", 2025, 2026],
        [PEOPLE[0].name, PEOPLE[0].number, "是", "否"],
    ]
    (row,) = only_sheet(scoring.read(write(tmp_path, rows)))["rows"]
    assert row["extra"] == {"2025": "是", "2026": "否"}


def test_an_empty_workbook_holds_nothing(tmp_path: Path) -> None:
    file = io.BytesIO()
    Workbook().save(file)
    path = tmp_path / "file.xlsx"
    path.write_bytes(file.getvalue())
    assert only_sheet(scoring.read(path))["last_row"] == 0
