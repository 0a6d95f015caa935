"""What a column may hold: by which headings it is known, and how its values look.

The headings are in `elements.toml`: those of ledgers and exports of Chinese communities, in both
languages. A heading alone never decides, its values are looked at too (`columns`).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "elements.toml"


class Looks(StrEnum):
    """How values look, which can be tested without knowing the heading."""

    ANY = "any"
    ID = "id"
    PHONE = "phone"
    DATE = "date"
    SEX = "sex"
    NAME = "name"
    PEOPLE = "people"
    ADDRESS = "address"
    COUNT = "count"
    MONEY = "money"
    ACCOUNT = "account"
    RELATION = "relation"
    CREDIT = "credit"


@dataclass(frozen=True, eq=False)
class Element:
    """One thing that is known of a person, a household or a home."""

    code: str
    pattern: re.Pattern[str]
    looks: Looks = Looks.ANY
    is_household: bool = False  # fills down the rows of a household
    is_many: bool = False  # several columns may hold it
    is_strict: bool = False  # a column in which no value looks like it is not it
    not_under: re.Pattern[str] | None = None  # words anywhere in the heading that forbid it
    ending: re.Pattern[str] | None = None  # what a longer heading may end in


def _element(data: Mapping[str, Any], words: Mapping[str, str]) -> Element:
    headings = [re.sub(r"\{(person|when)\}", lambda m: words[m[1]], h) for h in data["headings"]]
    flags = {name: bool(data.get(name)) for name in ("is_household", "is_many", "is_strict")}
    return Element(
        code=data["code"],
        pattern=re.compile("|".join(f"(?:{heading})" for heading in headings)),
        looks=Looks(data.get("looks", "any")),
        not_under=re.compile(data["not_under"]) if "not_under" in data else None,
        ending=re.compile(f".{{1,10}}(?:{'|'.join(data['endings'])})")
        if "endings" in data
        else None,
        **flags,
    )


def _elements() -> tuple[Element, ...]:
    data = tomllib.loads(FILE.read_text("utf-8"))
    words = {name: f"(?:{'|'.join(listed)})" for name, listed in data["words"].items()}
    return tuple(_element(one, words) for one in data["element"])


ELEMENTS = _elements()
BY_CODE = {element.code: element for element in ELEMENTS}
NUMBERING = re.compile(r"序|序号|序次|序列号?|行号|行次|顺序号?|项次|编次|№|no\.?|num|index|#|s/?n")
COUNTING = re.compile(r"编号|号|号码")  # a running number where the values count from one
MONTH = re.compile(r"(?:(\d{4})年)?(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?")
HOME_PARTS = frozenset(
    {
        "home", "home.estate", "home.building", "home.unit", "home.room", "home.building+home.unit",
        "home.building+home.room", "home.building+home.unit+home.room",
    }
)  # fmt: skip
HOUSEHOLD = frozenset(e.code for e in ELEMENTS if e.is_household) | HOME_PARTS
