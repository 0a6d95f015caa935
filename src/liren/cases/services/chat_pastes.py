"""Lines of a group chat taken in: told apart, joined, and drafted for a person to confirm."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from liren.cases.domain.chat.drafts import class_text, draft_of
from liren.cases.domain.chat.messages import NOTES, Chat
from liren.cases.domain.chat.parsing import parse
from liren.cases.models import ChatMark, ChatPaste
from liren.cases.permissions import CasePermission
from liren.cases.services import classes, telling, understand
from liren.cases.services.chat_reading import Matter, ReadChat, read_messages
from liren.cases.services.chat_rows import (
    Row,
    Status,
    fill,
    marks_of,
    member_row,
    message_row,
    thread_of,
)
from liren.cases.services.classes import Guess
from liren.cases.services.understand import Understood, Words
from liren.core import audit
from liren.core.errors import Invalid, TooLarge, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import community_of
from liren.places.models import Place

MOST_LINES = 3_000
MOST_LETTERS = 300_000
MOST_CANDIDATES = 5


class NothingPasted(Invalid):
    """There is no message in it."""

    code = "cases.nothing_pasted"
    sentence = sentence("There is no message in it. Mark some lines in the group, copy, and paste.")


class PasteTooLong(TooLarge):
    """More than one person reviews at a sitting."""

    code = "cases.paste_too_long"
    sentence = sentence("That is {lines} lines; {most} can be looked through at once.")


def take_paste(*, text: str, place: Place, by: Actor, now: datetime) -> ChatPaste:
    """Keep what was pasted, with drafts of the cases in it; nothing is taken in yet."""
    require(by, CasePermission.REPORT_FOR, at=place)
    lines = text.count("\n") + 1
    if lines > MOST_LINES or len(text) > MOST_LETTERS:
        raise PasteTooLong(lines=lines, most=MOST_LINES)
    chat = parse(text.replace("\0", ""), now=telling.local(now))  # 昨天 is a day of the place
    if not any(message.kind not in NOTES for message in chat.messages):
        raise NothingPasted()
    paste = ChatPaste(by=by.audit_name, pasted_at=now)
    paste.put_at(place)
    sort_out(paste, chat, now=now)
    return _store(paste, by, now)


@transaction.atomic
def _store(paste: ChatPaste, by: Actor, now: datetime) -> ChatPaste:
    paste.save()
    counts = {"messages": len(paste.messages), "drafts": len(paste.drafts)}
    audit.record("cases.chat_pasted", paste, by=by, at=now, **counts)
    return paste


def sort_out(paste: ChatPaste, chat: Chat, *, now: datetime) -> None:
    """Draft the cases of a chat; what was settled in an earlier paste is marked as known."""
    read = read_messages(chat, guess=lambda texts: classes.guess_all(texts, now=now))
    known = _known(read.chat, paste.place.path)
    understood = understand.understand_all(
        [_words(matter, paste.place, now) for matter in read.matters], now=now
    )
    paste.status = ChatPaste.Status.OPEN
    paste.messages = [message_row(m) | {"known": m.number in known} for m in read.chat.messages]
    paste.drafts = [
        _draft(key, matter, one, known)
        for key, (matter, one) in enumerate(zip(read.matters, understood, strict=True), start=1)
    ]
    paste.left_out = _left_out(read)
    if paste.drafts and all(row["case"] for row in paste.drafts):
        close(paste)  # known, every one of them: there is nothing to look at


def close(paste: ChatPaste) -> None:
    """Nothing waits any more: no words are kept."""
    paste.status, paste.messages, paste.left_out = ChatPaste.Status.DONE, [], []
    for row in paste.drafts:
        row |= {"members": [], "homes": [], "spots": [], "title": ""}


def _left_out(read: ReadChat) -> list[Row]:
    return [{"n": left.message.number, "reason": left.reason} for left in read.left_out]


def _words(matter: Matter, place: Place, now: datetime) -> Words:
    draft = matter.draft
    return Words(text=draft.text, title=draft.title, place=place, at=draft.at or now)


def _known(chat: Chat, path: str) -> dict[int, int | None]:
    """The messages that were settled before, and the case they are in."""
    community = community_of(path) or path
    marks = marks_of((m for m in chat.messages if m.kind not in NOTES), community)
    rows = ChatMark.objects.filter(community_path=community, mark__in=set(marks.values()))
    cases = {bytes(mark): case for mark, case in rows.values_list("mark", "case_id")}
    return {number: cases[mark] for number, mark in marks.items() if mark in cases}


def judge_again(paste: ChatPaste, rows: Sequence[Row], chat: Chat, *, now: datetime) -> None:
    """Title, class and place of drafts whose messages a person changed."""
    threads = [thread_of(row, chat) for row in rows]
    drafts = [draft_of(thread) for thread in threads]
    guesses = classes.guess_all([class_text(thread) for thread in threads], now=now)
    understood = understand.understand_all(
        [Words(text=d.text, title=d.title, place=paste.place, at=d.at or now) for d in drafts],
        now=now,
    )
    for row, thread, guess, one in zip(rows, threads, guesses, understood, strict=True):
        row |= _class_and_place(guess, one)
        fill(row, thread, has_place=one.place_by == "words")


def _class_and_place(guess: Guess, one: Understood) -> Row:
    return {
        "category": guess.category.pk if guess.category else None,
        "suggestions": guess.suggestions,
        "place": one.place.pk,
        "place_by": one.place_by,
        "candidates": [place.pk for place in one.candidates[:MOST_CANDIDATES]],
    }


def _draft(key: int, matter: Matter, one: Understood, known: dict[int, int | None]) -> Row:
    numbers = [m.message.number for m in matter.thread.members]
    cases = Counter(known[n] for n in numbers if known.get(n) is not None)
    row: Row = {
        "key": key,
        "members": [member_row(member) for member in matter.thread.members],
        **_class_and_place(matter.guess, one),
        "same": [[case, score] for case, score, _ in one.likely_same[:3]],
        "joins": cases.most_common(1)[0][0] if cases else None,
        "case": None,
        "status": Status.OPEN,
    }
    fill(row, matter.thread, has_place=one.place_by == "words")
    voiced = [m.message.number for m in matter.thread.members if not m.is_office]
    if all(number in known for number in voiced):
        row |= {"status": Status.KNOWN, "case": row["joins"]}
    return row


def numbers_of(rows: Sequence[Row]) -> list[int]:
    """The messages of some drafts."""
    return [int(member["n"]) for row in rows for member in row["members"]]
