"""A draft of a case from a matter: whose words, where, since when, and what is still missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from liren.cases.domain.chat.acts import Act
from liren.cases.domain.chat.homes import homes_of, spots_in, spots_named
from liren.cases.domain.chat.messages import Kind
from liren.cases.domain.chat.subjects import subjects_of
from liren.cases.domain.chat.threads import Member, Thread
from liren.cases.domain.words import title_of
from liren.core.errors import sentence

LONGEST = 4_800
PHOTO_ONLY = "照片"
_SINCE = re.compile(
    r"[今昨前]天|又(?:有|在|是|不|停|坏|漏|堵)|正在|有人被|[今昨]晚|[今昨]早|刚[才刚]?|现在|突然|一直|天天|每天|老是|经常|上(?:个?月|周|礼拜|星期)|这(?:几天|周|礼拜|两天)|去年|前年|半年|半个?月"
    r"|[一二两三四五六七八九十几半多\d]{1,6}\s?(?:天|个?月|周|星期|礼拜|小时|分钟|年)|(?:\d{1,2}|[一二三四五六七八九十]+)点|一?下雨|周[一二三四五六日]|晚上|半夜|凌晨|早上|中午|尋晚"
    r"|\btoday|\byesterday|\bsince\b|\bevery\b|\blast (?:week|month|night)|\bdays?\b|\bweeks?\b"
    r"|\bnow\b|\bmonday|\btuesday|\bwednesday|\bthursday|\bfriday|\bsaturday|\bsunday"
    r"|\b\d{1,2}\s?[ap]m",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"[东南西北][门边侧]|门口|楼下|楼道|地下|车库|广场|垃圾房|大厅|走廊|过道|电梯|天台|楼顶|花园|球场|食堂|车棚|后头|对面|路口|单元|\d+楼|\bgate\b|\bstair|\bentrance|\bbehind\b|\bgarage",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")


# Questions to the office lie nowhere and began on no day.
NOWHERE = frozenset({"insurance", "papers", "school", "owners", "fees", "price", "canteen"})


@dataclass(frozen=True)
class VoiceOf:
    """What one neighbour said of the matter, in their own words."""

    author: str
    text: str
    at: datetime | None
    numbers: tuple[int, ...]  # of the messages


@dataclass(frozen=True)
class Draft:
    """A case as it could be taken in; a person confirms it."""

    title: str
    text: str
    voices: Sequence[VoiceOf]
    homes: Sequence[str]
    spots: Sequence[str]
    named_spots: Sequence[str]
    phone: str
    missing: Sequence[str]
    at: datetime | None


# What may be missing, with how the office asks for it in the group; Chinese and English.
ASKS: dict[str, str] = {
    "place": sentence("Where exactly is it: which building, which staircase or what is nearby?"),
    "since": sentence("Since when has it been like this?"),
    "contact": sentence(
        "If you like, send us a telephone number in a private message, not in the group, "
        "so that we can tell you how it goes."
    ),
    "voice": sentence("We may mishear the voice message; could somebody write it in a few words?"),
}
OPENING = sentence("Hello neighbours, we have noted what you said about “{title}”.")
CLOSING = sentence("Thank you; we tell you here when there is news.")


def draft_of(thread: Thread, *, has_place: bool = False) -> Draft:
    """What is known of a matter; `has_place` says that its words name a place of the tree."""
    members = [m for m in thread.members if not m.is_office]
    voices = _voices(members)
    opener = _opener(members)
    said = [(m.message.text, m.message.author) for m in members]
    text = "\n".join(text for text, _ in said if text)
    phones = [found.group() for part, _ in said for found in _PHONE.finditer(part)]
    spots = list(dict.fromkeys(spot for part, name in said for spot in spots_in(f"{part}\n{name}")))
    homes, named = homes_of(said), spots_named(text)
    where = has_place or bool(spots or named) or _PLACE.search(text) is not None
    subjects = subjects_of(text)
    is_question = bool(subjects) and subjects <= NOWHERE
    missing = {
        "place": not where and not is_question,
        "since": _SINCE.search(text) is None and not is_question,
        "contact": not phones and not homes,
        "voice": any(m.message.kind is Kind.VOICE and not m.message.text for m in members),
    }
    moments = [m.message.at for m in members if m.message.at]
    return Draft(
        title=title_of(opener) if opener else PHOTO_ONLY,
        text=text[:LONGEST],
        voices=voices,
        homes=homes,
        spots=spots,
        named_spots=named,
        phone=phones[0] if phones else "",
        missing=[name for name, lacks in missing.items() if lacks],
        at=min(moments, default=None),
    )


def _opener(members: Sequence[Member]) -> str:
    """The words that say best what it is about: the first that name trouble."""
    worded = [m for m in members if any(letter.isalnum() for letter in m.message.text)]
    matters = [m for m in worded if m.act is Act.MATTER] or worded
    return matters[0].message.text if matters else ""


def _voices(members: Sequence[Member]) -> list[VoiceOf]:
    by_author: dict[str, list[Member]] = {}
    for member in members:
        by_author.setdefault(member.message.author, []).append(member)
    return [
        VoiceOf(
            author,
            "\n".join(m.message.text for m in said if m.message.text)[:LONGEST],
            min((m.message.at for m in said if m.message.at), default=None),
            tuple(m.message.number for m in said),
        )
        for author, said in by_author.items()
    ]


def class_text(thread: Thread) -> str:
    """The words by which the class is judged: those that name trouble, else all of neighbours."""
    said = [m for m in thread.members if not m.is_office and m.message.text]
    matters = [m for m in said if m.act is Act.MATTER] or said
    return "\n".join(m.message.text for m in matters)[:1_000]
