"""When it was said, in the forms of the common clients, seen from the moment of pasting."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liren.cases.domain.chat.moments import MOMENT, Said, read, settle

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=SHANGHAI)  # a Thursday


def moment(words: str, now: datetime = NOW) -> str:
    found = re.fullmatch(MOMENT, words, re.IGNORECASE)
    assert found, words
    (at,) = settle([read(found, now)], now)
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2026/11/25 21:03:11", "2026-11-25 21:03:11"),
        ("2026-11-25 21:03", "2026-11-25 21:03:00"),
        ("2026年11月25日 19:30", "2026-11-25 19:30:00"),
        ("11月25日 上午9:05", "2026-11-25 09:05:00"),
        ("11月25日 下午9:05", "2026-11-25 21:05:00"),
        ("2026年11月25日 星期三 19:30", "2026-11-25 19:30:00"),
        ("12月30日 08:00", "2025-12-30 08:00:00"),
        ("昨天 21:03", "2026-11-25 21:03:00"),
        ("前天 下午3:10", "2026-11-24 15:10:00"),
        ("星期三 08:10", "2026-11-25 08:10:00"),
        ("周四 08:10", "2026-11-19 08:10:00"),
        ("星期天 08:10", "2026-11-22 08:10:00"),
        ("凌晨12:30", "2026-11-26 00:30:00"),
        ("中午12:30", "2026-11-25 12:30:00"),
        ("08:10", "2026-11-26 08:10:00"),
        ("21:03", "2026-11-25 21:03:00"),
        ("Yesterday 9:05 PM", "2026-11-25 21:05:00"),
        ("Wednesday 8:10 AM", "2026-11-25 08:10:00"),
        ("Nov 25, 2026 9:05 AM", "2026-11-25 09:05:00"),
        ("25 Nov 2026, 12:05 AM", "2026-11-25 00:05:00"),
        ("25/11/2026, 08:01:33", "2026-11-25 08:01:33"),
        ("11/25/26 8:01 pm", "2026-11-25 20:01:00"),
        ("11/25 21:03", "2026-11-25 21:03:00"),
        ("25.11.2026 21:03", "2026-11-25 21:03:00"),
    ],
)
def test_a_time_is_read(words: str, meant: str) -> None:
    assert moment(words) == meant


@pytest.mark.parametrize("words", ["25:61", "99:99:99"])
def test_what_is_no_time_stays_none(words: str) -> None:
    assert moment(words) == ""


def test_a_day_that_does_not_exist_is_not_made_up() -> None:
    assert moment("2026-02-30 10:00") in ("2026-11-25 10:00:00", "2026-11-26 10:00:00")


def said(*clocks: str) -> list[Said | None]:
    found = [re.fullmatch(MOMENT, words) for words in clocks]
    return [read(one, NOW) if one else None for one in found]


@pytest.mark.parametrize("words", ["0900-01-01 00:00", "9999-12-31 23:59", "1000年1月1日 8:00"])
def test_a_year_that_nobody_chats_in_is_not_taken(words: str) -> None:
    assert moment(words)[:4] == "2026"


def test_times_without_a_day_run_on_from_the_day_before() -> None:
    told = settle(said("昨天 21:30", "23:58", "00:03", "08:10"), NOW)
    assert [f"{at:%d %H:%M}" for at in told if at] == [
        "25 21:30",
        "25 23:58",
        "26 00:03",
        "26 08:10",
    ]


def test_times_without_any_day_end_at_the_moment_of_pasting() -> None:
    told = settle(said("23:50", "00:10", "08:59"), NOW)
    assert [f"{at:%d %H:%M}" for at in told if at] == ["25 23:50", "26 00:10", "26 08:59"]


def test_the_same_words_mean_another_day_when_pasted_later() -> None:
    assert moment("昨天 21:03", NOW.replace(day=27)) == "2026-11-26 21:03:00"
