"""The line above a message that says who and when, in the forms of the common clients."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from liren.cases.domain.chat.moments import DATE, MOMENT, Said, read

LONGEST_NAME = 40
LONGEST_HEADER = 120


@dataclass(frozen=True)
class Header:
    """Who and when; `text` is what stands behind the name on the same line."""

    name: str
    said: Said | None = None
    text: str = ""
    is_sure: bool = True
    is_inline: bool = False
    has_seconds: bool = False


_NAME = r"(?P<name>\S(?:[^\n]{0,58}?\S)?)"
_ID = r"\s?(?:[(（]\d{4,12}[)）]|<[^<>\s]+@[^<>\s]+>)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^[\[【(]{MOMENT}[\])】]\s*{_NAME}\s?[:：]\s?(?P<text>.*)$",  # [26/11/2026, 8:01] name: …
        rf"^{MOMENT}\s[-–—]\s{_NAME}[:：]\s?(?P<text>.*)$",  # 26/11/2026, 08:01 - name: text
        rf"^{_NAME}\s?[(（\[]{MOMENT}[)）\]]\s?[:：]?\s?(?P<text>.*)$",  # name(21:03): text
        rf"^{_NAME}[\s,，]+\[?{MOMENT}\]?\s?[:：]?$",  # name 2026/11/25 21:03:11
        rf"^{_NAME}[\s,，]+{MOMENT}[:：](?!\d)\s?(?P<text>\S.*)$",  # name 21:03: text
        rf"^{MOMENT}\s+{_NAME}[:：]\s?(?P<text>\S.*)$",  # 21:03 name: text
        rf"^{MOMENT}\s+{_NAME}(?P<id>{_ID})?$",  # 2026-11-25 21:03:11 name(12345)
    )
)
_MOMENT_ALONE = re.compile(rf"^{MOMENT}$", re.IGNORECASE)
_DAY_ALONE = re.compile(rf"^[-—–=─\s]*{DATE}[-—–=─\s]*$", re.IGNORECASE)
_NAME_ALONE = re.compile(r"^(?P<name>\S[^\n:：]{0,38}?)\s?[:：]$")
_INLINE = re.compile(r"^(?P<name>[^\s:：][^\n:：]{0,29}?)\s?[:：]\s?(?P<text>\S.*)$")

_TAGS = re.compile(
    rf"^(?:【[^【】]{{1,8}}】|\[(?:群主|管理员|LV\d+)\])\s*|{_ID}$|@(?:微信|企业微信|wechat)$", re.I
)
_SENTENCE = re.compile(r"[。！？!?；;\n]|[,，].*[,，]|https?:|^[-=—]+$|^[「『>]")
# What precedes a colon or a time in a sentence and is nobody's name.
_NO_NAME = re.compile(
    r"^(?:各位|尊敬|亲爱|大家|全体|致|关于|如下|通知|公告|温馨提示|提示|提醒|注意|备注|附|注|时间|地点|地址|日期"
    r"|电话|手机|联系|咨询|热线|内容|主题|标题|原因|要求|价格|单价|规格|数量|姓名|房号|微信|公众号|链接|网址|来源"
    r"|转发|转文字|语音转文字|引用|回复|第[一二三四五六七八九十\d]|\d{1,2}[.、)]|明天|后天|今天|昨天|今晚|明晚|每天|每周|周[一二三四五六日天末]"
    r"|本周|下周|上周|上午|下午|晚上|早上|中午|凌晨|截止|预计|将于|定于|re|ps|note|notice|time|date|place"
    r"|where|when|tel|phone|e-?mail|price|dear|http|reply|quote|\+?\d+$)",
    re.IGNORECASE,
)
_NAME_ENDS_BADLY = re.compile(
    r"(?:到|从|约|在|于|是|至|点|的|了|吗|呢|吧|啊|为|和|停水|停电|集合|开会|开始|结束|截止|今天|明天|昨天|昨晚"
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


def timed(line: str, now: datetime) -> Header | None:
    """The header with a time that a line is, if it is one."""
    if len(line) > LONGEST_HEADER * 8 or not any(mark in line for mark in ":："):
        return None
    for form in _FORMS:
        found = form.match(line)
        if found is None:
            continue
        words, said = found.groupdict(), read(found, now)
        name, bare = words["name"].strip(), clean_name(words["name"].strip())
        if said.clock is None or len(name) > LONGEST_NAME + 14 or not is_name(bare):
            continue
        has_seconds = len(re.findall(r"\d+", found["clock"])) > 2
        is_sure = said.day is not None or has_seconds or bool(words.get("id"))
        if not is_sure and _NAME_ENDS_BADLY.search(bare):
            continue
        text = (words.get("text") or "").strip()
        return Header(bare, said, text, is_sure, bool(text), has_seconds)
    return None


def moment_alone(line: str, now: datetime) -> Said | None:
    """The time that stands on a line of its own, or the day between two lines."""
    if len(line) > LONGEST_HEADER:
        return None
    if found := _MOMENT_ALONE.match(line):
        return read(found, now)
    found = _DAY_ALONE.match(line)
    return read(found, now) if found else None


def name_alone(line: str) -> Header | None:
    """`name:` with its words on the next line."""
    found = _NAME_ALONE.match(line)
    if found is None or not is_name(name := clean_name(found["name"].strip())):
        return None
    return Header(name, is_sure=False)


def inline(line: str) -> Header | None:
    """`name: words` on one line."""
    found = _INLINE.match(line)
    if found is None or not is_name(name := clean_name(found["name"].strip())):
        return None
    if _NAME_ENDS_BADLY.search(name) or found["text"].startswith("//"):
        return None
    return Header(name, text=found["text"].strip(), is_sure=False, is_inline=True)


def headers_of(lines: Sequence[str], now: datetime) -> dict[int, Header]:
    """The headers of a chat by the position of their line; the commonest form decides."""
    found = {at: header for at, line in enumerate(lines) if (header := timed(line, now))}
    often = Counter(header.name for header in found.values())
    # Where every header has its seconds, a time without them is part of what was said.
    to_the_second = any(h.is_sure for h in found.values()) and all(
        h.has_seconds for h in found.values() if h.is_sure
    )
    found = {
        at: header
        for at, header in found.items()
        if header.is_sure or often[header.name] > 1 or not (to_the_second or _follows(found, at))
    }
    if not found and (apart := _apart(lines, now)):
        return apart
    found |= _untimed(lines, found)
    return found | _of_another_client(lines, found, now) if found else found


def _of_another_client(
    lines: Sequence[str], found: dict[int, Header], now: datetime
) -> dict[int, Header]:
    """What was copied from a second client stands under the last header of the first."""
    known = {header.name for header in found.values()}
    more: dict[int, Header] = {}
    pairs: dict[int, Header] = {}
    ends = [*sorted(found), len(lines)]
    for start, end in zip([-1, *ends[:-1]], ends, strict=True):
        stretch = range(start + 1, end)
        pairs |= _pairs(lines, stretch, now)
        more |= _inline_stretch(lines, stretch, known)
    return more | (pairs if len(pairs) > 1 else {})


def _pairs(lines: Sequence[str], stretch: range, now: datetime) -> dict[int, Header]:
    """A name, below it a time, below it the words."""
    pairs: dict[int, Header] = {}
    for at in stretch[:-2]:
        said = moment_alone(lines[at + 1], now) if at + 1 not in pairs else None
        name = clean_name(lines[at])
        is_pair = said and said.clock and lines[at + 2] and not moment_alone(lines[at + 2], now)
        if is_pair and is_name(name) and len(name) <= 20 and not name_alone(lines[at]):
            pairs[at] = Header(name, said)
    return pairs


def _inline_stretch(
    lines: Sequence[str], stretch: range, known: Collection[str]
) -> dict[int, Header]:
    """`name: words` again and again, by somebody who speaks twice or spoke before."""
    said = {at: header for at in stretch if (header := inline(lines[at]))}
    if len(said) < 2:
        return {}
    words = sum(bool(lines[at]) for at in range(min(said), stretch.stop))
    often = Counter(header.name for header in said.values())
    is_form = max(often.values()) > 1 or any(name in known for name in often)
    return said if is_form and 2 * len(said) >= words else {}


def _follows(found: dict[int, Header], at: int) -> bool:
    """Right under another header stand that one's words, whatever they look like."""
    return at - 1 in found and not found[at - 1].text


