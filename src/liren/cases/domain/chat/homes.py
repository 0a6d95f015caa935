"""Home numbers as people write them: 3-502, 5栋2单元301, 7号楼1102, Bldg 3."""

import re
from collections.abc import Iterable

_HOME = re.compile(
    r"(?<![\d-])\d{1,3}\s?(?:号楼|栋|幢|座|#)\s?(?:\d{1,2}\s?(?:单元|门)\s?)?(?:\d{3,4}(?!\d)\s?(?:室|号|房)?)?"
    r"|(?<![\d/.:：-])\d{1,3}-(?:\d{1,2}-)?\d{3,4}(?![\d-]|\s?[年月日元块:：])"
    r"|(?<!\d)\d{1,2}\s?单元\s?\d{3,4}(?!\d)"
    r"|\b(?:building|bldg\.?|block)\s?\d{1,3}(?:[\s,]+(?:unit|apt\.?|room|flat)\s?\d{1,4})?",
    re.IGNORECASE,
)
_SPOT = re.compile(
    r"\d{1,2}\s?单元|(?:[东南西北]{1,2}|正|后|侧|大)门(?!卡)|[东南西北]{1,2}(?:侧|边|面)?(?:广场|车库|车棚|停车场)"
    r"|(?:地下|地面)?(?:车库|停车场)|(?:中心|中央|小|大)?(?:花园|广场|公园|操场|球场)|儿童乐园|游乐场|健身(?:区|角|点|广场)"
    r"|垃圾(?:房|站|投放点|分类点)|车棚"
    r"|充电(?:站|棚)|门卫室|岗亭|物业办公室|活动室|(?:社区|长者|老年)食堂|快递(?:柜|站)|驿站"
    r"|天台|楼顶|大堂|电梯厅|配电房|水泵房|消防通道|围墙|河边|桥头|路口|公交站"
    r"|\b(?:(?:north|south|east|west|main|back|side)\s(?:gate|entrance|door)"
    r"|(?:underground\s)?(?:garage|car park)"
    r"|lobby|playground|stairwell|bike shed|bin room|courtyard|(?:community\s)?canteen)\b",
    re.IGNORECASE,
)
_EXACT = re.compile(r"\d{3,4}\D{0,2}$|单元|门$|(?:unit|apt|room|flat)", re.IGNORECASE)


def homes_in(text: str, author: str = "") -> list[str]:
    """The homes that words or a name point to, down to the staircase at least."""
    found = [_tidy(at.group()) for part in (text, author) for at in _HOME.finditer(part)]
    return list(dict.fromkeys(home for home in found if _EXACT.search(home)))


def spots_in(text: str) -> list[str]:
    """The same, with whole buildings too."""
    return list(dict.fromkeys(_tidy(at.group()) for at in _HOME.finditer(text)))


def spots_named(text: str) -> list[str]:
    """Spots without a number, or with one that is no building's: 北门, 地下车库, 3单元."""
    return list(dict.fromkeys(found.group().strip() for found in _SPOT.finditer(text)))


def homes_of(said: Iterable[tuple[str, str]]) -> list[str]:
    """The homes of several messages, each given as text and author, in their order."""
    return list(dict.fromkeys(home for text, author in said for home in homes_in(text, author)))


def _tidy(home: str) -> str:
    return re.sub(r"\s+", " ", home).strip().replace(" ", "") if "b" not in home.lower() else home


def building_of(spot: str) -> str:
    """The number of the building a spot lies in."""
    found = re.search(r"\d{1,3}", spot)
    return found.group() if found else ""
