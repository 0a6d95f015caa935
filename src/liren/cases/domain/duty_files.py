"""Reading a duty list from a table: which column is which, and what each line says."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Column = Literal["category", "place", "party", "source", "from_date", "until_date"]
COLUMNS: tuple[Column, ...] = get_args(Column)
NEEDED: tuple[Column, ...] = ("category", "place", "party")
KNOWN: Mapping[Column, tuple[str, ...]] = {
    "category": ("class", "category", "类别", "类别编码", "事项", "事项类别", "问题类别"),
    "place": ("place", "地点", "地点编码", "区域", "适用范围", "小区"),
    "party": ("party", "单位", "责任单位", "承办单位", "主责单位"),
    "source": ("source", "依据", "来源", "文件依据"),
    "from_date": ("from", "from_date", "起", "生效日期", "开始日期"),
    "until_date": ("until", "until_date", "止", "失效日期", "截止日期"),
}
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")


@dataclass(frozen=True)
class DutyLine:
    """What one line says, in the sender's words."""

    line: int
    category: str
    place: str
    party: str
    source: str = ""
    from_date: date | None = None
    until_date: date | None = None


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be used: the code of the reason, and the words it is about."""

    line: int
    reason: str
    words: str = ""


def columns_of(header: Sequence[str]) -> dict[Column, int]:
    """Where each column stands."""
    names = [name.strip().lower() for name in header]
    found = {
        column: next((names.index(word) for word in KNOWN[column] if word in names), None)
        for column in COLUMNS
    }
    return {column: at for column, at in found.items() if at is not None}


def read_lines(
    columns: Mapping[Column, int], rows: Iterable[tuple[int, Sequence[str]]]
) -> Iterator[DutyLine | BadLine]:
    """Every line that holds anything, read or named as bad."""
    for line, cells in rows:
        said = {
            column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()
        }
        if any(said.values()):
            yield _read(line, said)


def _read(line: int, said: Mapping[Column, str]) -> DutyLine | BadLine:
    for column in ("place", "party"):
        if not said.get(column, ""):
            return BadLine(line, f"no_{column}")
    try:
        begins, ends = _day(said.get("from_date", "")), _day(said.get("until_date", ""))
    except ValueError as wrong:
        return BadLine(line, "no_date", str(wrong))
    if begins and ends and ends < begins:
        return BadLine(line, "ends_before_it_begins")
    source = said.get("source", "")[:200]
    return DutyLine(
        line, said.get("category", ""), said["place"], said["party"], source, begins, ends
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    found = _DATE.match(text)
    if found is None:
        raise ValueError(text)
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise ValueError(text) from None
