"""Two things in one message become two messages: each goes its own way, with its own words.

Only where the author set them apart, and each names trouble of its own kind. The words of the
office are left whole: an answer opens no matter.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from liren.cases.domain.chat.acts import Act, read_act
from liren.cases.domain.chat.messages import NOTES, Chat, Message
from liren.cases.domain.chat.subjects import are_related

_SEAM = re.compile(
    r"\n+|(?<=[。！!？?；;，,.])\s*(?=另外|还有|再有|顺便|对了|再说|第[二三四]|其次|[二三四2-4][、.]|[②③④]"
    r"|also\b|another\b|by the way|secondly)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:[一二三四1-9][、.．)）]|[①②③④]|第[一二三四])")
_ANNOUNCES = re.compile(r"^\S{0,12}[:：]$")


def apart(chat: Chat) -> Chat:
    """The chat with every message that speaks of two things split, numbered anew."""
    parts = [part for message in chat.messages for part in _parts(message)]
    if len(parts) == len(chat.messages):
        return chat
    return replace(chat, messages=[replace(one, number=at) for at, one in enumerate(parts)])


def _parts(message: Message) -> Sequence[Message]:
    pieces = _SEAM.split(message.text)
    if len(pieces) < 2 or message.kind in NOTES:
        return [message]
    grouped, subjects = list[list[str]]([[]]), frozenset[str]()
    for piece in pieces:
        reading = read_act(replace(message, text=piece, quote=None), is_known=False)
        if reading.subjects and (reading.act is Act.MATTER or _LISTED.match(piece)):
            is_other = not subjects & reading.subjects and not are_related(
                subjects, reading.subjects
            )
            if subjects and is_other:
                grouped.append([])
                subjects = frozenset()
            subjects |= reading.subjects
        grouped[-1].append(piece)
    if len(grouped) == 1:
        return [message]
    first, *others = ("\n".join(map(_unlisted, group)).strip() for group in grouped)
    return [replace(message, text=first)] + [
        replace(message, text=text, quote=None, carries=()) for text in others
    ]


def _unlisted(piece: str) -> str:
    """A piece by itself needs neither its number nor the words that announce a list."""
    return "" if _ANNOUNCES.match(piece) else _LISTED.sub("", piece)
