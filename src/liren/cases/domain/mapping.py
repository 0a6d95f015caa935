"""Which column is which: known names of senders' columns, and rows read by them.

The names are those of the contest files, of a Beijing district's 12345 export (standards.md, B2),
and those that offices commonly use. What is not mapped is kept in the report's details.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from liren.cases.domain.words import MAX_IMPORTED, clean
from liren.core.errors import Invalid, sentence

SHANGHAI = ZoneInfo("Asia/Shanghai")
Field = Literal[
    "title", "detail", "time", "number", "name", "phone", "address", "category", "result", "status"
]
FIELDS: tuple[Field, ...] = get_args(Field)

KNOWN: dict[Field, tuple[str, ...]] = {
    "title": ("title", "标题", "主题", "留言主题", "工单标题", "事项标题", "诉求标题", "subject"),
    "detail": (
        "detail", "text", "content", "message", "留言详情", "工单内容", "主要内容", "诉求内容",
        "问题描述", "内容", "详情", "描述", "反映内容", "来电内容", "受理内容", "留言内容",
    ),
    "time": (
        "time", "date", "created_at", "来电时间", "创建时间", "留言时间", "受理时间", "反映时间",
        "登记时间", "提交时间", "上报时间", "时间", "日期",
    ),
    "number": (
        "message_id", "id", "order_no", "工单编号", "工单号", "留言编号", "受理编号", "案卷编号",
        "事项编号", "诉求编号", "编号", "流水号",
    ),
    "name": (
        "user", "name", "来电人", "留言用户", "诉求人", "联系人", "反映人", "姓名", "来电人姓名",
        "市民姓名",
    ),
    "phone": (
        "phone", "telephone", "来电号码", "联系电话", "电话", "手机", "手机号", "联系方式",
        "来电人电话", "主叫号码",
    ),
    "address": (
        "address", "place", "location", "问题点位", "事发地址", "地址", "地点", "位置", "发生地址",
        "详细地址", "事发地点",
    ),
    "category": (
        "category", "label", "问题分类", "一级分类", "三级分类", "诉求分类", "事项分类", "类别",
        "分类", "标签",
    ),
    "result": ("result", "reply", "办理结果", "处理结果", "答复意见", "办理情况"),
    "status": ("status", "工单状态", "状态", "办理状态"),
}  # fmt: skip

Columns = Mapping[str, int]


class ColumnsMissing(Invalid):
    """No column with the words was found or named."""

    code = "cases.columns_missing"
    sentence = sentence("Say which column holds the words of the message.")


class TimeUnreadable(Invalid):
    """A time in none of the usual spellings."""

    code = "cases.time_unreadable"
    sentence = sentence("The time “{time}” cannot be read.")


class RowTooShort(Invalid):
    """A line with fewer cells than the mapping needs."""

    code = "cases.row_too_short"
    sentence = sentence("The line has {cells} cells; the header has {columns}.")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One row, read: what somebody said elsewhere, and when."""

    text: str
    title: str
    at: datetime | None
    number: str
    name: str
    phone: str
    address: str
    category: str
    details: dict[str, object] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there are no words in it."""
        return not self.text and not self.title


def suggest(header: Sequence[str]) -> dict[str, int]:
    """Find the columns by their names; the first known name of a field wins."""
    cells = {_plain(cell): at for at, cell in reversed(list(enumerate(header)))}
    found: dict[str, int] = {}
    for name, spellings in KNOWN.items():
        at = next((cells[s] for s in map(_plain, spellings) if s in cells), None)
        if at is not None and at not in found.values():
            found[name] = at
    return found


def check(columns: Columns, header: Sequence[str]) -> dict[str, int]:
    """A mapping that fits the header: known fields, existing columns, and words among them."""
    known, width = set[str](FIELDS), len(header)
    fits = {name: at for name, at in columns.items() if name in known and 0 <= at < width}
    if not fits.keys() & {"detail", "title"}:
        raise ColumnsMissing()
    return fits


def by_names(names: Mapping[str, str], header: Sequence[str]) -> dict[str, int]:
    """A remembered mapping, field to column name, found again in a header in any order."""
    cells = {_plain(cell): at for at, cell in reversed(list(enumerate(header)))}
    return {name: cells[_plain(cell)] for name, cell in names.items() if _plain(cell) in cells}


def _plain(cell: str) -> str:
    return re.sub(r"[\s_*（()）:：]", "", cell).lower()


NUMBER_LENGTH = 80
NAME_LENGTH = 80
NOTE_LENGTH = 200


def read(cells: Sequence[str], columns: Columns, header: Sequence[str]) -> Message:
    """One row by its mapping; raises what is wrong with it."""
    if len(cells) < len(header) and any(at >= len(cells) for at in columns.values()):
        raise RowTooShort(cells=len(cells), columns=len(header))

    def cell(name: str) -> str:
        return cells[columns[name]].strip() if name in columns else ""

    text, title = clean(cell("detail"), limit=MAX_IMPORTED), clean(cell("title"))
    time, number = cell("time"), cell("number")
    return Message(
        text=text or title,
        title=" ".join(title.split())[:NOTE_LENGTH] if text else "",
        at=parse_time(time) if time else None,
        number=number if 0 < len(number) <= NUMBER_LENGTH else _number_of(cells),
        name=clean(cell("name"))[:NAME_LENGTH],
        phone=cell("phone")[:NAME_LENGTH],
        address=clean(cell("address"))[:NOTE_LENGTH],
        category=cell("category"),
        details=_rest(cells, columns, header),
    )


def _number_of(cells: Sequence[str]) -> str:
    """A row without a number is known again by its content."""
    joined = "\x1f".join(cell.strip() for cell in cells)
    return f"#{hashlib.sha256(joined.encode()).hexdigest()[:32]}"


_KEPT_LENGTH = 500


def _rest(cells: Sequence[str], columns: Columns, header: Sequence[str]) -> dict[str, object]:
    """Columns that mean nothing here are kept as they came: nothing is lost."""
    used = {at for name, at in columns.items() if name not in ("result", "status")}
    pairs = zip(header, cells, strict=False)
    return {
        name: clean(cell[:_KEPT_LENGTH])
        for at, (name, cell) in enumerate(pairs)
        if at not in used and name and cell.strip()
    }


_CHINESE_TIME = re.compile(
    r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?[T\s]*"
    r"(?:(上午|下午|晚上|中午|凌晨|早上)?\s*(\d{1,2})\s*[:：时点]\s*(?:(\d{1,2})\s*分?)?"
    r"(?:[:：]?\s*(\d{1,2})(?:\.\d+)?\s*秒?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_DIGITS_ONLY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH_OF_SHEETS = datetime(1899, 12, 30, tzinfo=SHANGHAI)
_AFTER_NOON = {"下午", "晚上"}
EARLIEST = datetime(1990, 1, 1, tzinfo=SHANGHAI)


def parse_time(text: str) -> datetime:
    """A time in any of the usual spellings; without a zone it is Shanghai's."""
    try:
        found = _parse(text.strip())
    except (ValueError, OverflowError) as error:
        raise TimeUnreadable(time=text[:40]) from error
    if found is None or found < EARLIEST or found.year > 2200:
        raise TimeUnreadable(time=text[:40])
    return found


def _parse(text: str) -> datetime | None:
    if found := _CHINESE_TIME.fullmatch(text):
        year, month, day, half, hour, minute, second, zone = found.groups()
        hours = int(hour or 0)
        hours += 12 if half in _AFTER_NOON and hours < 12 else 0
        parts = (int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))
        return datetime(*parts, tzinfo=_zone(zone))
    if found := _DIGITS_ONLY.fullmatch(text):
        day_of, month_of, rest = found[0][6:8], found[0][4:6], found[0][8:].ljust(6, "0")
        clock = (int(rest[:2]), int(rest[2:4]), int(rest[4:]))
        return datetime(int(found[0][:4]), int(month_of), int(day_of), *clock, tzinfo=SHANGHAI)
    if _SERIAL.fullmatch(text):
        return _EPOCH_OF_SHEETS + timedelta(seconds=round(float(text) * 86_400))
    return None


def _zone(text: str | None) -> ZoneInfo:
    if text is None or text in ("+0800", "+08:00"):
        return SHANGHAI
    if text in ("Z", "+0000", "+00:00"):
        return ZoneInfo("UTC")
    raise ValueError(text)
