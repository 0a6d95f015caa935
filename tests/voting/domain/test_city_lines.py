"""Files of the city's system, and what stands on printed letters."""

from dataclasses import dataclass

import pytest

from liren.voting.domain.choices import AnswerMissing, TooManyTicks, as_choice, check_answers
from liren.voting.domain.city_lines import read_city
from liren.voting.domain.codes import access_code, digits_of, paper_number, read_paper_number
from liren.voting.domain.columns import ColumnsMissing
from liren.voting.domain.matters import Basis, Item, Matter

ELECTION = Matter(
    basis=Basis.OWNERS,
    item=Item.COMMITTEE,
    candidates=("陈立", "林越", "吴宁"),
    seats=2,
    most_picks=2,
)
QUESTION = Matter(basis=Basis.OWNERS, item=Item.USE_FUND)
BOTH = {1: ELECTION, 2: QUESTION}


@dataclass(frozen=True)
class Row:
    line: int
    cells: list[str]


def rows(text: str) -> list[Row]:
    return [Row(n, line.split(",")) for n, line in enumerate(text.splitlines(), 1)]


def test_lines_are_read_and_bad_ones_named() -> None:
    text = """流水号,房号,业主,投票时间,议题一,议题二
A1,3-1-101,王一,2026-12-04 10:00,陈立、吴宁,同意
A2,3号楼1单元102室,李二,2026/12/4 10:01,弃权,反对
A3,3-1-103,周三,昨天,陈立,同意
A1,3-1-104,吴四,2026-12-04 10:00,陈立,同意
A5,3-1-105,郑五,2026-12-04 10:00,张飞,同意
A6,3-1-106,冯六,2026-12-04 10:00,陈立
"""
    reading = read_city(rows(text), BOTH)
    assert [(one.home, dict(one.answers)) for one in reading.ballots] == [
        ("3-1-101", {1: ["陈立", "吴宁"], 2: ["agree"]}),
        ("3-1-102", {1: ["abstain"], 2: ["oppose"]}),
    ]
    assert [fault.line for fault in reading.faults] == [4, 5, 6, 7]
    with pytest.raises(ColumnsMissing):
        read_city(rows("a,b\n1,2\n"), BOTH)


def test_answers_are_checked_while_the_pen_is_in_hand() -> None:
    with pytest.raises(AnswerMissing):
        check_answers({1: ["陈立"]}, BOTH, on_paper=False)
    with pytest.raises(TooManyTicks):
        check_answers({1: ["陈立", "林越", "吴宁"], 2: ["agree"]}, BOTH, on_paper=False)
    check_answers({1: ["陈立", "林越", "吴宁"], 2: ["spoiled"]}, BOTH, on_paper=True)
    assert as_choice(["陈立"], ELECTION)[1] == {"陈立"}
    assert as_choice(["agree"], QUESTION)[0] == "agree"


def test_a_paper_number_notices_a_slip_of_the_pen() -> None:
    number = paper_number(7, 123)
    assert read_paper_number(7, number) == 123
    assert read_paper_number(7, f"https://liren.example/desk/votes/7/paper/?paper={number}") == 123
    assert read_paper_number(7, number.translate(str.maketrans("0123", "０１２３"))) == 123
    assert read_paper_number(8, number) is None
    wrong = sum(read_paper_number(7, f"{n:06d}-{number[-2:]}") is not None for n in range(200))
    assert wrong < 10
    for bad in ("", "-", "12", "x" * 50, "9" * 30):
        assert read_paper_number(7, bad) is None


def test_access_codes_are_digits_in_fours() -> None:
    codes = {access_code() for _ in range(100)}
    assert len(codes) == 100 and all(len(digits_of(code)) == 12 for code in codes)
