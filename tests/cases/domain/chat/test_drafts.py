"""What a draft says, and what it asks for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liren.cases.domain.chat.drafts import Draft, draft_of
from liren.cases.domain.chat.homes import homes_in, spots_in, spots_named
from liren.cases.domain.chat.links import Opinion
from liren.cases.domain.chat.parsing import parse
from liren.cases.domain.chat.threads import join

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def draft(text: str) -> Draft:
    chat = parse(text, now=NOW)
    (thread,), _ = join(chat, [Opinion() for _ in chat.messages])
    return draft_of(thread)


def test_who_said_what_and_when() -> None:
    found = draft(
        "5栋2单元301 李姐 2026/11/25 21:03:11\n下水道返水了，昨天开始的\n"
        "老周 2026/11/25 21:04:00\n我家3-502也是，电话13800000001\n"
    )
    assert found.title == "下水道返水了，昨天开始的"
    assert [(voice.author, voice.text) for voice in found.voices] == [
        ("5栋2单元301 李姐", "下水道返水了，昨天开始的"),
        ("老周", "我家3-502也是，电话13800000001"),
    ]
    assert (found.homes, found.phone, found.missing) == (
        ["5栋2单元301", "3-502"],
        "13800000001",
        [],
    )
    assert found.at and f"{found.at:%d %H:%M}" == "25 21:03"


def test_what_is_missing_is_named() -> None:
    found = draft('李姐 2026/11/25 21:03:11\n灯坏了\n李姐 2026/11/25 21:03:20\n[语音] 12"\n')
    assert found.missing == ["place", "since", "contact", "voice"]


def test_a_question_to_the_office_lies_nowhere() -> None:
    found = draft("李姐 2026/11/25 21:03:11\n养老认证怎么弄？\n")
    assert found.missing == ["contact"]


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        ("我是3-502的", ["3-502"]),
        ("5栋2单元", ["5栋2单元"]),
        ("12号楼1102室漏水", ["12号楼1102室"]),
        ("3-2-502", ["3-2-502"]),
        ("2单元501", ["2单元501"]),
        ("11-25 21:03 见，电话2026-1125", []),
        ("6号楼前面", []),
        ("2026-11-25", []),
    ],
)
def test_home_numbers(text: str, homes: list[str]) -> None:
    assert homes_in(text) == homes


def test_whole_buildings_are_spots() -> None:
    assert spots_in("6号楼和12栋之间") == ["6号楼", "12栋"]


def test_spots_without_a_number_are_named() -> None:
    assert spots_named("北门的车棚和地下车库，3单元门口") == ["北门", "车棚", "地下车库", "3单元"]
    assert spots_named("by the north gate") == ["north gate"]
