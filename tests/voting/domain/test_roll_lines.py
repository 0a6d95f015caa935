"""Workbooks of owners: what is understood, and what is named and given back."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.errors import Invalid
from liren.voting.domain.columns import ColumnsMissing, home_of
from liren.voting.domain.matters import Basis
from liren.voting.domain.roll import AreaSource, Status
from liren.voting.domain.roll_lines import Reading, read_roll


@dataclass(frozen=True)
class Row:
    line: int
    cells: list[str]


class NoPhone(Invalid):
    code = "test.no_phone"


def phone_of(text: str) -> str:
    if not text.isdigit():
        raise NoPhone
    return f"+86{text}"


def read(text: str, basis: Basis = Basis.OWNERS) -> Reading:
    rows = [Row(n, line.split(",")) for n, line in enumerate(text.splitlines(), 1)]
    return read_roll(rows, basis, AreaSource.REGISTER, phone_of)


def faults(text: str) -> list[tuple[int, str]]:
    return [
        (fault.line, fault.sentence.format_map(dict(fault.data))) for fault in read(text).faults
    ]


PLAIN = "房号,面积,业主,电话\n"


def test_headings_below_a_title_and_over_two_merged_lines_are_found() -> None:
    merged = """梧桐苑业主名册（2026 年）,,,,,
房屋,,,产权人,,专有部分面积
楼栋,单元,室,姓名,手机,（平方米）
3号楼,1单元,101,王一,15400000001,８９．５０㎡
3,1,102,李二、李三,15400000002、15400000003,60.5 平方米
"""
    reading = read(merged)
    assert not reading.faults and reading.header_line == 3
    assert {key: (home.area, len(home.owners)) for key, home in reading.homes.items()} == {
        "3-1-101": (8950, 1), "3-1-102": (6050, 2),
    }  # fmt: skip
    assert reading.homes["3-1-101"].owners[0].phone == "+8615400000001"


def test_a_line_without_a_home_belongs_to_the_one_above() -> None:
    reading = read(PLAIN + "1-1-101,80,王一,1\n,,王二,2\n1-1-102,70,李三,3\n")
    assert [o.name for o in reading.homes["1-1-101"].owners] == ["王一", "王二"]
    assert not reading.faults and reading.lines == 3


def test_a_home_on_several_lines_with_one_area_is_co_owned() -> None:
    reading = read(PLAIN + "1-1-101,80,王一,1\n1-1-101,80.00,王二,2\n")
    assert len(reading.homes["1-1-101"].owners) == 2 and not reading.faults


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("1-1-102,0,李二,2", "more than 0"),
        ("1-1-102,约九十,李二,2", "cannot be read as an area"),
        ("1-1-102,80.505,李二,2", "two decimals"),
        ("1-1-102,80,,", "owner is missing"),
        (",80,李二,2", "home is missing"),
        ("1-1-101,80,王一,1", "stands for this home on line 2 already"),
        ("1-1-101,81,李二,2", "another area on line 2"),
        ("1-1-102,80,李二、李三,2、3、4", "2 owners and 3"),
    ],
)
def test_a_bad_line_is_named_and_nothing_else_is_lost(line: str, what: str) -> None:
    text = PLAIN + f"1-1-101,80,王一,1\n{line}\n1-1-103,60,周四,5\n"
    [(number, said)] = faults(text)
    assert number == 3 and what in said
    assert {"1-1-101", "1-1-103"} <= read(text).homes.keys()


def test_a_line_after_a_bad_one_is_not_put_to_the_home_before() -> None:
    text = PLAIN + "1-1-101,80,王一,1\n1-1-102,0,李二,2\n,,李三,3\n"
    assert [line for line, _said in faults(text)] == [3, 4]
    assert len(read(text).homes["1-1-101"].owners) == 1


def test_the_developers_units_need_a_developer() -> None:
    head = "房号,面积,业主,交付情况,建设单位\n"
    reading = read(head + "1-1-101,80,,未售,安居置业\n1-1-102,80,王一,已售未交付,安居置业\n")
    assert not reading.faults
    assert reading.homes["1-1-102"].status is Status.SOLD_UNDELIVERED
    [(line, said)] = faults(head + "1-1-101,80,王一,已售未交付,\n")
    assert line == 2 and "developer" in said


def test_a_speaker_is_one_of_the_owners() -> None:
    head = "房号,面积,业主,共有人投票代表\n"
    assert not faults(head + "1-1-101,80,王一、王二,王二\n")
    [(_line, said)] = faults(head + "1-1-101,80,王一、王二,赵五\n")
    assert "not among the owners" in said


def test_no_headings_is_said_at_once() -> None:
    with pytest.raises(ColumnsMissing):
        read("1-1-101,80,王一,1\n1-1-102,80,王二,2\n")
    with pytest.raises(ColumnsMissing):
        read("房号,业主,电话\n1-1-101,王一,1\n")
    assert read("房号,姓名\n1-1-101,王一\n", Basis.PERSONS).homes


@pytest.mark.parametrize(
    "text", ["3号楼2单元502室", "３-2-502", "3幢2单元502", "3 - 2 - 502", "3栋2单元502号"]
)
def test_a_home_has_one_name(text: str) -> None:
    assert home_of(text) == "3-2-502" == home_of("3号楼", "2单元", "502")


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=12))
def test_any_table_is_read_or_refused_and_every_line_accounted_for(cells: list[list[str]]) -> None:
    rows = [Row(1, ["房号", "面积", "业主", "电话"]), *(Row(n, c) for n, c in enumerate(cells, 2))]
    reading = read_roll(rows, Basis.OWNERS, AreaSource.REGISTER, phone_of)
    bad = {fault.line for fault in reading.faults}
    good = sum(bool(any(c.strip() for c in row)) for row in cells)
    assert reading.lines == good
    assert len(bad) + sum(len(home.owners) > 0 for home in reading.homes.values()) <= good + len(
        reading.homes
    )
