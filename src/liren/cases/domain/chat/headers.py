"""The line above a message that says who and when, in the forms of the common clients."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from liren.cases.domain.chat.moments import DATE, MOMENT, Said, read
from liren.cases.domain.chat.names import ID, LONGEST_NAME, clean_name, ends_badly, is_name

LONGEST_HEADER = 120
SHORT_NAME = 20
SPEECH = 6  # letters of a sentence, on average
RULE = re.compile(r"^[-—–_─\s]{3,}$")
_COLON = re.compile("[:：]")


@dataclass(frozen=True)
class Header:
    """Who and when; `text` is what stands behind the name on the same line."""

    name: str
    said: Said | None = None
    text: str = ""
    is_sure: bool = True
    is_inline: bool = False
    has_seconds: bool = False


# A dash in front belongs to an export: `26/11/2026, 8:16 - Fion joined`.
_NAME = r"(?P<name>(?![-–—]\s)\S(?:[^\n]{0,58}?\S)?)"
_SEP = r"\s?[,\t;|]\s?"
_CELL = r"\"?(?P<name>[^,\t;|\"]{1,40})\"?"
_TYPE = (
    r"(?:\"?(?P<type>\d{1,5}|文本(?:消息)?|文字|图片|语音|视频|表情|动画表情|链接|文件|位置|text|image|picture|voice|audio|video"
    rf"|emoji|sticker|file|link|location)\"?{_SEP})?"
)
# The forms in which clients and exports write who and when, the most telling first.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^(?:\d+{_SEP})?\"?{MOMENT}\"?{_SEP}{_CELL}{_SEP}{_TYPE}(?P<text>.*)$",  # time,name,text
        rf"^(?:\d+{_SEP})?{_CELL}{_SEP}\"?{MOMENT}\"?{_SEP}{_TYPE}(?P<text>.*)$",  # name,time,text
        rf"^[\[【(]{MOMENT}[\])】]\s*{_NAME}\s?[:：]\s?(?P<text>.*)$",  # [26/11/2026, 8:01] name: …
        rf"^{MOMENT}\s[-–—]\s{_NAME}[:：]\s?(?P<text>.*)$",  # 26/11/2026, 08:01 - name: text
        rf"^{_NAME}\s?[(（\[]{MOMENT}[)）\]]\s?[:：]?\s?(?P<text>.*)$",  # name(21:03): text
        rf"^{_NAME}[\s,，]{{1,4}}\[?{MOMENT}\]?\s?[:：]?$",  # name 2026/11/25 21:03:11
        rf"^{_NAME}[\s,，]{{1,4}}{MOMENT}[:：](?!\d)\s?(?P<text>\S.*)$",  # name 21:03: text
        rf"^{MOMENT}\s+{_NAME}[:：]\s?(?P<text>\S.*)$",  # 21:03 name: text
        rf"^{MOMENT}\s+{_NAME}(?P<id>{ID})?$",  # 2026-11-25 21:03:11 name(12345)
    )
)
_CELLS = 2  # so many of them are rows of a table, which name a day
_MOMENT_ALONE = re.compile(rf"^{MOMENT}$", re.IGNORECASE)
_DAY_ALONE = re.compile(rf"^[-—–=─\s]*{DATE}[-—–=─\s]*$", re.IGNORECASE)
_NAME_ALONE = re.compile(r"^(?P<name>\S[^\n:：]{0,38}?)\s?[:：]$")
_INLINE = re.compile(r"^(?P<name>[^\s:：][^\n:：]{0,29}?)\s?[:：]\s?(?P<text>\S.*)$")


def timed(line: str, now: datetime) -> Header | None:
    """The header with a time that a line is, if it is one."""
    is_short = len(line) <= LONGEST_HEADER * 8
    if not is_short or not any(mark in line for mark in ":：") or _MOMENT_ALONE.match(line):
        return None
    for number, form in enumerate(_FORMS):
        found = form.match(line)
        if found and (header := _header(found, now, is_cells=number < _CELLS)):
            return header
    return None


def _header(found: "re.Match[str]", now: datetime, *, is_cells: bool) -> Header | None:
    words, said = found.groupdict(), read(found, now)
    name, bare = words["name"].strip(), clean_name(words["name"].strip())
    if said.clock is None or len(name) > LONGEST_NAME + 14 or not is_name(bare):
        return None
    has_seconds = len(re.findall(r"\d+", found["clock"])) > 2
    is_sure = said.day is not None or has_seconds or bool(words.get("id"))
    if (is_cells and said.day is None) or (not is_sure and ends_badly(bare)):
        return None
    text = (words.get("text") or "").strip()
    if is_cells:
        text = cell(text) or f"[{words['type'] or ''}]"
    return Header(bare, said, text, is_sure, bool(text), has_seconds)


def cell(text: str) -> str:
    """The words of a cell without the quotes that a table puts around them."""
    if not text.startswith('"'):
        return text
    return text.removeprefix('"').removesuffix('"').replace('""', '"')


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
    if found is None or _MOMENT_ALONE.match(line):
        return None
    if not is_name(name := clean_name(found["name"].strip())):
        return None
    if ends_badly(name) or found["text"].startswith("//"):
        return None
    return Header(name, text=found["text"].strip(), is_sure=False, is_inline=True)


def headers_of(lines: Sequence[str], now: datetime) -> dict[int, Header]:
    """The headers of a chat by the position of their line.

    Those that name a day or a second are sure. What lies between them may come from another
    client, so each stretch is looked at for each weaker form, and a form counts where it is
    repeated or used by somebody who is known.
    """
    found = {at: header for at, line in enumerate(lines) if (header := timed(line, now))}
    found = _trusted(found)
    for form in _WEAK_FORMS:
        known = Counter(header.name for header in found.values())
        found |= form(lines, _stretches(found, len(lines)), known, now)
    return found


def _trusted(found: dict[int, Header]) -> dict[int, Header]:
    """Where every sure header has its seconds, a time without them may be a part of the words."""
    often = Counter(header.name for header in found.values())
    sure = [header for header in found.values() if header.is_sure]
    to_the_second = bool(sure) and all(header.has_seconds for header in sure)
    near = list[int]()  # weak ones since the last sure one: two of them are a form of their own
    trusted: dict[int, Header] = {}
    for at, header in found.items():
        near = [] if header.is_sure else [*near[-1:], at]
        is_own = often[header.name] > 1 or not (to_the_second or _follows(found, at))
        if header.is_sure or is_own:
            trusted[at] = header
        elif len(near) > 1 and at - near[-2] > 1:
            trusted |= {one: found[one] for one in near}
    return trusted


def _follows(found: dict[int, Header], at: int) -> bool:
    """Right under another header stand that one's words, whatever they look like."""
    return at - 1 in found and not found[at - 1].text


