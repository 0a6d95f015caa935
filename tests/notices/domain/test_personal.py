"""What in an account looks personal, and what an account is made of."""

import pytest

from liren.notices.domain.personal import Finding, findings, fingerprint

Rows = list[list[str]]

HARMLESS: list[Rows] = [
    [
        ["项目", "本期收入（元）", "余额（元）"],
        ["集体资产租金", "128,000.00", "458,221.30"],
        ["合计", "1280000", "1267650"],
    ],
    [
        ["序号", "日期", "事项", "金额"],
        ["1", "2026-10-08", "电梯维保（梧桐苑3号楼）", "4500"],
        ["2", "2026年10月12日", "路灯维修12盏", "2,160.00"],
    ],
    [["会议", "时间", "参加人数"], ["居民代表大会", "2026-10-15 14:00", "43"]],
    [["低保（户数）", "金额"], ["12", "9600元"], ["凭证号", "20261001"]],
    [["Item", "Amount"], ["Lift maintenance, building 3", "4500"]],
    [],
]
PERSONAL: list[tuple[Rows, set[tuple[int, int]]]] = [
    ([["姓名", "金额"], ["王秀兰", "500"], ["李建国", "800"]], {(2, 1), (3, 1)}),
    ([["户主", "房号"], ["张志强", "3-502"]], {(2, 1), (2, 2)}),
    ([["房号", "金额"], ["502", "120"]], {(2, 1)}),
    ([["楼", "单元", "室"], ["3", "2", "502"]], {(2, 3)}),
    ([["电话", "备注"], ["13812345678", ""], ["021-62345678", ""]], {(2, 1), (3, 1)}),
    ([["身份证号", "金额"], ["310101195001011234", "500"]], {(2, 1)}),
    ([["车牌", "停车费"], ["沪A12345", "150"]], {(2, 1)}),
    ([["事项"], ["慰问3号楼502室王秀兰"], ["退停车押金 沪A·D12345"]], {(2, 1), (3, 1)}),
    ([["金额"], ["13812345678"], ["１３８１２３４５６７８"]], {(2, 1), (3, 1)}),
    ([["救助对象", "金额"], ["欧阳建国", "500"]], {(2, 1)}),
    ([["出生日期"], ["1950-01-01"]], {(2, 1)}),
    ([["王秀兰", "3-502"]], {(1, 1), (1, 2)}),
]


@pytest.mark.parametrize("table", HARMLESS)
def test_money_dates_and_counts_are_what_an_account_is_made_of(table: Rows) -> None:
    assert findings("10月收入128000.00元，支出12350.50元，见表。", table=table) == []


@pytest.mark.parametrize(("table", "cells"), PERSONAL)
def test_a_cell_about_a_person_is_named(table: Rows, cells: set[tuple[int, int]]) -> None:
    assert {(one.row, one.column) for one in findings(table=table)} == cells


def test_a_text_is_read_too_and_its_words_are_quoted() -> None:
    found = findings("慰问困难党员王秀兰500元。", "退3号楼2单元502室押金")
    assert found == [Finding("王秀兰"), Finding("3号楼2单元502室")]


def test_a_cell_says_its_column() -> None:
    [one] = findings(table=[["电话"], ["13812345678"]])
    assert one == Finding("13812345678", row=2, column=1, head="电话")


def test_what_was_looked_at_is_known_again_and_one_word_more_is_not() -> None:
    once = findings("王秀兰", table=[["姓名"], ["王秀兰"]])
    assert fingerprint(once) == fingerprint(findings("王秀兰"))
    assert fingerprint(once) != fingerprint(findings("王秀兰", "李建国"))
    assert fingerprint([]) == ""


@pytest.mark.parametrize(
    "words",
    [
        "表里写了一户居民的姓名和门牌",
        "姓名没有隐去",
        "含居民姓名、身份证号和电话",
        "房号不该公开",
        "更正：3号楼电梯维修费用误写为4500元",
        "The name and phone of a resident",
    ],
)
def test_a_reason_may_speak_of_names_and_numbers(words: str) -> None:
    assert findings(words) == []


@pytest.mark.parametrize("words", ["姓名王秀兰", "联系人：翟凤英", "姓名 李建国"])
def test_a_name_after_the_word_is_still_one(words: str) -> None:
    assert findings(words)
