"""Which column holds what: suggested from its heading and from how its values look.

A heading proposes, the values decide: a column called 证件 whose values are telephones is no id
number, and one with no heading whose values pass the check digit is. What means nothing here is
kept as it came.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from liren.core.workbooks import Cell

from .cells import has_lost_digits, is_blank, text_of, without_spaces
from .dates import read_date
from .elements import BY_CODE, COUNTING, ELEMENTS, HOME_PARTS, MONTH, NUMBERING, Element, Looks
from .headings import IN_BRACKETS, Whose, meanings, plain, whose
from .homes import read_home
from .identity import CREDIT, cleaned, is_id_number
from .phones import read_phones
from .words import PEOPLES, SEXES, read_account, read_count, read_money

PROBLEM = "问题"  # the column in which errors go back
MOST_VALUES = 80  # looked at in a column
FEW = 4  # values: fewer refute nothing
SEEN_ENOUGH = 0.15  # share of values without which a strict element is not believed
SURE_ENOUGH = 0.6  # share of values without which what stands in brackets is not believed
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈"
    "项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔"
    "吉龚程邢裴陆荣翁荀羊甄曲家封储靳段富巫乌焦巴弓牧车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司黎薄印白怀蒲从鄂索咸籍"
    "赖卓蔺屠蒙池乔阴能苍双闻党翟谭贡劳姬申扶堵冉宰桑桂牛寿通边燕冀浦尚农温庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘"
    "匡国文寇广欧沃利蔚越隆师巩聂晁勾敖融冷辛阚那简饶曾沙丰关查红游竺权盖益桓公肖覃岳付代邝阳丛商苟闫涂原"
    "欧司诸上"
)
_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}"
    r"|[\u3400-\u9fff]+[·•・][\u3400-\u9fff·•・]+|[A-Z][A-Za-z .'\-]{2,40}"
)
_ID = re.compile(r"\d{15}|\d{17}[\dX]?")
_RELATIONS = re.compile(
    r"户主|本人|[配妻夫][偶子]?|丈夫|[长次三四五独养]?[子女儿媳婿]{1,2}|女婿|儿媳|父亲?|母亲?|[祖外]{1,2}[父母]|[外]?孙[子女]?|兄|弟|姐|妹|兄弟姐妹|其他|其它|非亲属|之.{1,2}|亲属|租户|保姆|\d{1,2}"
)
_ADDRESS = re.compile(
    r"\d+[-—]\d+[-—]\d+|\d+(?:号楼|栋|幢|座|单元|弄|号)|[路街巷弄村里苑园城庭]\S*\d|\d+室"
)
_CREDIT = re.compile(rf"[159ANY][{CREDIT}]{{17}}")


@dataclass(frozen=True)
class Column:
    """One column with what it holds; `element` is nothing where its values are only kept."""

    at: int
    path: tuple[str, ...]
    element: str | None = None
    is_numbering: bool = False
    month: str = ""  # of a payment

    @property
    def name(self) -> str:
        """Its heading on one line."""
        return "/".join(without_spaces(text) for text in self.path)


class Seen(NamedTuple):
    """How the values of a column look: how many there are, and the share that looks so."""

    texts: Sequence[str]
    cells: Sequence[Cell]

    @property
    def number(self) -> int:
        """How many values there are."""
        return len(self.texts)

    def share(self, looks: Looks) -> float:
        """The share of values that look so."""
        if not self.texts:
            return 0.0
        test = TESTS[looks]
        return (
            sum(1 for cell, text in zip(self.cells, self.texts, strict=True) if test(cell, text))
            / self.number
        )


def _is_name(_: Cell, text: str) -> bool:
    return bool(
        _NAME.fullmatch(re.sub(r"\s+", "", text) if not text.isascii() else text)
    ) and not text.endswith("族")


TESTS: dict[Looks, Callable[[Cell, str], bool]] = {
    Looks.ANY: lambda cell, text: True,
    Looks.ID: lambda cell, text: has_lost_digits(cell) or bool(_ID.fullmatch(cleaned(text))),
    Looks.PHONE: lambda cell, text: bool(read_phones(cell).numbers),
    Looks.DATE: lambda cell, text: read_date(cell) is not None,
    Looks.SEX: lambda cell, text: without_spaces(text).lower() in SEXES,
    Looks.NAME: _is_name,
    Looks.PEOPLE: lambda cell, text: text.endswith("族") or text in PEOPLES or text.isdecimal(),
    Looks.ADDRESS: lambda cell, text: bool(_ADDRESS.search(text[:100])) and not read_date(cell),
    Looks.COUNT: lambda cell, text: read_count(cell) is not None,
    Looks.MONEY: lambda cell, text: read_money(cell) is not None,
    Looks.ACCOUNT: lambda cell, text: len(read_account(text) or "") >= 10 or has_lost_digits(cell),
    Looks.RELATION: lambda cell, text: bool(_RELATIONS.fullmatch(text[:8])),
    Looks.CREDIT: lambda cell, text: bool(_CREDIT.fullmatch(cleaned(text))),
}


def seen(cells: Iterable[Cell]) -> Seen:
    """The first values of a column that are there."""
    found = [cell for cell in cells if not is_blank(cell)][:MOST_VALUES]
    return Seen([text_of(cell) for cell in found], found)


class Claim(NamedTuple):
    """A column that may hold an element, and how much speaks for it."""

    score: float
    at: int
    element: Element


def suggest(paths: Sequence[tuple[str, ...]], rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """Suggest what each column holds, from its heading and its values in some rows."""
    looks = [seen(row[at] for row in rows if at < len(row)) for at in range(len(paths))]
    return _Suggestion(paths, looks).columns()


class _Suggestion:
    """What has been decided so far."""

    def __init__(self, paths: Sequence[tuple[str, ...]], looks: Sequence[Seen]) -> None:
        self.paths, self.looks = paths, looks
        self.found: dict[int, Column] = {}
        self.used: set[str] = set()

    def columns(self) -> list[Column]:
        """Decide from what is plain to what is not."""
        self._set_numbering()
        self._set_months()
        self._settle(self._claims(Whose.OWN))
        self._settle(self._claims(Whose.LANDLORD))
        self._settle(self._claims(Whose.HEAD))
        if "name" not in self.used:
            self._take_heads()
        self._settle(self._by_values())
        return [
            self._with_home_parts(self.found.get(at, Column(at, path)))
            for at, path in enumerate(self.paths)
        ]

    def _open(self) -> list[int]:
        return [at for at in range(len(self.paths)) if at not in self.found]

    def _set_numbering(self) -> None:
        for at, path in enumerate(self.paths):
            words, values = plain(path[-1]) if path else "", self.looks[at]
            is_named = bool(NUMBERING.fullmatch(words))
            if words == PROBLEM:
                self.found[at] = Column(at, path, is_numbering=True)
                continue
            if (
                ((is_named or not words) and values.number and _counts_up(values.texts))
                or (is_named and values.share(Looks.COUNT) > 0.8)
                or (is_named and not values.number)
                or (COUNTING.fullmatch(words) and _counts_from_one(values.texts))
            ):
                self.found[at] = Column(at, path, is_numbering=True)

    def _set_months(self) -> None:
        months = [
            (at, MONTH.fullmatch(plain(self.paths[at][-1])))
            for at in self._open()
            if self.paths[at]
        ]
        named = [(at, month) for at, month in months if month]
        if len(named) < 2:
            return
        for at, month in named:
            year = month[1] or next(iter(re.findall(r"\d{4}", "/".join(self.paths[at]))), "")
            self.found[at] = Column(
                at, self.paths[at], "payments[]", month=f"{year}-{_month(month[2]):02}"
            )

    def _claims(self, who: Whose) -> list[Claim]:
        """What the headings of one kind of person propose and the values do not refute."""
        return [
            claim
            for at in self._open()
            if whose(self.paths[at]) is who
            for element, weight in meanings(self.paths[at])
            if (own := _of(who, element)) and (claim := self._claim(at, own, weight))
        ]

    def _claim(self, at: int, element: Element, weight: float) -> Claim | None:
        values = self.looks[at]
        fit = values.share(element.looks)
        if weight <= IN_BRACKETS and fit < SURE_ENOUGH:
            return None
        if values.number >= FEW and element.is_strict and fit < SEEN_ENOUGH:
            return None
        if (
            values.number >= FEW
            and element.looks is not Looks.ID
            and self._is_of_ids(values, element)
        ):
            return None
        return Claim(weight + (0.6 * fit if element.looks is not Looks.ANY else 0.2), at, element)

    def _is_of_ids(self, values: Seen, element: Element) -> bool:
        if element.looks in (Looks.ACCOUNT, Looks.CREDIT):
            return False
        return sum(is_id_number(cleaned(text)) for text in values.texts) / values.number > 0.5

    def _settle(self, claims: list[Claim]) -> None:
        """The best claim first; an element that one column has is not given to another."""
        for _, at, element in sorted(claims, key=lambda claim: (-claim.score, claim.at)):
            is_free = element.is_many or element.code not in self.used
            if at not in self.found and is_free:
                self.used.add(element.code)
                self.found[at] = Column(at, self.paths[at], element.code)

    def _take_heads(self) -> None:
        """One line a household: its head is the person, and what is the head's is theirs."""
        for at, column in list(self.found.items()):
            if column.element == "household_head_name":
                self.found[at] = replace(column, element="name")
                self.used.add("name")
        claims = [
            claim
            for at in self._open()
            if whose(self.paths[at]) is Whose.HEAD
            for element, weight in meanings(self.paths[at])
            if (claim := self._claim(at, element, weight))
        ]
        self._settle(claims)

    def _by_values(self) -> list[Claim]:
        """Columns whose headings say nothing, by their values alone."""
        found = []
        for at in self._open():
            values = self.looks[at]
            if (
                values.number < FEW
                or whose(self.paths[at]) is not Whose.OWN
                or meanings(self.paths[at])
            ):
                continue
            for code, least in BY_VALUES.items():
                share = _sure(code, values)
                if share >= least and not (code == "phones" and "phones" in self.used):
                    found.append(Claim(share, at, BY_CODE[code]))
        return found

    def _with_home_parts(self, column: Column) -> Column:
        """Whether a column of a home holds more of it than its heading says."""
        if column.element not in HOME_PARTS or column.element == "home":
            return column
        homes = [read_home(cell, column.element or "") for cell in self.looks[column.at].cells]
        least = max(1, len(homes) // 2)
        parts = [
            part for part in ("estate", "building", "unit", "room")
            if sum(bool(getattr(home, part)) for home in homes) >= least
        ]  # fmt: skip
        if "estate" in parts and len(parts) > 1:
            return replace(column, element="home")
        told = "+".join(f"home.{part}" for part in parts)
        return replace(column, element=told) if told in HOME_PARTS else column


BY_VALUES = {
    "id_number": 0.6,
    "phones": 0.7,
    "sex": 0.9,
    "ethnicity": 0.9,
    "home": 0.7,
    "name": 0.85,
}


def _sure(code: str, values: Seen) -> float:
    """The share of values that can hardly be anything else."""
    if code == "id_number":
        return sum(is_id_number(cleaned(text)) for text in values.texts) / values.number
    if code == "name":
        is_surname = sum(text[:1] in SURNAMES for text in values.texts) / values.number
        varied = len(set(values.texts)) / values.number
        return min(values.share(Looks.NAME), is_surname) if varied > 0.6 else 0.0
    if code == "sex":
        return sum(text in ("男", "女") for text in values.texts) / values.number
    if code == "ethnicity":
        return sum(text.endswith("族") for text in values.texts) / values.number
    return values.share(BY_CODE[code].looks)


def _of(who: Whose, element: Element) -> Element | None:
    """What an element is called when it is somebody else's."""
    if who is Whose.OWN:
        return element
    names = {
        (Whose.LANDLORD, "name"): "landlord_name",
        (Whose.LANDLORD, "phones"): "landlord_phones",
        (Whose.HEAD, "name"): "household_head_name",
        (Whose.HEAD, "household_head_name"): "household_head_name",
        (Whose.HEAD, "relation"): "relation",
        (Whose.LANDLORD, "landlord_name"): "landlord_name",
        (Whose.LANDLORD, "landlord_phones"): "landlord_phones",
    }
    code = names.get((who, element.code))
    return BY_CODE[code] if code else None


def _counts_up(texts: Sequence[str]) -> bool:
    """Whether values are 1, 2, 3 … but for a few."""
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 7]
    if len(numbers) < 2 or len(numbers) < 0.7 * len(texts):
        return False
    steps = sum(b - a in (0, 1) for a, b in pairwise(numbers))
    return steps >= 0.7 * (len(numbers) - 1) and numbers[0] < 100_000


def _counts_from_one(texts: Sequence[str]) -> bool:
    """Whether values are 1, 2, 3 … without a gap."""
    return len(texts) > 2 and list(texts) == [str(n) for n in range(1, len(texts) + 1)]


def _month(text: str) -> int:
    words = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    return words.index(text) + 1 if text in words else int(text)


def is_value(cell: Cell) -> bool:
    """Whether a cell can only be data: a run of digits, a date, a number but a month or year."""
    if isinstance(cell, (int, float)):
        return not (0 < cell <= 12 or 1990 <= cell <= 2100)
    if not isinstance(cell, str):
        return True
    return bool(re.search(r"\d{6}", cell[:80]))


assert set(TESTS) == set(Looks) and {e.looks for e in ELEMENTS} <= set(TESTS)
