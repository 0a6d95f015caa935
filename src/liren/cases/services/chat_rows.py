"""A paste between its visits: messages and drafts as rows of JSON, and back as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liren.cases.domain.chat.acts import Act
from liren.cases.domain.chat.drafts import Draft, draft_of
from liren.cases.domain.chat.links import Clue
from liren.cases.domain.chat.messages import Chat, Kind, Message, Quote
from liren.cases.domain.chat.names import bare
from liren.cases.domain.chat.threads import Member, Thread
from liren.cases.models import ChatPaste
from liren.core import crypto

Row = dict[str, Any]


@dataclass(frozen=True)
class Status:
    """What became of a draft."""

    OPEN = "open"
    TAKEN = "taken"
    DROPPED = "dropped"
    KNOWN = "known"  # everything in it was taken in before


def message_row(message: Message) -> Row:
    """One message to be kept."""
    return {
        "n": message.number,
        "lines": list(message.lines),
        "kind": message.kind.value,
        "author": message.author,
        "at": message.at.isoformat() if message.at else None,
        "text": message.text,
        "quote": [message.quote.author, message.quote.text] if message.quote else None,
        "mentions": list(message.mentions),
        "carries": [kind.value for kind in message.carries],
    }


def message_of(row: Mapping[str, Any]) -> Message:
    """One message as it was kept."""
    return Message(
        number=row["n"],
        lines=tuple(row["lines"]),
        kind=Kind(row["kind"]),
        author=row["author"],
        at=datetime.fromisoformat(row["at"]) if row["at"] else None,
        text=row["text"],
        quote=Quote(*row["quote"]) if row.get("quote") else None,
        mentions=tuple(row.get("mentions", ())),
        carries=tuple(Kind(kind) for kind in row.get("carries", ())),
    )


def chat_of(paste: ChatPaste) -> Chat:
    """The messages of a paste."""
    return Chat([message_of(row) for row in paste.messages])


def member_row(member: Member) -> Row:
    """A message's part in a draft, with its reasons."""
    clues = [[clue.name, round(clue.weight, 2)] for clue in member.clues]
    return {
        "n": member.message.number,
        "act": member.act.value,
        "office": member.is_office,
        "score": member.score,
        "clues": clues,
    }


def thread_of(draft: Mapping[str, Any], chat: Chat) -> Thread:
    """The matter of a draft."""
    by_number = {message.number: message for message in chat.messages}
    return Thread(
        [
            Member(
                by_number[row["n"]],
                Act(row["act"]),
                row["score"],
                tuple(Clue(name, weight) for name, weight in row["clues"]),
                row["office"],
            )
            for row in sorted(draft["members"], key=lambda row: int(row["n"]))
            if row["n"] in by_number
        ]
    )


def fill(row: Row, thread: Thread, *, has_place: bool) -> Draft:
    """Put into a draft's row what follows from its messages."""
    draft = draft_of(thread, has_place=has_place)
    row |= {
        "title": draft.title,
        "homes": list(draft.homes),
        "spots": list(draft.spots),
        "missing": list(draft.missing),
        "at": draft.at.isoformat() if draft.at else None,
    }
    return draft


def drafted_class(row: Row) -> int | None:
    """The class that a draft shows: the one it is sure of, or the likeliest."""
    suggested: int | None = row["suggestions"][0]["id"] if row["suggestions"] else None
    return row["category"] or suggested


def open_drafts(paste: ChatPaste) -> list[Row]:
    """What still waits for somebody."""
    return [row for row in paste.drafts if row["status"] == Status.OPEN]


def marks_of(messages: Iterable[Message], community: str) -> dict[int, bytes]:
    """A keyed hash for each message: the same one pasted again has the same, whoever pastes it."""
    return {
        message.number: crypto.blind_index(_spelled(message, community), purpose="chat.message")
        for message in messages
    }


def _spelled(message: Message, community: str) -> str:
    minute = f"{message.at:%Y-%m-%dT%H:%M}" if message.at else ""
    words = message.text or message.kind.value
    return "\n".join((community, bare(message.author), minute, words))


def forget_words(paste: ChatPaste, numbers: Sequence[int]) -> None:
    """Take names and words of settled messages out of the paste."""
    gone = set(numbers)
    for row in paste.messages:
        if row["n"] in gone:
            row |= {"author": "", "text": "", "quote": None, "mentions": []}
