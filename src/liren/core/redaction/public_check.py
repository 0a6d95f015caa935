"""The second look before anything is published: what is left, and is it harmless?

It does not know what personal data look like. It knows what numbers and names a neighbourhood's
matters need (prices, dates, lines, floors, shops) and stops at whatever is left over. A text that
stops here is read by a person before neighbours read it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from liren.core.redaction.personal_names import COMPOUND, SURNAMES, H, named_words
from liren.core.redaction.public_words import covers, one_width, public_words

LONGEST = 5_000
_UNITS = (
    "元|块|毛|万|亿|米|平米|平方|平|厘米|毫米|公里|千米|里|公斤|斤|吨|升|立方|度|瓦|千瓦|伏|安|寸|分钟|小时|秒|天|周|星期|"
    "个月|月|年|日|点|时|次|回|遍|人|名|位|个|只|条|根|盏|台|部|辆|件|张|份|页|株|棵|袋|桶|箱|层|楼|号楼|号线|号机|"
    "号门|栋|幢|座|排|单元|期|区|路|路车|国道|省道|医院|中学|小学|幼儿园|厂|多|余|几|来|左右|以上|以下|分|倍|成|折|兆|米高|"
    "米外|盆|摊|起|项|组|车位|[%％℃°]"
)
HARMLESS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d{1,2}[:：]\d{2}",
        r"\d+\s?(?:涨|降|升|增|减|改|变|提|加)(?:到|至|成|为)\s?\d+",
        r"20\d{2}[年./-]\d{1,2}(?:[月./-]\d{1,2}日?)?",
        r"(?<!\d)20[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<!\d)(?:19|20)\d{2}(?=年|届|版|-|，|。|\s|$)",
        r"(?<![\dA-Za-z])(?:110|119|120|122|114|12\d{3}|95\d{3}|96\d{3,4}|[48]00-?\d{3}-?\d{4})(?!\d)|幺二三四五|一二三四五",
        rf"\d+(?:[.,]\d+)?(?:\s?[-~～到至]\s?\d+(?:[.,]\d+)?)?\s?(?:{_UNITS})",
        rf"[零〇一二三四五六七八九十百千两]+\s?(?:{_UNITS})",
        r"(?:路|街|大道|巷|弄)\d{1,4}号",
        r"(?<![A-Za-z])[A-Za-z]{1,4}\d{0,2}-[A-Za-z0-9]{1,4}(?![A-Za-z0-9])",
        r"[共有约近达计]\s?\d+\s?多?户",
        r"第[零〇一二三四五六七八九十百\d]+",
        r"[Pp]hase \d+|[Ff]loors? \d+|[Bb]uilding \d+",
    )
)
_PLACE_END = "府井路街巷弄村庄苑园城里湾桥镇乡区楼店馆记坊站港浜宅渡场门岛寺庙塔厂院校"
_CAPITAL_WORDS = """
The A An In On At My Our It Is We I There This That Please Water Building Block Gate Floor Unit
Road Street North South East West Monday Tuesday Wednesday Thursday Friday Saturday Sunday
January February March April May June July August September October November December Every When
Why Who What Where No Not Since Hello Hi Lift Liren China Community Grid Phase Lane
"""
_CAPITALS = frozenset(_CAPITAL_WORDS.split())
LEFT_OVER = {
    "number": re.compile(
        r"\d[\d\s\-.·]{1,}\d|(?<![A-Za-z])(?=\w*\d\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9]{5,}"
        r"|[A-Za-z0-9]+_[A-Za-z0-9_]+"
    ),
    "written_number": re.compile(r"[零〇○一二三四五六七八九幺]{3,}"),
    "account": re.compile(
        r"@|\(at\)|\bat\s\w+\s(?:dot|点)\s|(?:微信|威信|薇信|vx|wx|qq|扣扣|wechat|电话|手机|座机|联系方式|号码)(?:号|是|为|[:：\s])*[A-Za-z0-9]",
        re.I,
    ),
    "home": re.compile(
        r"[\d零一二三四五六七八九十]\s?(?:室|号房|房间号)|门牌号?[:：是\s]*\d|[楼层](?:左|右|东|西)(?:手|首|边那)|[东西南北]户"
    ),
    "plate": re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-Za-z]\s?[·•.-]?\s?[A-Za-z0-9]{3,}"
    ),
    "spot": re.compile(r"\d+\.\d{3,}|[东西]经|[南北]纬"),
    "name": re.compile(
        rf"(?:我叫|名叫|姓名|联系人)[:：是\s]*[\w]|(?:{COMPOUND}|[{SURNAMES}])(?:某|女士|先生|阿姨|师傅|大爷|大妈|奶奶|爷爷)|"
        rf"(?:业主|住户|租客|房东|邻居){H}{{2,3}}(?=[:：（(])|(?:[小阿]{H}|({H})\1)[妈爸](?!们)"
    ),
    "english_name": re.compile(r"(?<![A-Za-z])[A-Z][a-z]+ [A-Z][a-z]+(?![A-Za-z])"),
}


@dataclass(frozen=True)
class Suspicion:
    """A stretch that the second look could not call harmless, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Judged:
    """A text on its way to the public: what would stand there, and what still looks personal."""

    words: str
    suspicions: tuple[Suspicion, ...]

    @property
    def is_clear(self) -> bool:
        """Whether it may be published without a person having read it."""
        return not self.suspicions


def judged(text: str) -> Judged:
    """Cover a text, then look at what is left."""
    covered = public_words(text)
    return Judged(covered, tuple(suspicions(covered)))


def clear_words(text: str) -> str:
    """The words as they may stand without a person having read them; none when they may not."""
    found = judged(text)
    return found.words if found.is_clear else ""


def suspicions(text: str) -> list[Suspicion]:
    """What in a text might still point to somebody; empty when nothing is left unexplained."""
    if len(text) > LONGEST:
        return [Suspicion(0, len(text), "too_long")]
    view = one_width(text)
    found = [Suspicion(start, end, "covered_twice") for start, end in covers(view)]
    found += [Suspicion(*span, "name") for span in named_words(view) if _is_person(view, *span)]
    rest = view
    for pattern in HARMLESS:
        rest = pattern.sub(lambda harmless: "　" * len(harmless[0]), rest)
    for why, pattern in LEFT_OVER.items():
        found += [
            Suspicion(*one.span(), why) for one in pattern.finditer(rest) if _counts(why, one[0])
        ]
    return list(_apart(found))


def _apart(found: list[Suspicion]) -> Iterator[Suspicion]:
    """In their order, each stretch once: 凤英 is told by 翟凤英."""
    reach: dict[str, int] = {}
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if one.end > reach.get(one.why, 0):
            reach[one.why] = one.end
            yield one


def _counts(why: str, words: str) -> bool:
    if why == "number":
        return sum(c.isalnum() for c in words) >= 3
    if why == "english_name":
        return not set(words.split()) & _CAPITALS
    return True


def _is_person(text: str, start: int, end: int) -> bool:
    """Not 王府井, 李记早餐店 or 张江路: names of places and shops stay."""
    after = text[end : end + 5]
    return not (text[end - 1] in _PLACE_END or re.match(_SHOP_OR_PLACE, after))


_SHOP_OR_PLACE = (
    "[^的把被在给向和与跟说去来住家，。、]{0,3}?(?:路(?![灯面边牌过上障由口])|街(?!坊)|店|馆|铺|超市|小区|苑|村|"
    "公司|医院|诊所|学校)"
)


def words_of(found: list[Suspicion]) -> Iterator[str]:
    """The reasons, each once."""
    yield from dict.fromkeys(one.why for one in found)
