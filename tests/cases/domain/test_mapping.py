"""Columns by their names, rows by their columns, times in all spellings."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain import mapping
from liren.cases.domain.mapping import SHANGHAI, parse_time
from liren.cases.domain.words import TextTooLong

HEADER = [
    "工单编号",
    "来电时间",
    "工单标题",
    "工单内容",
    "来电人",
    "来电号码",
    "问题点位",
    "所属区",
]
CELLS = ["WS-1", "2024-03-01 08:05", "路灯", "路灯坏了", "张三", "13800000000", "北门", "江北"]


def test_the_columns_of_a_12345_export_are_known() -> None:
    assert mapping.suggest(HEADER) == {
        "number": 0, "time": 1, "title": 2, "detail": 3, "name": 4, "phone": 5, "address": 6,
    }  # fmt: skip


def test_the_columns_of_the_shared_files_are_known() -> None:
    header = ["message_id", "user", "title", "time", "detail", "against", "likes"]
    assert mapping.suggest(header) == {"number": 0, "name": 1, "title": 2, "time": 3, "detail": 4}


def test_a_row_is_read_and_nothing_is_lost() -> None:
    message = mapping.read(CELLS, mapping.suggest(HEADER), HEADER)
    assert (message.title, message.text, message.number) == ("路灯", "路灯坏了", "WS-1")
    assert message.at == datetime(2024, 3, 1, 8, 5, tzinfo=SHANGHAI)
    assert (message.name, message.phone, message.address) == ("张三", "13800000000", "北门")
    assert message.details == {"所属区": "江北"}


def test_a_row_without_a_number_is_known_by_its_content() -> None:
    columns = {"detail": 3}
    one = mapping.read(CELLS, columns, HEADER)
    assert one.number == mapping.read(list(CELLS), columns, HEADER).number
    assert one.number != mapping.read([*CELLS[:-1], "江南"], columns, HEADER).number


def test_a_title_alone_is_the_message() -> None:
    message = mapping.read(["路灯坏了"], {"title": 0}, ["标题"])
    assert (message.text, message.title) == ("路灯坏了", "")


def test_no_column_with_words_is_refused() -> None:
    with pytest.raises(mapping.ColumnsMissing):
        mapping.check({"time": 1, "detail": 99}, HEADER)


def test_a_short_row_and_a_long_text_are_named() -> None:
    with pytest.raises(mapping.RowTooShort):
        mapping.read(["WS-1"], mapping.suggest(HEADER), HEADER)
    with pytest.raises(TextTooLong):
        mapping.read(["a" * 10_000_000], {"detail": 0}, ["内容"])


MORNING = datetime(2024, 3, 1, 8, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    ["2024-03-01 08:05", "2024/3/1 8:05", "2024-03-01 08:05:00", "2024年3月1日 8时5分",
     "2024年03月01日08:05", "2024.3.1 8:05", "20240301080500", "2024-03-01T08:05:00+08:00",
     "2024-03-01T00:05:00Z", "2024-03-01 08:05:00.000", "2024/03/01 上午8:05", "45352.33681"],
)  # fmt: skip
def test_one_moment_in_many_spellings(text: str) -> None:
    assert abs((parse_time(text) - MORNING).total_seconds()) < 1


def test_other_times() -> None:
    assert parse_time("2024年3月1日").date() == MORNING.date()
    assert parse_time("20240301") == datetime(2024, 3, 1, tzinfo=SHANGHAI)
    assert parse_time("2024/3/1 下午3:20").hour == 15
    assert parse_time("2019-02-28 11:25:05").astimezone(UTC).hour == 3


@pytest.mark.parametrize("text", ["昨天", "2024-13-01", "2024-02-30", "1", "", "0001-01-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(mapping.TimeUnreadable):
        parse_time(text)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_clear_refusal(text: str) -> None:
    with contextlib.suppress(mapping.TimeUnreadable):
        assert parse_time(text).tzinfo is not None


@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 1, 1)))  # noqa: DTZ001 (zone added)
def test_what_we_write_we_read(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=SHANGHAI)
    assert parse_time(f"{moment:%Y-%m-%d %H:%M:%S}") == moment