def _apart(lines: Sequence[str], now: datetime) -> dict[int, Header]:
    """Name, time and words each on a line of its own; the header begins with the name."""
    found: dict[int, Header] = {}
    for at in range(1, len(lines)):
        said = moment_alone(lines[at], now)
        name = clean_name(lines[at - 1])
        if said and said.clock and is_name(name) and len(name) <= 20 and not name_alone(name):
            found[at - 1] = Header(name, said)
    names = Counter(header.name for header in found.values())
    is_form = len(found) > 1 and not any(name_alone(line) for line in lines)
    return found if is_form and (max(names.values()) > 1 or len(found) > 2) else {}


def _untimed(lines: Sequence[str], found: dict[int, Header]) -> dict[int, Header]:
    known = {header.name for header in found.values()}
    alone = {
        at: header
        for at, line in enumerate(lines)
        if at not in found and (header := name_alone(line)) and at + 1 < len(lines)
    }
    alone = {
        at: header
        for at, header in alone.items()
        if (at - 1 not in alone and at - 1 not in found) or header.name in known
    }
    if known:
        return {at: header for at, header in alone.items() if header.name in known}
    said = {at: header for at, line in enumerate(lines) if (header := inline(line))}
    words = sum(bool(line) for line in lines)
    if alone and (len(alone) > 1 or len(said) < 2) and 2 * len(said) < words:
        names = {header.name for header in alone.values()}
        return alone | {at: h for at, h in said.items() if h.name in names}
    names_often = Counter(header.name for header in said.values())
    is_form = len(said) > 1 and (2 * len(said) >= words or max(names_often.values()) > 2)
    return said if is_form else {}
