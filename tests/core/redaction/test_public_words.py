"""What neighbours may read of each other's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.redaction.public_words import COVER, public_words


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("打我电话13812345678", "13812345678"),
        ("电话 138 1234 5678 谢谢", "138 1234 5678"),
        ("+86 13812345678", "13812345678"),
        ("座机021-55500110", "021-55500110"),
        ("身份证11010519491231002X的", "11010519491231002X"),
        ("写信 wang.fang@example.org", "wang.fang@example.org"),
        ("微信号 liren_abc123", "liren_abc123"),
        ("车牌沪A12345占了车位", "沪A12345"),
        ("我叫王小明，住三楼", "王小明"),
        ("我是张小华 电话见下", "张小华"),
        ("姓名：张三", "张三"),
        ("楼上502室漏水", "502"),
        ("3-502 半夜吵", "-502"),
    ],
)
def test_what_points_to_one_person_is_covered(said: str, hidden: str) -> None:
    assert hidden not in public_words(said)
    assert COVER in public_words(said)


@pytest.mark.parametrize(
    "said",
    [
        "3号楼东门口的路灯连着三个晚上不亮",
        "2026-11-22 晚上 10 点还在施工",
        "电梯 2 号机停在 12 楼",
        "我是楼下的住户，我是高层业主里最早来的",
        "从 8:30 等到 17:30",
    ],
)
def test_what_matters_stays(said: str) -> None:
    assert public_words(said) == said


@given(st.text(max_size=300))
def test_it_takes_any_text_and_covering_twice_changes_nothing(text: str) -> None:
    once = public_words(text)
    assert public_words(once) == once


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("路灯坏了，请 ", max_size=20))
def test_no_mobile_number_gets_through(number: str, words: str) -> None:
    assert number not in public_words(f"{words}{number}{words}")
