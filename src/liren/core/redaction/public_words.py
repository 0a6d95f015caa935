"""Words that strangers may read: numbers, names and doors that point to one person are covered.

It errs on the side of covering too much; the whole text stays with those who handle the case.
What it leaves is looked at a second time, by other means: see `public_check`.
"""

import re
import unicodedata
from collections.abc import Iterator

from liren.core.redaction.personal_names import Span, people

COVER = "＊＊"
_MARK = "*"
MOST_ROUNDS = 6

_DIGIT = "[0-9零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖oOlI]"
_GAP = "[\\s\\-—–.·•_()\ufe0f\u20e3]{0,3}"
_SAYING = r"[:：是为\s]{0,3}"
# After these a number counts something: 502路, 1203度, 300多.
_UNIT = (
    r"\s?(?:元|块|米|路|年|月|日|人|个|平|度|号线|分|秒|天(?!天)|次|吨|公里|公斤|多|余|名|台|辆|盏|层|毫|千|厘|寸|瓦|伏|"
    r"路公交|国道|省道|医院|中学|小学|条|根|件|只|本|张|份|页|万|亿|[/%:：kKwWmM]|\.\d)"
)

NUMBERS = (
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII),
    re.compile(
        r"(?<![\w.+-])[\w.+-]{3,64}\s?(?:#|\(at\)|\[at\]| at |艾特|@)\s?"
        r"(?:[\w-]{1,63}\s?(?:\.| ?dot |点)\s?){1,4}(?:com|cn|net|org|edu)",
        re.ASCII | re.IGNORECASE,
    ),  # mail, written round the corner
    re.compile(r"(?<!\d)\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dxX](?!\d)"),  # id card
    re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?(?!\d)"),  # bank card
    re.compile(
        rf"(?:\+?\s?86{_GAP})?(?<![0-9一二三四五六七八九零〇])[1lI一幺壹]{_GAP}"
        rf"[3-9三四五六七八九叁肆伍陆柒捌玖](?:{_GAP}{_DIGIT}){{9}}(?![0-9])"
    ),  # mobile, however it is written
    re.compile(r"(?<!\d)1[3-9]\d?[*xX]+\d{2,4}(?!\d)"),  # mobile, half hidden
    re.compile(
        r"(?<!\d)\(?0\d{2,3}\)?[\s\-—]{0,2}\d{3,4}[\s\-]?\d{4}(?:\s?转\s?\d{1,5})?(?!\d)"
    ),  # fixed line
    re.compile(
        rf"(?:电话|座机|手机|号码|致电|拨打?|打|[Tt]el|[Pp]hone){_SAYING}(?P<x>\d{{3,4}}[\s-]?\d{{4}})(?!\d)"
    ),
    re.compile(rf"(?:尾号|[后末][三四五六]位){_SAYING}(?P<x>[A-Za-z0-9]{{3,6}})(?![A-Za-z0-9])"),
    re.compile(
        r"(?<![\d.])(?!20[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))(?![48]00\d{7}(?!\d))"
        r"(?:(?<![A-Za-z])[A-Za-z]{1,2})?\d{7,}[xX]?(?!\d|\s?(?:元|块|万|度|吨))"
    ),  # other long numbers: QQ, cards, a birth date
    re.compile(r"[零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{7,}"),
)
_ID = r"(?P<x>[a-zA-Z0-9][\w\-.]{4,29}|(?:[a-zA-Z0-9] ){1,8}[a-zA-Z0-9_\-]{2,20})(?!\w)"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
ACCOUNTS = (
    re.compile(
        r"(?:微信|威信|薇信|v信|vx|wx|we ?chat|qq|扣扣|企鹅|抖音|快手|小红书|支付宝|微博|"
        rf"陌陌|闲鱼|钉钉|telegram|whatsapp|skype)(?:号|群|账号|帐号|id)*{_SAYING}{_ID}",
        re.ASCII | re.IGNORECASE,
    ),
    re.compile(
        rf"[{_PROVINCE}]\s?[A-Z]\s?[·•・.\-]?\s?(?:[A-Z0-9一二三四五六七八九零]\s?){{4,5}}(?:[A-Z0-9一二三四五六七八九零]|[挂学警港澳])(?![A-Z0-9])",
        re.IGNORECASE,
    ),  # plates
    re.compile(
        r"(?:车牌|牌照)(?:号码?)?[:：是为\s]{0,3}(?P<x>[A-Z]?[A-Z0-9]{4,6})(?![A-Z0-9])",
        re.IGNORECASE,
    ),
)
_N = r"(?:[a-zA-Z]?\d{1,3}|[a-zA-Z](?=\s?[座栋幢])|[一二三四五六七八九十零〇甲乙丙丁]{1,3})"
_NUMERAL = "一二三四五六七八九零〇○壹贰叁肆伍陆柒捌玖"
_ROOM = rf"(?:(?!1(?:10|19|20|22)(?!\d))[a-zA-Z]?\d{{3,4}}|[{_NUMERAL}]{{3,4}})"
_ROOMS = rf"{_ROOM}(?:\s?[、/和及与至到]\s?{_ROOM}(?!\d))*"
_ROOM_SAID = rf"(?:{_ROOM}|[一二三四五六七八九][千百][零〇一二三四五六七八九十百]{{1,5}})"
_END = rf"(?:\s?(?:室|房|号))?(?!\d|{_UNIT})"
_BUILDING = r"(?:号楼|楼|栋|幢|座|#楼?|号)"
_FLOOR = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}|顶|底)\s?[楼层]"
_WHO = (
    "业主|住户|租户|租客|房客|房东|邻居|老人|老太|大爷|阿姨|大妈|小孩|孩子|女的|男的|男主|女主|户主|那户|那家|这户|这家|"
    "人家|门口|阳台|厨房|卫生间|客厅|家里|家(?!具|电|庭|政|长|园|乐|商|店|企|公司|单位|门店)"
)
HOMES = (
    re.compile(
        rf"(?:{_N}\s?弄\s?)?{_N}\s?{_BUILDING}\s?(?:{_N}\s?(?:单元|门|梯)\s?)?{_ROOM}{_END}"
    ),
    re.compile(rf"(?:{_N}\s?{_BUILDING}\s?)?{_N}\s?(?:单元|门|梯)\s?{_ROOM_SAID}{_END}"),
    re.compile(
        rf"(?<![\d.\-a-zA-Z])[a-zA-Z]?\d{{1,3}}\s?-\s?\d{{1,2}}\s?-\s?(?!20[12]\d)\d{{3,4}}(?![\d-]){_END}"
    ),
    re.compile(rf"(?<![\d.\-a-zA-Z])[a-zA-Z]?\d{{1,2}}\s?-\s?\d{{3,4}}(?![\d-]){_END}"),
    re.compile(rf"(?<![\d.\-/a-zA-Z]){_ROOMS}\s?(?:室|号?房(?!产|屋|价|租|地|改|本))"),
    re.compile(
        r"(?:楼上|楼下|隔壁|对门|对面|我家|他家|她家|邻居|住在?|找|敲|门牌号?)[的是:：\s]{0,2}"
        rf"(?P<x>{_ROOMS})(?!\d|{_UNIT})"
    ),
    re.compile(
        rf"(?:{_N}\s?{_BUILDING}\s?)?(?:{_N}\s?(?:单元|门|梯)\s?)?{_FLOOR}\s?{_ROOMS}{_END}"
    ),
    re.compile(rf"[楼层]\s?(?P<x>{_ROOMS})(?!\d|{_UNIT})"),
    re.compile(
        r"\b(?:[Rr]oom|[Aa]pt\.?|[Aa]partment|[Ff]lat|[Ss]uite)\s?#?\d{1,4}[A-Za-z]?\b|\b[Uu]nit\s?\d{3,4}[A-Z]?\b"
    ),
    re.compile(rf"(?<![\d.\-/第a-zA-Z])(?P<x>{_ROOMS})(?=\s?的?(?:{_WHO}))"),
    re.compile(r"(?<![\d.共有约近达计])(?P<x>\d{3,4}户)(?!居|业|数|次)"),
    re.compile(
        rf"(?:{_N}\s?单元\s?)?{_FLOOR}\s?靠?(?:[东西南北左右中]|东[南北]|西[南北])手?(?:边|侧|面|首|间|头)?"
        r"(?:的|那|这)?(?:户|一?家|人家)"
    ),
    re.compile(rf"{_FLOOR}(?:那|这)[户家]"),
    re.compile(r"(?:村|组|屯|队)(?P<x>\d{1,4}号)(?!楼|线|车|门|路|电)"),
    re.compile(r"住在?[^，。,\s]{2,10}(?:路|街|巷|弄|胡同)(?P<x>\d{1,5}号)"),
)
_TENS = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?:18|19|20)?\d{2}|[一二〇零○九八七六五四三]{2,4})"
_DATE = rf"{_YEAR}\s?[年./\-]\s?{_TENS}\s?[月./\-]\s?{_TENS}\s?[日号]?"
_ARC = (
    r"(?:东经|北纬|西经|南纬|经度|纬度|[NEne])[:：\s]*\d{1,3}[°度]\s?"
    r"\d{1,2}(?:\.\d+)?[′'分]\s?(?:\d{1,2}(?:\.\d+)?[″\"秒])?"
)
DAYS_AND_SPOTS = (
    re.compile(
        r"(?:出生(?:日期|年月日?|于)?|生日|生于|[Bb]orn(?: on)?)[是为:：在\s]{0,3}"
        rf"(?P<x>{_DATE}|\d{{8}})"
    ),
    re.compile(rf"{_DATE}\s?(?:出生|生的|生日|生(?![产效活意]))"),
    re.compile(rf"(?:19|20)\d{{2}}\s?年(?:\s?{_TENS}\s?月份?)?(?:出生|生人|生的|生(?![产效活意]))"),
    re.compile(r"出生于?[:：\s]?(?P<x>(?:19|20)\d{2}\s?年(?:\s?\d{1,2}\s?月)?)"),
    re.compile(
        r"[NSEW]?\s?\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?\s?[,，/\s]\s?[NSEW]?\s?\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?"
    ),
    re.compile(rf"{_ARC}(?:[\s,，]*{_ARC})?"),
    re.compile(r"(?:东经|北纬|经度|纬度)[:：\s]*\d{1,3}\.\d{2,}"),
)
PATTERNS = (*NUMBERS, *ACCOUNTS, *HOMES, *DAYS_AND_SPOTS)


