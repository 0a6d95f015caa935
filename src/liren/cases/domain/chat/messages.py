"""What a pasted chat consists of once its lines are told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What one message is."""

    TEXT = "text"
    REPLY = "reply"  # words that quote another message
    PICTURE = "picture"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    FILE = "file"
    LINK = "link"
    RED_PACKET = "red_packet"
    CALL = "call"
    CARD = "card"
    RECORD = "record"  # a forwarded piece of another chat
    RECALLED = "recalled"
    EMPTY = "empty"  # a name and a time, and nothing that could be copied
    SYSTEM = "system"
    UNREADABLE = "unreadable"  # bytes that are no text


# What shows or tells something without words; it belongs to what its sender spoke of.
MEDIA = frozenset({
    Kind.PICTURE, Kind.VOICE, Kind.VIDEO, Kind.LOCATION, Kind.FILE, Kind.RECORD, Kind.CALL,
    Kind.EMPTY,
})  # fmt: skip
NOTES = frozenset({Kind.SYSTEM, Kind.RECALLED, Kind.UNREADABLE})


@dataclass(frozen=True)
class Quote:
    """What a reply answers, as the client repeats it; the words may be cut off."""

    author: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, or one note of the client; `lines` are numbered from one."""

    number: int
    lines: tuple[int, ...]
    kind: Kind
    author: str = ""
    at: datetime | None = None
    text: str = ""
    quote: Quote | None = None
    mentions: tuple[str, ...] = ()
    carries: tuple[Kind, ...] = ()  # pictures, voices and the like beside the words

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.lines[0]


@dataclass(frozen=True)
class Chat:
    """All messages in their order, and what became of the lines that are in none."""

    messages: Sequence[Message]
    blank: Sequence[int] = ()
    beyond: Sequence[int] = ()  # lines behind the last that is read
    cut: Sequence[int] = ()  # lines of which only the beginning is read

    @property
    def not_understood(self) -> list[int]:
        """The lines that are nothing Liren knows."""
        broken = (line for m in self.messages if m.kind is Kind.UNREADABLE for line in m.lines)
        return [*broken, *self.beyond]

    @property
    def authors(self) -> list[str]:
        """Everybody who said something, in the order of their first words."""
        return list(dict.fromkeys(m.author for m in self.messages if m.author))
