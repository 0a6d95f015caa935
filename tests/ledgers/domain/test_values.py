"""Values in all the spellings of ledgers, and what is not guessed."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.ledgers.domain.cells import letters_of, raw_of, text_of
from liren.ledgers.domain.codes import Code
from liren.ledgers.domain.dates import read_date, read_day_of, read_moment
from liren.ledgers.domain.homes import NOWHERE, Home, read_home
from liren.ledgers.domain.identity import check_digit, is_credit_code, read_identity
from liren.ledgers.domain.phones import read_phones
from liren.ledgers.domain.words import (
    numeral,
    read_account,
    read_count,
    read_ethnicity,
    read_grid,
    read_money,
    read_name,
    read_sex,
    read_ticked,
)

NUMBER = "999903199012081992"


@pytest.mark.parametrize(
    "cell",
    [
        NUMBER, f"'{NUMBER}", f"{NUMBER}\t", f'="{NUMBER}"', "９９９９０３１９９０１２０８１９９２",
        "999903 19901208 1992", "999903-19901208-1992", f"\u200b{NUMBER}\ufeff", f"“{NUMBER}”",
    ],
)  # fmt: skip
def test_a_number_in_any_wrapping(cell: str) -> None:
    assert read_identity(cell) == (NUMBER, None, "1990-12-08", "男")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("999903199012081993", Code.ID_CHECKSUM), ("999903199013081992", Code.ID_CHECKSUM),
        ("99990319901208199", Code.ID_LENGTH), ("9999031990120819921", Code.ID_LENGTH),
        (9.99903199012081e17, Code.ID_PRECISION_LOST), ("9.99903E+17", Code.ID_PRECISION_LOST),
        (999903801208199.0, Code.ID_PRECISION_LOST), (12.0, Code.ID_LENGTH),
        ("", Code.ID_MISSING), (None, Code.ID_MISSING), ("无", Code.ID_MISSING),
        ("新生儿未上户", Code.ID_MISSING), ("2026年7月19日出生", Code.ID_MISSING),
        ("/", Code.ID_MISSING),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why(cell: Any, code: Code) -> None:
    found = read_identity(cell)
    assert found.number is None and found.code is code


def test_fifteen_digits_become_eighteen() -> None:
    found = read_identity("999903801208199")
    assert found.number == "99990319801208199" + check_digit("99990319801208199")
    assert (found.code, found.birth) == (Code.ID_15_UPGRADED, "1980-12-08")


def test_a_small_x_is_the_letter() -> None:
    first = next(
        f"9999011970{month:02}1500{end}"
        for month in range(1, 13)
        for end in range(1, 10)
        if check_digit(f"9999011970{month:02}1500{end}") == "X"
    )
    assert read_identity(first + "x ").number == first + "X"


def test_other_documents_have_no_check_digit() -> None:
    assert read_identity("E99990011", "护照").number == "E99990011"
    assert read_identity(NUMBER[:17] + "0", "港澳台居民居住证").code is not Code.ID_MISSING
    assert read_identity("E99990011").number == "E99990011"


@given(st.text(alphabet="0123456789Xx年 \t'无E+.", max_size=24))
def test_only_right_numbers_are_taken(text: str) -> None:
    found = read_identity(text)
    if found.number and len(found.number) == 18 and found.birth:
        assert check_digit(found.number[:17]) == found.number[17]
    assert found.number or found.code


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1990-12-8", "1990-12-08"), ("1990/12/8", "1990-12-08"), ("1990年12月8日", "1990-12-08"),
        ("1990年12月8号", "1990-12-08"), ("19901208", "1990-12-08"), (19901208.0, "1990-12-08"),
        ("1990.12.08", "1990-12-08"), ("１９９０．１２．０８", "1990-12-08"),
        (date(1990, 12, 8), "1990-12-08"),
        (datetime.fromisoformat("1990-12-08T00:00:00"), "1990-12-08"), (33215.0, "1990-12-08"),
        ("33215", "1990-12-08"), ("一九九〇年十二月八日", "1990-12-08"),
        ("二〇〇一年三月二十五日", "2001-03-25"),
        ("二○二〇年十月三十一日", "2020-10-31"), ("九〇年一月廿三日", "1990-01-23"),
        ("38.4.5", "1938-04-05"),
        ("26.1.2", "2026-01-02"), ("27.1.2", "1927-01-02"), ("12/8/1990", "1990-12-08"),
        ("25/8/1990", "1990-08-25"), ("1990-12-8 0:00:00", "1990-12-08"),
        (" 1990 - 12 - 8 ", "1990-12-08"),
        ("1990-12", "1990-12"), ("1990年12月", "1990-12"), ("1990.12", "1990-12"),
        ("199012", "1990-12"),
        (2016.12, "2016-12"), ("90年12月8日", "1990-12-08"),
        ("1985.2.30", None), ("1990", None), ("", None), (None, None), ("不详", None),
        ("1990-13-01", None),
        ("农历1950年3月5日", None), (2016.1, None), ("1990年12月8日生", None), ("9" * 5000, None),
        (True, None),
    ],
)  # fmt: skip
def test_dates(cell: Any, day: str | None) -> None:
    assert read_date(cell) == day


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    assert read_day_of("9月5日", "2026-09-30") == "2026-09-05"
    assert read_day_of("12月5日", "2026-09-30") == "2025-12-05"
    assert read_day_of("2.30", "2026-09-30") is None
    assert read_day_of("2024-02-29", "2026-09-30") == "2024-02-29"


def test_moments() -> None:
    assert read_moment("2026-06-15 14:31:00") == "2026-06-15T14:31:00"
    assert read_moment("2026/6/15 9:05") == "2026-06-15T09:05:00"
    assert read_moment("2026-06-15") == "2026-06-15T00:00:00"
    assert read_moment("25:61") is None


@pytest.mark.parametrize(
    ("cell", "numbers", "has_other"),
    [
        ("15400001085", ["15400001085"], False), (15400001085.0, ["15400001085"], False),
        ("154 0000 1085", ["15400001085"], False), ("154-0000-1085", ["15400001085"], False),
        ("15400001085、15400001086", ["15400001085", "15400001086"], False),
        ("15400001085/0300-8123456", ["15400001085", "0300-8123456"], False),
        ("15400001085 15400001086", ["15400001085", "15400001086"], False),
        ("154 0000 1085 0300 8123456", ["15400001085", "0300-8123456"], False),
        ("15400001085(妻)", ["15400001085"], False), ("03008123456", ["0300-8123456"], False),
        ("（0300）8123456", [], True), ("+86 15400001085", ["15400001085"], False),
        ("010-81234567", ["010-81234567"], False),
        ("１５４００００１０８５", ["15400001085"], False),
        ("1540000108", [], True), ("不详", [], True), ("12400001085", [], True), ("", [], False),
        ("-", [], False), ("15400001085、15400001085", ["15400001085"], False),
        ("15400001085，不详", ["15400001085"], True), ("手机：15400001085", ["15400001085"], False),
        ("1.54E+10", [], True), ("1" * 2000, [], True),
    ],
)  # fmt: skip
def test_telephones(cell: Any, numbers: list[str], has_other: bool) -> None:
    found = read_phones(cell)
    assert (list(found.numbers), found.has_other) == (numbers, has_other)


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("桐花里1栋2单元202室", ("桐花里", "1", "2", "202")),
        ("1-3-301（桐花里）", ("桐花里", "1", "3", "301")),
        ("清溪街道桐花里小区2号楼1单元101", ("桐花里", "2", "1", "101")),
        ("桐花里2栋1单元402室,近\n东门", ("桐花里", "2", "1", "402")),
        ("望湖区清溪街道桐花社区望湖新村7幢2单元101室", ("望湖新村", "7", "2", "101")),
        ("东湖花园12号楼三单元0501", ("东湖花园", "12", "3", "0501")),
        ("东湖花园3-502", ("东湖花园", "3", "", "502")),
        ("幸福路12弄3号502室", ("幸福路12弄", "3", "", "502")),
        ("镇海小区5号楼2单元301", ("镇海", "5", "2", "301")),
        ("市民花园A栋2单元1201室", ("市民花园", "A", "2", "1201")),
        ("3栋502", ("", "3", "", "502")),
        ("某某村", ("某某村", "", "", "")), ("", NOWHERE), ("无", NOWHERE), ("不详", NOWHERE),
    ],
)  # fmt: skip
def test_homes(text: str, home: tuple[str, ...]) -> None:
    assert read_home(text) == home


@pytest.mark.parametrize(
    ("kind", "cell", "home"),
    [
        ("home.building+home.unit", "1号楼1单元", ("", "1", "1", "")),
        ("home.building+home.unit", "1-2", ("", "1", "2", "")),
        ("home.building+home.unit", date(2026, 1, 2), ("", "1", "2", "")),
        ("home.room", 202.0, ("", "", "", "202")), ("home.room", "101室", ("", "", "", "101")),
        ("home.room", "1-2-301", ("", "1", "2", "301")),
        ("home.building", "3号楼", ("", "3", "", "")),
        ("home.building", "03", ("", "3", "", "")), ("home.unit", "二单元", ("", "", "2", "")),
        ("home.estate", "桐花里小区", ("桐花里", "", "", "")),
        ("home.unit", "2", ("", "", "2", "")),
        ("home.building", "东楼", ("", "东楼", "", "")),
    ],
)  # fmt: skip
def test_parts_of_homes(kind: str, cell: Any, home: tuple[str, ...]) -> None:
    assert read_home(cell, kind) == home


def test_an_estate_alone_is_no_home() -> None:
    assert not Home("桐花里").is_whole and not Home(room="101").is_whole
    assert Home("桐花里", room="101").is_whole and Home(building="1", room="101").is_whole


def test_names() -> None:
    assert read_name("李　佳怡") == ("李佳怡", False)
    assert read_name("阿依古丽•买买提") == ("阿依古丽·买买提", False)
    assert read_name("王建国(已故)") == ("王建国", True)
    assert read_name("李𠮷") == ("李𠮷", False)
    assert read_name("John Smith") == ("John Smith", False)
    assert {read_name(text).text for text in ("", " ", "无", "/", "不详")} == {None}


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (620.0, "620.00"), ("1250元", "1250.00"), ("￥1,250.00", "1250.00"), ("1,480.0", "1480.00"),
        ("１４８０", "1480.00"), ("100元/月", "100.00"), ("1.2万元", "12000.00"), ("¥ 88", "88.00"),
        ("死亡停发", None), ("/", None), ("", None), ("1e999", None), (float("inf"), None),
    ],
)  # fmt: skip
def test_money(cell: Any, amount: str | None) -> None:
    assert read_money(cell) == amount


def test_the_other_words() -> None:
    assert [read_sex(c) for c in ("男", 2.0, "M", "f", "1", "其他", "")] == [
        "男", "女", "男", "女", "男", None, None,
    ]  # fmt: skip
    assert [read_ethnicity(c) for c in ("汉", "汉族", "01", "维吾尔族", "")] == [
        "汉族", "汉族", "汉族", "维吾尔族", None,
    ]  # fmt: skip
    assert [read_count(c) for c in ("3人", 5.0, "80周岁", "六口", "许多")] == [3, 5, 80, 6, None]
    assert [read_grid(c) for c in ("1网格", "二网格", "第三网格", "网格12", "桐花里", "")] == [
        "第一网格", "第二网格", "第三网格", "第十二网格", "桐花里", None,
    ]  # fmt: skip
    assert [numeral(n) for n in (3, 10, 15, 20, 21)] == ["三", "十", "十五", "二十", "二十一"]
    assert read_account("示范农商行9999 4830 4291 0108 381") == "9999483042910108381"
    ticked = ("自有√ 租赁□", "自有☐ 租赁☑", "■自有 □租赁", "□自有 ■租赁", "自有")
    assert [read_ticked(t) for t in ticked] == ["自有", "租赁", "自有", "租赁", "自有"]


def test_credit_codes() -> None:
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44") and not is_credit_code("9135")


def test_cells() -> None:
    assert (
        text_of("　１２３\u200b ") == "123"
        and text_of(188006.0) == "188006"
        and text_of(None) == ""
    )
    assert raw_of(9.99903199012081e17) == "9.99903199012081e+17" and raw_of("") is None
    assert [letters_of(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
