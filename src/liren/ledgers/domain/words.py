"""Names, sexes, money and the other short values of a ledger."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from liren.core.workbooks import Cell

from .cells import text_of, without_spaces

NOTHING = frozenset(
    {"", "无", "/", "\\", "-", "--", "—", "不详", "空", "空白", "未知", "none", "null", "n/a"}
)
SEXES = {
    "男": "男", "女": "女", "1": "男", "2": "女", "m": "男", "f": "女", "male": "男",
    "female": "女", "男性": "男", "女性": "女",
}  # fmt: skip
_DOT = re.compile(r"\s*[•・‧∙⋅·]\s*")
_NOTE = re.compile(r"^([^(\[【]+)[(\[【].*$", re.DOTALL)


class Name(NamedTuple):
    """A name, and whether something was written after it."""

    text: str | None
    has_note: bool


@lru_cache(maxsize=65_536)
def read_name(text: str) -> Name:
    """A name without white space and without the note in brackets after it."""
    found = _NOTE.match(text)
    plain = _DOT.sub("·", found[1] if found else text)
    if not re.fullmatch(r"[A-Za-z .'\-]+", plain):
        plain = without_spaces(plain)
    plain = plain.strip("'\"*,、:").strip()
    if plain.lower() in NOTHING:
        return Name(None, False)
    return Name(plain, bool(found))


def read_sex(cell: Cell | None) -> str | None:
    """男 or 女, from words or codes (GB/T 2261.1)."""
    return SEXES.get(without_spaces(text_of(cell)).lower().removesuffix(".0"))


def read_ethnicity(cell: Cell | None) -> str | None:
    """A people, always with 族 at its end."""
    text = without_spaces(text_of(cell))
    if text.lower() in NOTHING:
        return None
    if text in PEOPLES_BY_CODE:
        return PEOPLES_BY_CODE[text]
    return text if text.endswith("族") else f"{text}族"


_PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 "
    "黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 "
    "撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 "
    "裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
PEOPLES = tuple(_PEOPLES.split())
# GB/T 3304: 01 Han … 56 Jino.
PEOPLES_BY_CODE = {f"{code:02}": f"{name}族" for code, name in enumerate(PEOPLES, 1)}

_MONEY = re.compile(
    r"(?:人民币|rmb|cny|[¥￥$])?\s*(-?\d[\d,]*(?:\.\d+)?)\s*(万)?\s*"
    r"(?:元|块|圆|rmb|cny)?整?(?:/(?:月|年|人|户|次|季))?(?:每月|每年)?",
    re.IGNORECASE,
)


def read_money(cell: Cell | None) -> str | None:
    """An amount with two decimals."""
    text = without_spaces(text_of(cell)).strip("'\"")
    found = _MONEY.fullmatch(text) if len(text) < 40 else None
    if found is None:
        return None
    try:
        amount = Decimal(found[1].replace(",", "")) * (10_000 if found[2] else 1)
        return str(amount.quantize(Decimal("0.01")))
    except InvalidOperation:
        return None


_COUNT = re.compile(r"(?:共|约)?(\d{1,4})(?:周岁|岁|人|口|户|个|名)?(?:人|口)?")
_CHINESE_COUNT = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}


def read_count(cell: Cell | None) -> int | None:
    """A whole number with the word of its unit."""
    text = without_spaces(text_of(cell)).strip("'\"")
    found = _COUNT.fullmatch(text) if len(text) < 20 else None
    if found:
        return int(found[1])
    return _CHINESE_COUNT.get(text.rstrip("口人"))


_ACCOUNT = re.compile(r"\d[\d \-]{5,40}\d|\d{4,}")


def read_account(text: str) -> str | None:
    """The digits of a bank account, without the name of the bank before them."""
    found = [re.sub(r"\D", "", run) for run in _ACCOUNT.findall(text[:200])]
    return max(found, key=len) if found else None


_GRID = re.compile(
    r"(?:第)?0*(\d{1,3}|[一二三四五六七八九十]{1,3})号?网?格?|网格0*(\d{1,3}|[一二三四五六七八九十]{1,3})号?"
)
_NUMERALS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number below a hundred in Chinese; larger ones in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


@lru_cache(maxsize=4_096)
def read_grid(text: str) -> str | None:
    """The grid: 1网格, 网格1 and 第一网格 are one."""
    plain = without_spaces(text)
    if plain.lower() in NOTHING:
        return None
    found = _GRID.fullmatch(plain)
    if found is None:
        return plain
    number = found[1] or found[2]
    return f"第{numeral(int(number)) if number.isdecimal() else number}网格"


_TICKED = "■☑√✓✔●▣☒🗹"
_BOX = f"[{_TICKED}□☐○]"
_WORD = rf"[^{_TICKED}□☐○\s]+"


def read_ticked(text: str) -> str:
    """Which of several boxes is ticked; the text itself where there are no boxes."""
    if not re.search(_BOX, text):
        return text
    if re.match(_BOX, text.strip()):
        found = [(box, word) for box, word in re.findall(rf"({_BOX})\s*({_WORD})", text)]
    else:
        found = [(box, word) for word, box in re.findall(rf"({_WORD})\s*({_BOX})", text)]
    return "、".join(word for box, word in found if box in _TICKED)
