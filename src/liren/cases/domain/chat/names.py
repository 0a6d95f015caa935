"""What people are called in a chat: without the client's marks, and one person by one name."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, takewhile

from liren.cases.domain.chat.moments import DATE

LONGEST_NAME = 40
ID = r"\s?(?:[(（]\d{4,12}[)）]|<[^<>\s]+@[^<>\s]+>)"
_TAGS = re.compile(
    rf"^(?:【[^【】]{{1,8}}】|\[(?:群主|管理员|LV\d+)\])\s*|{ID}$|@(?:微信|企业微信|wechat)$", re.I
)
_SENTENCE = re.compile(r"[。！？!?；;\n]|[,，].*[,，]|https?:|^[-=—]+$|^[「『>]")
# What precedes a colon or a time in a sentence and is nobody's name.
_NO_NAME = re.compile(
    r"^(?:各位|尊敬|亲爱|大家|全体|致|关于|如下|通知|公告|温馨提示|提示|提醒|注意|备注|附|注|时间|地点|地址|日期"
    r"|电话|手机|联系|咨询|热线|内容|主题|标题|原因|要求|价格|单价|规格|数量|姓名|房号|微信|公众号|链接|网址|来源"
    r"|转发|转文字|语音转文字|[\[【(（]?(?:引用|回复)|第[一二三四五六七八九十\d]|\d{1,2}[.、)]|明天|后天|今天|昨天|今晚|明晚|每天|每周|周[一二三四五六日天末]"
    r"|本周|下周|上周|上午|下午|晚上|早上|中午|凌晨|截止|预计|将于|定于|re|ps|note|notice|time|date|place"
    r"|where|when|tel|phone|e-?mail|price|dear|http|reply|quote|\+?\d+$)",
    re.IGNORECASE,
)
_NAME_ENDS_BADLY = re.compile(
    r"(?:时间|地点|范围|原因|内容|要求|方式|名单|电话|对象|条件|流程|材料|费用|事项|情况|安排|出发|到|从|约|在|于|是|至|点|的|了|吗|呢|吧|啊|为|和|停水|停电|集合|开会|开始|结束|截止|今天|明天|昨天|昨晚"
    r"|今晚|明晚|每天|上午|下午|早上|晚上|凌晨|大概|左右|差不多|通知|如下|注意|说明|同意|支持|反对|at|from|until|by|around)$",
    re.IGNORECASE,
)


_ONLY_A_TIME = re.compile(rf"{DATE}(?:\s[\d:：\s]*)?|\d{{1,2}}[:：][\d:：]+", re.IGNORECASE)


def clean_name(name: str) -> str:
    """A name without the client's marks: number, rank, brackets, where it writes from."""
    while (shorter := _TAGS.sub("", name).strip()) != name and shorter:
        name = shorter
    name = name.rstrip(",，")
    if len(name) > 2 and name[0] + name[-1] in ("[]", "【】", "“”", '""', "「」"):
        name = name[1:-1].strip() or name
    address = re.fullmatch(r"<([^<>\s]+@[^<>\s]+)>", name)
    return address[1] if address else name


def is_name(name: str) -> bool:
    """Whether it could be what somebody calls themselves, and not the start of a sentence."""
    return (
        0 < len(name) <= LONGEST_NAME
        and any(letter.isalnum() or ord(letter) > 0x2190 for letter in name)
        and not _SENTENCE.search(name)
        and not _NO_NAME.match(name)
        and not _ONLY_A_TIME.fullmatch(name)
    )


def ends_badly(name: str) -> bool:
    """Whether it ends like the beginning of a sentence, or like a label."""
    return _NAME_ENDS_BADLY.search(name) is not None


_FIRM = re.compile(r"@[^@\s]+$")
_BRACKETS = re.compile(r"\s?(?:[(（\[【][^()（）\[\]【】]{1,20}[)）\]】])$")


def bare(name: str) -> str:
    """A name without the firm, the home or the office that some clients write behind it."""
    for tag in (_FIRM, _BRACKETS):
        name = tag.sub("", name).strip() or name
    return name


class Speakers:
    """All who speak in a chat, by each way in which their names are written."""

    def __init__(self, names: Iterable[str]) -> None:
        self._whom = _whom(names)
        self._sorted = sorted(self._whom)
        self._longest = max(map(len, self._sorted), default=0)

    def whom(self, name: str) -> str:
        """Whom a name means; a stranger stays as written."""
        return self._whom.get(name, name)

    def written_at(self, text: str, at: int) -> str:
        """The longest known name that stands at a position, as it is written there."""
        ends = range(min(len(text), at + self._longest), at, -1)
        return next((text[at:end] for end in ends if text[at:end] in self._whom), "")

    def beginning_with(self, start: str) -> str:
        """The one known person whose name begins so."""
        at = bisect_left(self._sorted, start)
        near = takewhile(lambda name: name.startswith(start), islice(self._sorted, at, at + 9))
        found = {self._whom[name] for name in near}
        return found.pop() if len(found) == 1 else ""

    def __contains__(self, name: str) -> bool:
        return name in self._whom


def _whom(names: Iterable[str]) -> dict[str, str]:
    """Two who differ in their home are two; one with it and one without are the same."""
    ways: dict[str, list[str]] = {}
    for name in dict.fromkeys(filter(None, names)):
        ways.setdefault(bare(name), []).append(name)
    known: dict[str, str] = {}
    for plain, written in ways.items():
        is_one = all(
            len({found.group() for name in written if (found := tag.search(name))}) < 2
            for tag in (_FIRM, _BRACKETS)
        )
        whom = max(written, key=len)
        known |= dict.fromkeys([plain, *written], whom) if is_one else {n: n for n in written}
    return known
