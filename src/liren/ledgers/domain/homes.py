"""Where somebody lives: one string or several columns, as estate, building, unit and room."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from liren.core.workbooks import Cell

from .cells import text_of, without_spaces

LONGEST = 200  # what is longer is no address


class Home(NamedTuple):
    """A home in parts; what is not told is empty."""

    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it names one home, and so may speak for two rows being one person."""
        return bool(self.room and (self.building or self.estate))

    def with_gaps_from(self, other: "Home") -> "Home":
        """This home, with what it does not tell taken from another column."""
        if not any(self):
            return other
        if not any(other):
            return self
        return Home(
            self.estate or other.estate,
            self.building or other.building,
            self.unit or other.unit,
            self.room or other.room,
        )

    def as_data(self) -> dict[str, str]:
        """By the names of its parts."""
        return self._asdict()


NOWHERE = Home()
_NUMBER = r"[A-Za-z]?\d{1,4}[A-Za-z]?|[甲乙丙丁东西南北中]|[一二三四五六七八九十]{1,3}|[A-Za-z]"
_BUILDING = re.compile(rf"({_NUMBER})(?:号楼|栋|幢|座|#楼|#|号(?=\d)|楼(?=\d))")
_UNIT = re.compile(rf"({_NUMBER})(?:单元|门洞|门(?=\d)|梯)")
_ROOM = re.compile(rf"({_NUMBER})(?:室|号房|房|户(?!籍|口)|$)")
_ROW = re.compile(
    r"(?<![\dA-Za-z])([A-Za-z]?\d{1,4}[A-Za-z]?)(?:[-—–~](\d{1,4}))?[-—–~](\d{1,5}[A-Za-z]?)(?![\d])"
)
_LANE = re.compile(r"^(.*\d+弄)(\d{1,4})号(\d{2,4})室?")
_BRACKET = re.compile(r"[(\[【]([^)\]】]*)[)\]】]?")
_ABOVE = re.compile(
    r"^(?:[^\d省市县]{2,8}?省|[^\d]{1,8}?自治区|[^\d市]{2,8}?市(?!场|民|政)|[^\d区]{1,6}?区(?!街道|镇|乡|委)(?<!小区)(?<!社区)(?<!园区)"
    r"(?<![一二三四五六七八九十]区)"  # 梧桐苑一区 is a part of an estate, no district
    r"|[^\d县]{1,6}?县(?!前|后)|[^\d]{2,8}?街道|[^\d镇]{2,6}?镇|[^\d乡]{2,6}?乡|[^\d]{2,10}?社区(?:居委会)?)"
)
_ESTATE_END = re.compile(r"(?<=..)小区$")
_BARE = re.compile(r"[A-Za-z]?\d{1,5}[A-Za-z]?")
_CHINESE = {c: str(n) for n, c in enumerate("一二三四五六七八九十", 1)}


def _plain_number(text: str) -> str:
    """`03` and `三` are 3; what is no number stays."""
    text = _CHINESE.get(text, text).upper()
    return text.lstrip("0") or text if text.isdecimal() else text


@lru_cache(maxsize=65_536)
def _parse(text: str, kind: str) -> Home:
    text = without_spaces(text)
    outside = _BRACKET.sub("", text)
    inside = "".join(_BRACKET.findall(text))
    if found := _LANE.match(outside):
        return Home(_estate(found[1]), _plain_number(found[2]), "", found[3])
    home, begins = _marked(outside)
    if not any(home):
        home, begins = _row(outside, kind)
    if not any(home) and kind != "home.estate" and _BARE.fullmatch(outside):
        return _single(outside, kind)
    estate = _estate(outside[:begins]) if kind in ESTATES or any(home) else ""
    if not estate and inside and any(home):
        estate = _estate(inside)
    if not estate and not any(home):
        return _unmarked(outside, kind)
    return home._replace(estate=estate)


def _marked(text: str) -> tuple[Home, int]:
    """Numbers that say what they are: 3栋2单元502室."""
    building = _BUILDING.search(text)
    at = building.end() if building else 0
    unit = _UNIT.search(text, at)
    if building is None and unit is None and not re.search(r"\d(?:室|号房|房)", text):
        return NOWHERE, len(text)
    after = unit.end() if unit else at
    room = re.match(
        rf"-?({_NUMBER})(?:室|号房|房|户|$|[,，、。;；-])", text[after:]
    ) or _ROOM.search(text, after)
    begins = (
        min(m.start() for m in (building, unit, room) if m and m.string is text)
        if (building or unit)
        else (room.start() if room else len(text))
    )
    return (
        Home(
            "",
            _plain_number(building[1]) if building else "",
            _plain_number(unit[1]) if unit else "",
            room[1].upper() if room else "",
        ),
        begins,
    )


def _row(text: str, kind: str) -> tuple[Home, int]:
    """Numbers in a row: 3-2-502, and with two of them what the column is for."""
    found = _ROW.search(text)
    if found is None:
        return NOWHERE, len(text)
    first, middle, last = found.groups()
    first = _plain_number(first)
    if middle:
        return Home("", first, _plain_number(middle), last), found.start()
    if kind in PAIRS:
        return Home("", first, _plain_number(last), ""), found.start()
    return Home("", first, "", last), found.start()


ESTATES = frozenset({"home", "home.estate"})
PAIRS = frozenset({"home.building", "home.unit", "home.building+home.unit"})
_SINGLE = {
    "home.building": "building", "home.building+home.unit": "building", "home.unit": "unit",
    "home.estate": "estate",
}  # fmt: skip


def _single(text: str, kind: str) -> Home:
    part = _SINGLE.get(kind, "room")
    return Home()._replace(**{part: text.upper() if part == "room" else _plain_number(text)})


def _unmarked(text: str, kind: str) -> Home:
    """A word alone is what its column is for: 东楼 is a building, 后院 a room."""
    if not text:
        return NOWHERE
    part = "estate" if kind in ESTATES else _SINGLE.get(kind, "room")
    return Home()._replace(**{part: text})


def _estate(text: str) -> str:
    """The estate without the divisions before it and the word 小区 after it."""
    text = text.strip(",、。;-#·")
    while (found := _ABOVE.match(text)) and len(text) - found.end() >= 2:
        text = text[found.end() :]
    return _ESTATE_END.sub("", text)


def read_home(cell: Cell | None, kind: str = "home") -> Home:
    """Read a cell of a column of that kind (`home`, `home.room`, `home.building+home.unit` …)."""
    if isinstance(cell, date):
        # Typed as 1-2, and made the second of January by the spreadsheet.
        return Home("", str(cell.month), str(cell.day), "") if kind in PAIRS else NOWHERE
    text = text_of(cell).strip("'\" ")
    if not text or len(text) > LONGEST or text in NOTHING:
        return NOWHERE
    return _parse(text, kind)


NOTHING = frozenset({"无", "/", "-", "--", "不详", "空"})