def _stretches(found: dict[int, Header], count: int) -> list[range]:
    """The lines between headers."""
    ends = [*sorted(found), count]
    stretches = (range(start + 1, end) for start, end in zip([-1, *ends[:-1]], ends, strict=True))
    return [stretch for stretch in stretches if stretch]


def _apart(
    lines: Sequence[str], stretches: Sequence[range], known: Counter[str], now: datetime
) -> dict[int, Header]:
    """A name, below it a time, below it the words."""
    pairs: dict[int, Header] = {}
    for stretch in stretches:
        for at in stretch[:-1]:
            if at - 1 not in pairs and (said := _time_under(lines, at, stretch.stop, now)):
                pairs[at] = Header(clean_name(lines[at]), said)
    often = Counter(header.name for header in pairs.values())
    are_names = known or not any(ends_badly(name) or len(name) > SHORT_NAME / 2 for name in often)
    is_form = len(pairs) > 2 or max(often.values(), default=0) > 1 or (len(pairs) > 1 and are_names)
    return pairs if is_form else {}


def _time_under(lines: Sequence[str], at: int, stop: int, now: datetime) -> Said | None:
    """The time on the line below a name, where what follows is no header of another form."""
    name, below = lines[at], lines[at + 2] if at + 2 < stop else ""
    said = moment_alone(lines[at + 1], now) if len(name) <= SHORT_NAME else None
    is_form = said and said.clock and is_name(clean_name(name)) and not _COLON.search(name)
    is_other = name_alone(below) or inline(below) or moment_alone(below, now)
    return said if is_form and not is_other else None


def _alone(
    lines: Sequence[str], stretches: Sequence[range], known: Counter[str], now: datetime
) -> dict[int, Header]:
    """`name:`, below it the words."""
    found: dict[int, Header] = {}
    for stretch in stretches:
        alone = {at: header for at in stretch[:-1] if (header := name_alone(lines[at]))}
        names = Counter(header.name for header in alone.values())
        said = sum(inline(lines[at]) is not None for at in stretch)
        words = sum(bool(lines[at]) for at in stretch)
        is_form = len(alone) > 1 or said < 2
        is_form = is_form and 2 * said < words and (not known or len(alone) > 1)
        found |= {
            at: header
            for at, header in alone.items()
            if header.name in known
            or (is_form and at - 1 not in alone and not name_alone(lines[at + 1]))
            or names[header.name] > 1
        }
    return found


def _inline(
    lines: Sequence[str], stretches: Sequence[range], known: Counter[str], now: datetime
) -> dict[int, Header]:
    """`name: words` again and again, or once by somebody who is known."""
    quotable = set(lines)
    inlines = [
        {
            at: h
            for at in stretch
            if (h := inline(lines[at])) and not _is_quoted(lines, at, quotable)
        }
        for stretch in stretches
    ]
    often = Counter(header.name for said in inlines for header in said.values())
    found: dict[int, Header] = {}
    for stretch, said in zip(stretches, inlines, strict=True):
        words = sum(bool(lines[at]) for at in range(min(said, default=stretch.stop), stretch.stop))
        is_dense, most = (
            2 * len(said) >= words,
            max((often[h.name] for h in said.values()), default=0),
        )
        is_ours = not known or most > 1 or any(h.name in known for h in said.values())
        is_form = is_dense and len(said) > 1 and (is_ours or _is_speech(said))
        found |= {
            at: header
            for at, header in said.items()
            if is_form or header.name in known or often[header.name] > 2 or (most > 2 and not known)
        }
    return found


def _is_quoted(lines: Sequence[str], at: int, quotable: Collection[str]) -> bool:
    """`name: words` above a rule, or below an answer to what stands elsewhere by itself."""
    is_over_a_rule = at + 1 < len(lines) and RULE.match(lines[at + 1]) is not None
    found = _INLINE.match(lines[at])
    return is_over_a_rule or bool(found and found["text"] in quotable)


def _is_speech(said: dict[int, Header]) -> bool:
    """Sentences after names that hold no number; a list has short entries."""
    names = {header.name for header in said.values()}
    letters = sum(len(header.text) for header in said.values())
    return letters >= SPEECH * len(said) and not any(re.search(r"\d", name) for name in names)


_WEAK_FORMS = (_apart, _alone, _inline)
