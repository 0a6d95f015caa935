"""Two things in one message go two ways; everything else is left whole."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liren.cases.domain.chat.parsing import parse
from liren.cases.domain.chat.parts import apart

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HEAD = "李姐 2026/11/25 21:03:11\n"


def parts(words: str, head: str = HEAD) -> list[str]:
    return [message.text for message in apart(parse(head + words, now=NOW)).messages]


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("两件事：\n1、6号楼路灯坏了\n2、北门充电桩坏了", "6号楼路灯坏了", "北门充电桩坏了"),
        ("6号楼路灯坏了三天了。另外电梯又抖了", "6号楼路灯坏了三天了。", "另外电梯又抖了"),
        ("路灯坏了，看不清路\n电梯又停了", "路灯坏了，看不清路", "电梯又停了"),
        (
            "The lift is broken again. Also the bins are overflowing",
            "The lift is broken again.",
            "Also the bins are overflowing",
        ),
    ],
)
def test_two_things_set_apart_are_two(words: str, first: str, second: str) -> None:
    assert parts(words) == [first, second]


@pytest.mark.parametrize(
    "words",
    [
        "路灯坏了，电梯也坏了",  # in one breath
        "路灯坏了\n黑漆漆的",  # of one kind
        "下水道堵了\n脏水漏到楼下了",  # one leads to the other
        "路灯坏了\n麻烦物业看看",
        "1、带身份证\n2、到一楼大厅",
    ],
)
def test_one_thing_stays_one(words: str) -> None:
    assert parts(words) == [words]


def test_an_answer_to_two_matters_is_left_whole() -> None:
    words = "路灯坏了的事已报修\n电梯停了的事维保在路上"
    assert parts(words, "物业小孟 2026/11/25 21:03:11\n") == [words]


def test_each_part_keeps_who_when_and_the_lines() -> None:
    chat = apart(parse(f"{HEAD}路灯坏了\n电梯又停了\n老周 2026/11/25 21:04:11\n好", now=NOW))
    first, second, third = chat.messages
    assert (first.author, first.at, first.lines) == (second.author, second.at, second.lines)
    assert [m.number for m in chat.messages] == [0, 1, 2] and third.author == "老周"
