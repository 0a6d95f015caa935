"""A workbook as people write it, and the heads that the law wants of it."""

import csv
import io

import pytest

from liren.core.tables import Row
from liren.voting.domain.columns import home_of, plain
from liren.voting.domain.matters import Basis
from liren.voting.domain.profiles import profile
from liren.voting.domain.roll import AreaSource, Roll, Unit, heads_of
from liren.voting.domain.roll_lines import Reading, firm_of, read_roll

HEAD = "房号,面积,业主,电话,证件号码,交付情况,建设单位,是否计入,投票代表\n"
UNSEEN = "\u200b\u200e\u202e\ufeff\u2060\u00ad"


def read(text: str) -> Reading:
    rows = [Row(n, cells) for n, cells in enumerate(csv.reader(io.StringIO(text)), 1)]
    return read_roll(rows, Basis.OWNERS, AreaSource.REGISTER, lambda phone: f"+86{phone}")


def heads(reading: Reading) -> int:
    units = tuple(
        Unit(
            key=home.key,
            area=home.area,
            owners=frozenset(owner.identity for owner in home.owners),
            status=home.status,
            counts=home.counts,
            developer=firm_of(home.developer).identity if home.developer else "",
        )
        for home in reading.homes.values()
    )
    assert not reading.faults
    return len(heads_of(Roll(units=units), Basis.OWNERS, profile()).all)


def test_unsold_homes_are_one_head_though_the_developer_stands_as_their_owner() -> None:
    lines = "1-1-101,80,安居置业有限公司,,,未售,,,\n1-1-102,90,安居置业有限公司,,,未售,,,\n"
    reading = read(HEAD + lines + "1-1-103,70,王一,,,未交付,安居置业有限公司,,\n")
    assert heads(reading) == 1


def test_a_developer_is_the_same_however_its_name_is_written() -> None:
    lines = [
        f"1-1-{at},80,,,,未售,{firm},,\n"
        for at, firm in enumerate(("安居置业（北京）有限公司", "安居置业(北京) 有限公司"))
    ]
    assert heads(read(HEAD + "".join(lines))) == 1


def test_an_unsold_home_of_two_owners_must_say_which_is_the_developer() -> None:
    [fault] = read(HEAD + "1-1-101,80,安居置业、王一,,,未售,,,\n").faults
    assert "developer" in fault.sentence


def test_letters_that_nobody_sees_make_no_second_owner_and_no_second_home() -> None:
    lines = f"1-1-101,80,张{UNSEEN}三,139,,,,,\n1-1-102{UNSEEN},90,张三,139,,,,,\n"
    reading = read(HEAD + lines)
    assert heads(reading) == 1 and set(reading.homes) == {"1-1-101", "1-1-102"}
    assert [home.owners[0].name for home in reading.homes.values()] == ["张三", "张三"]
    again = read(HEAD + f"1-1-101,80,张三,139,,,,,\n1-1-101{UNSEEN},80,张三,139,,,,,\n")
    assert [fault.line for fault in again.faults] == [3]
    assert home_of(f"3-1-{UNSEEN}101") == "3-1-101" and plain(f"王{UNSEEN}一") == "王一"


def test_an_owner_whose_document_stands_on_one_line_only_is_one_head() -> None:
    lines = "1-1-101,80,张三,139,A1,,,,\n1-1-102,90,张三,139,,,,,\n"
    assert heads(read(HEAD + lines)) == 1
    first = "1-1-102,90,张三,139,,,,,\n1-1-101,80,张三,139,A1,,,,\n"
    assert heads(read(HEAD + first)) == 1
    doubtful = lines + "1-1-103,70,张三,139,B2,,,,\n"
    assert heads(read(HEAD + doubtful)) == 3, (
        "father and son with one telephone: nothing is guessed"
    )


@pytest.mark.parametrize("word", ["不算", "×", "？"])
def test_a_word_that_may_mean_either_is_not_taken_for_yes(word: str) -> None:
    [fault] = read(HEAD + f"1-1-101,80,张三,139,,,,{word},\n").faults
    assert "not understood" in fault.sentence


@pytest.mark.parametrize(
    ("word", "counts"), [("", True), ("是", True), ("计入", True), ("否", False)]
)
def test_what_counts_is_said_by_yes_and_no(word: str, counts: bool) -> None:
    [home] = read(HEAD + f"1-1-101,80,张三,139,,,,{word},\n").homes.values()
    assert home.counts is counts


def test_homes_whose_long_names_begin_alike_are_not_put_together() -> None:
    long = "浙江省杭州市余杭区" + "很长的路名" * 11
    reading = read(HEAD + f"{long}一室,80,张三,139,,,,,\n{long}二室,80,李四,138,,,,,\n")
    assert [fault.line for fault in reading.faults] == [2, 3]
    assert not reading.homes