def public_words(text: str) -> str:
    """The text with everything covered that tells who said it or where they live."""
    while (covered := _covered(text)) != text:
        text = covered
    return text


def _covered(text: str) -> str:
    for start, end in reversed(covers(text)):
        text = text[:start] + COVER + text[end:]
    return text


def covers(text: str) -> list[Span]:
    """The stretches that are covered, in order and apart from each other."""
    view = one_width(text)
    marked = [False] * len(view)
    for _ in range(MOST_ROUNDS):
        spans = list(_spans(view))
        if not spans:
            break
        for start, end in spans:
            marked[start:end] = [True] * (end - start)
        view = _with_marks(view, marked)
    else:  # nobody writes like this by chance
        marked = [hidden or c.isdigit() for c, hidden in zip(view, marked, strict=True)]
    return list(_runs(marked))


def _with_marks(view: str, marked: list[bool]) -> str:
    return "".join(_MARK if hidden else c for c, hidden in zip(view, marked, strict=True))


def _spans(view: str) -> Iterator[Span]:
    for pattern in PATTERNS:
        for found in pattern.finditer(view):
            start, end = found.span("x" if "x" in pattern.groupindex else 0)
            end -= len(view[start:end]) - len(view[start:end].rstrip())
            if view[start:end].strip(_MARK):
                yield start, end
    yield from people(view)


def _runs(marked: list[bool]) -> Iterator[Span]:
    start = None
    for at, hidden in enumerate([*marked, False]):
        if hidden and start is None:
            start = at
        elif not hidden and start is not None:
            yield start, at
            start = None


def one_width(text: str) -> str:
    """The same number of characters, full-width ones as their plain twins."""
    return "".join(_plain(c) for c in text)


def _plain(character: str) -> str:
    if character.isascii() or "\u4e00" <= character <= "\u9fff":
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
