"""What a sheet says of itself over its table: its date, who made it, what it is about."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from liren.core.workbooks import Cell

from .cells import text_of, without_spaces
from .dates import last_of_month, read_date

_DATED = re.compile(
    r"(?:填报|制表|截止|截至|统计|上报|填表|报送|更新|导出|登记|数据|打印)(?:日期|时间|至|到|于)?[::]?"
    r"(\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?|\d{8}(?!\d)|\d{4}[年./-]\d{1,2}(?!\d)月?)"
)
_ANY_DATE = re.compile(r"(?<!\d)(\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?)(?!\d)")
_HALF = re.compile(r"(\d{4})年?(上|下)半年")
_QUARTER = re.compile(r"(\d{4})年?第?([一二三四1234])季度")
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")
_YEAR = re.compile(r"(\d{4})年度?")
_SOURCE = re.compile(
    r"(?:填报|制表|报送|填表|上报|编制|制作|统计|填写|来源)(?:单位|部门|社区|机构|人单位)?(?:\([^)]*\))?[::]([^\s::,,;]{2,40})"
)
_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-._年]?(\d{2})[-._月]?(\d{2})(?!\d)")
BENEFITS = (
    ("低保", r"低保|最低生活保障"), ("特困供养", "特困"), ("高龄津贴", r"高龄(?:津贴|补贴)"),
    ("残疾人补贴", r"残疾.{0,6}补贴|两项补贴"), ("临时救助", "临时救助"), ("孤儿保障", "孤儿"),
    ("优抚", "优抚|抚恤"), ("养老补贴", "养老(?:服务)?补贴"), ("医疗救助", "医疗救助"),
)  # fmt: skip


def texts_over(rows: Iterable[Sequence[Cell]]) -> str:
    """The lines over a table as one text without spaces inside a cell."""
    return "\n".join(without_spaces(text) for row in rows for text in map(text_of, row) if text)


def date_in(text: str) -> str | None:
    """The day of which a table speaks: what is said to be its date, else its period's last day."""
    if found := _DATED.search(text):
        day = read_date(found[1])
        return _last_day(day) if day else None
    if found := _HALF.search(text):
        return f"{found[1]}-06-30" if found[2] == "上" else f"{found[1]}-12-31"
    if found := _QUARTER.search(text):
        quarter = "一二三四".find(found[2]) + 1 or int(found[2])
        return last_of_month(int(found[1]), quarter * 3)
    if found := _ANY_DATE.search(text):
        return read_date(found[1])
    if (found := _MONTH.search(text)) and 1 <= int(found[2]) <= 12:
        return last_of_month(int(found[1]), int(found[2]))
    if found := _YEAR.search(text):
        return f"{found[1]}-12-31"
    return None


def _last_day(day: str) -> str:
    return day if len(day) == 10 else last_of_month(int(day[:4]), int(day[5:7]))


def source_in(text: str) -> str | None:
    """Who made it."""
    found = _SOURCE.search(text)
    return found[1] if found else None


def benefit_in(text: str) -> str:
    """The benefit that a list of its receivers is about."""
    return next((name for name, words in BENEFITS if re.search(words, text)), "")


def date_in_name(path: Path) -> str | None:
    """The day in the name of an export, where it says nothing of itself inside."""
    found = _IN_NAME.search(path.stem)
    return read_date("".join(found.groups())) if found else None
