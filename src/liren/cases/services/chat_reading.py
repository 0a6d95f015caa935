"""A pasted chat understood: messages, matters with their drafts, and what was left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from liren.cases.domain.chat.drafts import Draft, class_text, draft_of
from liren.cases.domain.chat.links import Opinion
from liren.cases.domain.chat.messages import NOTES, Chat
from liren.cases.domain.chat.parsing import parse
from liren.cases.domain.chat.parts import apart
from liren.cases.domain.chat.threads import LeftOut, Thread, join
from liren.cases.domain.place_names import NOTHING, Found
from liren.cases.services.classes import Guess
from liren.cases.services.shipped import matter_shares

Guesser = Callable[[Sequence[str]], list[Guess]]
Finder = Callable[[str], Found]


def _nowhere(text: str) -> Found:
    return NOTHING


@dataclass(frozen=True)
class Matter:
    """One matter: its messages, the draft made of them, its class and its place."""

    thread: Thread
    draft: Draft
    guess: Guess
    found: Found


@dataclass(frozen=True)
class ReadChat:
    """All that was made of a paste."""

    chat: Chat
    matters: Sequence[Matter]
    left_out: Sequence[LeftOut]


def read_chat(
    text: str, *, guess: Guesser, now: datetime, find: Finder = _nowhere
) -> ReadChat:  # fmt: skip
    """Read a paste of the given moment; `guess` tells classes, `find` the places of the words."""
    return read_messages(parse(text, now=now), guess=guess, find=find)


def read_messages(chat: Chat, *, guess: Guesser, find: Finder = _nowhere) -> ReadChat:
    """The same, of messages that are told apart already; one of two things becomes two."""
    chat = apart(chat)
    threads, left_out = join(chat, _opinions(chat, guess))
    guesses = guess([class_text(thread) for thread in threads])
    return ReadChat(
        chat, [_matter(*one, find) for one in zip(threads, guesses, strict=True)], left_out
    )


def _opinions(chat: Chat, guess: Guesser) -> list[Opinion]:
    worded = {m.number: m.text for m in chat.messages if m.text and m.kind not in NOTES}
    texts = list(dict.fromkeys(worded.values()))
    told = zip(texts, guess(texts), matter_shares(texts), strict=True)
    known = {text: _opinion(guessed, share) for text, guessed, share in told}
    return [known.get(worded.get(m.number, ""), Opinion()) for m in chat.messages]


def _opinion(guess: Guess, share: float) -> Opinion:
    return Opinion({str(s["code"]): float(str(s["certainty"])) for s in guess.suggestions}, share)


def _matter(thread: Thread, guess: Guess, find: Finder) -> Matter:
    said = [m.message.text for m in thread.members if m.message.text and not m.is_office]
    found = find("\n".join(said))
    return Matter(thread, draft_of(thread, has_place=bool(found.path)), guess, found)
