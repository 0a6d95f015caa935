"""What a heading says: its plain words, whose things they name, and which elements they mean."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from .elements import ELEMENTS, MONTH, NUMBERING, Element

IN_BRACKETS = 0.35  # of the weight; and the values have to agree
ENDING = 0.7  # of the weight of a heading that is known as a whole
LONGEST = 30  # letters: what is longer is a sentence
_INSIDE = re.compile(r"[(\[【<《](.+?)(?:[)\]】>》]|$)")
_BRACKETS = re.compile(r"[(\[【<《].*?(?:[)\]】>》]|$)")
# The traditional letters of headings, so that `電話` is what `电话` is.
_PLAIN = str.maketrans(
    "電話號碼機證聯係絡齡別戶歲現處樓棟單門間網學歷黨貌屬區條東種類關業銀賬帳稱記錄時間備註",
    "电话号码机证联系络龄别户岁现处楼栋单门间网学历党貌属区条东种类关业银账账称记录时间备注",
)
_DECORATION = re.compile(r"[\s*:、,。.?!\"'_“”]+")
_FOREIGN = re.compile(r"[a-z][a-z .&]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


class Whose(StrEnum):
    """Whose the columns under a heading are."""

    OWN = "own"
    HEAD = "head"
    LANDLORD = "landlord"
    OTHER = "other"


_LANDLORD = re.compile(r"房东|出租人|出租方|房主|出租屋主|landlord")
_HEAD = re.compile(r"户主|head")
_OTHER = re.compile(
    r"(?:单位|公司|学校|机构)(?:联系|负责|电话|地址|人)|亲属|家属(?!院)|亲友|邻居|老师|班主任|儿子|女儿|"
    r"监护人|联系人|紧急|配偶|父亲|母亲|父母|子女|代理|代办|帮扶|责任人|网格员|网格长|楼栋长|楼长|负责人|经办人|填[表报]人|审核人|审批人"
    r"|采集[人员]|走访人|登记人|登记员|介绍人|法人|法定代表|担保|护理人|护理员|照料人|照护|结对|包保|民警|医生|录入人|推荐人|开户人|户名|领款人|代领"
    r"|guardian|emergency|spouse|contact ?person"
)


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """Narrow small letters without spaces, brackets and marks."""
    narrow = _narrow(text)
    words = _DECORATION.sub(" " if narrow.isascii() else "", narrow).strip()
    bare = _BRACKETS.sub("", words).strip()
    return bare or words


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:200]).lower().translate(_PLAIN)


def label(path: Sequence[str]) -> str:
    """A heading as it is shown: the words of all its lines, without spaces."""
    return "/".join(re.sub(r"\s+", "", text) for text in path)


@lru_cache(maxsize=8_192)
def whose(path: tuple[str, ...]) -> Whose:
    """Whom a heading speaks of."""
    for text in map(plain, path):
        if re.search(r"关系|是否|本人", text):
            return Whose.OWN
    joined = "/".join(map(plain, path))
    if _LANDLORD.search(joined) and not _HEAD.search(joined):
        return Whose.LANDLORD
    if _OTHER.search(joined):
        return Whose.OTHER
    return Whose.HEAD if _HEAD.search(joined) else Whose.OWN


def _spellings(text: str) -> list[str]:
    """A heading as it stands, and each language of it by itself."""
    found = [text]
    if not text.isascii():
        found.append("".join(_CHINESE.findall(text)))
        found += [part.strip() for part in _FOREIGN.findall(text)]
    return [
        spelling for spelling in dict.fromkeys(found) if len(spelling) > 1 or spelling in "室栋幢楼"
    ]


@lru_cache(maxsize=8_192)
def meanings(path: tuple[str, ...]) -> tuple[tuple[Element, float], ...]:
    """The elements that a heading may mean, with how plainly; the last line of it says most.

    What stands in brackets is asked where the words outside of them mean nothing: 称呼（姓名）.
    """
    if not path or (found := _meanings(path)):
        return found if path else ()
    inside = tuple(_INSIDE.findall(_narrow(path[-1])))
    return tuple((element, IN_BRACKETS * weight) for element, weight in _meanings(inside))


def _meanings(path: tuple[str, ...]) -> tuple[tuple[Element, float], ...]:
    words = [text for text in map(plain, path) if text]
    found: dict[str, tuple[Element, float]] = {}
    tries = (
        [(words[-1], 1.0), ("".join(words), 0.9), *((w, 0.6) for w in words[-2::-1])]
        if words
        else []
    )
    for text, weight in tries:
        for element, part in _meant(text[:LONGEST], "/".join(path).lower()):
            if element.code not in found:
                found[element.code] = (element, weight * part)
    return tuple(found.values())


def _meant(text: str, whole: str) -> list[tuple[Element, float]]:
    stripped = _without_whose(text)
    found = []
    for spelling in _spellings(stripped) or ([] if stripped else _spellings(text)):
        for element in ELEMENTS:
            if element.not_under and element.not_under.search(whole):
                continue
            if element.pattern.fullmatch(spelling):
                found.append((element, 1.0))
            elif element.ending and element.ending.fullmatch(spelling):
                found.append((element, ENDING))
    return found


def _without_whose(text: str) -> str:
    """`房东电话` and `户主身份证号` without saying whose."""
    if re.search(r"关系|户主(?:姓名|名字|名称?)?$", text):
        return text
    return re.sub(r"^(?:房东|出租人|房主|户主)(?:的)?(?=.)", "", text)


@lru_cache(maxsize=65_536)
def is_label(text: str) -> bool:
    """Whether a cell reads like a heading."""
    words = plain(text)
    if not words or len(words) > LONGEST or len(text) > 60 or re.search("[。；！]", text):
        return False
    return bool(
        NUMBERING.fullmatch(words)
        or MONTH.fullmatch(words)
        or _meanings((text,))
        or (_is_of_others(words))
    )


def _is_of_others(words: str) -> bool:
    return 2 < len(words) <= 12 and bool(_OTHER.search(words))
