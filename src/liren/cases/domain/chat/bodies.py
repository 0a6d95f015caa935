"""What stands under a header: the words, what they answer, whom they name, what they carry."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from liren.cases.domain.chat.headers import clean_name
from liren.cases.domain.chat.marks import kind_of, unmark
from liren.cases.domain.chat.messages import Kind, Quote

_WHO = r"(?P<who>[^:：\n」』]{1,40}?)"
_REPLIES = tuple(
    re.compile(form, re.DOTALL | re.IGNORECASE)
    for form in (
        # 「name：words」 - - - - - answer; 这是一条引用/回复消息： "name： words" ------ answer
        r"^(?:这是一条引用/回复消息[:：]\s*)?[「『\"“]\s*" + _WHO
        + r"\s?[:：]\s*(?P<what>.*?)[」』\"”]\s*?(?:\n[-—–_─\s]{3,}\n|\n|\s)(?P<text>.*)$",
        r"^(?:引用|回复|reply to|replying to|in reply to|quote)\s?@?" + _WHO
        + r"(?:\s?的消息)?\s?[:：]\s?(?P<what>[^\n]*)\n(?P<text>.+)$",
        r"^[\[【](?:引用|回复|reply)[:：\s]?\s?@?" + _WHO
        + r"(?:[:：]\s?(?P<what>[^\]】]*))?[\]】]\s*(?P<text>.*)$",
        r"^[\[【](?:引用|回复|reply)[\]】]\s?@?" + _WHO
        + r"\s?[:：]\s?(?P<what>[^\n]*)\n(?P<text>.+)$",
        r"^(?P<text>.+?)\n\s*[\[【]?引用\s?" + _WHO + r"\s?的消息\s?[:：]\s?(?P<what>.*?)[\]】]?$",
        r"^(?:回复|reply to)\s?@?" + _WHO + r"\s?[:：]\s?(?P<what>)(?P<text>[^\n]+)$",
        r"^>\s?(?:" + _WHO + r"[:：]\s?)?(?P<what>[^\n]+)\n(?P<text>[^>].*)$",
    )
)  # fmt: skip
_LAST_LINE = re.compile(r"^(?P<text>.+)\n" + _WHO + r"[:：]\s?(?P<what>[^\n]+)$", re.DOTALL)
_MENTION = re.compile(r"@(?!\s)")
_TO_ALL = re.compile(r"@(?:所有人|全体成员|all|everyone)\b\s?", re.IGNORECASE)
_UP_TO_A_SPACE = re.compile(r"@([^\s\u2005@，,。:：]{1,30})")


@dataclass(frozen=True)
class Body:
    """The parts of what was said."""

    text: str
    kind: Kind
    quote: Quote | None
    mentions: tuple[str, ...]
    carries: tuple[Kind, ...]


def body_of(lines: Sequence[str], names: Collection[str]) -> Body:
    """Take the lines under a header apart; `names` are those who speak in the chat."""
    quote, said = _quoted("\n".join(lines).strip(), names)
    text, carries = unmark(said)
    text, mentions = _mentioned(text, names)
    kind = kind_of(text, carries, is_reply=quote is not None)
    return Body(text, kind, quote, mentions, carries)


def _quoted(text: str, names: Collection[str]) -> tuple[Quote | None, str]:
    """The message that is answered, and the answer."""
    if not text or (
        text[0].isalnum() and not any(m in text for m in ("引用", "回复", "eply", "\n"))
    ):
        return None, text
    for form in _REPLIES:
        if found := form.match(text):
            who = clean_name((found["who"] or "").strip().lstrip("@"))
            return Quote(who, _MENTION.sub("@", found["what"] or "").strip()), found["text"].strip()
    if (found := _LAST_LINE.match(text)) and found["who"].strip() in names:
        return Quote(found["who"].strip(), found["what"].strip()), found["text"].strip()
    return None, text


def _mentioned(text: str, names: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Who is named with an @; names may hold spaces, so those who speak are looked for first."""
    if "@" not in text:
        return text, ()
    text, mentions = _TO_ALL.sub("", text), list[str]()
    for at in [found.end() for found in _MENTION.finditer(text)]:
        known = [name for name in names if text.startswith(name, at)]
        if known:
            mentions.append(max(known, key=len))
        elif found := _UP_TO_A_SPACE.match(text, at - 1):
            near = [name for name in names if name.startswith(found[1]) and len(found[1]) > 1]
            mentions.append(near[0] if len(near) == 1 else found[1])
    for name in mentions:
        text = text.replace(f"@{name}", " ")
    return text.strip(), tuple(dict.fromkeys(mentions))
