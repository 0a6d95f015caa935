"""Drafts of a chat settled by a person: taken in, joined to what is known, moved, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from liren.cases.domain.chat.acts import Act, is_office
from liren.cases.domain.chat.drafts import VoiceOf, draft_of
from liren.cases.domain.chat.homes import homes_in
from liren.cases.domain.chat.messages import Chat
from liren.cases.domain.workflow import OPEN
from liren.cases.models import Case, Category, Channel, ChatMark, ChatNonce, ChatPaste
from liren.cases.permissions import CasePermission
from liren.cases.services.chat_pastes import close, judge_again, numbers_of
from liren.cases.services.chat_rows import (
    Row,
    Status,
    chat_of,
    drafted_class,
    forget_words,
    marks_of,
    open_drafts,
    thread_of,
)
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.core import audit
from liren.core.errors import Conflict, NotFound, sentence
from liren.core.permissions import Actor, require
from liren.core.scope import community_of
from liren.places.models import Place

KEPT = timedelta(days=3)
MARKS_KEPT = timedelta(days=180)
NONCES_KEPT = timedelta(hours=1)
NEW, OUT = "new", "out"


class DraftUnknown(NotFound):
    """The paste has no such draft."""

    code = "cases.draft_unknown"
    sentence = sentence("This draft is not there any more.")


class DraftSettled(Conflict):
    """Somebody was quicker."""

    code = "cases.draft_settled"
    sentence = sentence("A colleague has settled this draft already.")


class NobodySpoke(Conflict):
    """A draft without the words of any neighbour is no case."""

    code = "cases.nobody_spoke"
    sentence = sentence("No neighbour says anything in this draft. Move a message into it first.")


@dataclass(frozen=True)
class Settled:
    """What the person made of a draft; what is left empty stays as drafted.

    Whoever saw the class and took it away (`as_drafted` is no) leaves the case without one.
    """

    title: str = ""
    category: Category | None = None
    place: Place | None = None
    joins: Case | None = None
    as_drafted: bool = True


def confirm_draft(
    *, paste: ChatPaste, key: int, settled: Settled, by: Actor, now: datetime
) -> Receipt:
    """Take a draft in by the one report service: its first voice as a case, the others added."""
    with transaction.atomic():
        paste, row = _locked(paste, key, by)
        chat = chat_of(paste)
        voices = [v for v in draft_of(thread_of(row, chat)).voices if _has_words(v)]
        if not voices:
            raise NobodySpoke()
        new = _fresh(paste, voices)
        shared = _as_it_stands(settled, paste, row)
        first, *others = [
            _spoken(shared, voice, _mark(voice, chat, paste)) for voice in new or voices
        ]
        receipt = report_case(replace(first, joins=settled.joins), by=by, now=now)
        for other in others:
            report_case(replace(other, joins=receipt.case), by=by, now=now)
        _settle(paste, [row], Status.TAKEN, now, receipt.case)
        audit.record(
            "cases.chat_draft_taken", receipt.case, by=by, at=now, paste=paste.pk, draft=key
        )
    return receipt


def confirm_all(*, paste: ChatPaste, by: Actor, now: datetime) -> list[Receipt]:
    """Take in every open draft as it stands."""
    receipts = []
    for row in open_drafts(paste):
        joins = Case.objects.filter(pk=row["joins"] or 0, stage__in=OPEN).first()
        receipts.append(
            confirm_draft(paste=paste, key=row["key"], settled=Settled(joins=joins), by=by, now=now)
        )
    return receipts


@transaction.atomic
def drop_draft(*, paste: ChatPaste, key: int, by: Actor, now: datetime) -> ChatPaste:
    """Take nothing in of a draft, and forget its words."""
    paste, row = _locked(paste, key, by)
    _settle(paste, [row], Status.DROPPED, now, None)
    audit.record("cases.chat_draft_dropped", paste, by=by, at=now, draft=key)
    return paste


@transaction.atomic
def reopen_draft(*, paste: ChatPaste, key: int, by: Actor, now: datetime) -> ChatPaste:
    """Offer again what was dropped when it was pasted before."""
    paste = _locked_paste(paste, by)
    row = next((row for row in paste.drafts if row["key"] == key), None)
    if row is None or row["status"] != Status.KNOWN or not row["members"]:
        raise DraftUnknown()
    row["status"], numbers = Status.OPEN, set(numbers_of([row]))
    for message in paste.messages:
        message["known"] = message.get("known") and message["n"] not in numbers
    paste.save()
    audit.record("cases.chat_draft_reopened", paste, by=by, at=now, draft=key)
    return paste


@transaction.atomic
def drop_paste(*, paste: ChatPaste, by: Actor, now: datetime) -> ChatPaste:
    """Forget the whole paste; what was taken in of it stays."""
    paste = _locked_paste(paste, by)
    _settle(paste, open_drafts(paste), Status.DROPPED, now, None)
    close(paste)
    paste.save()
    audit.record("cases.chat_dropped", paste, by=by, at=now)
    return paste


@transaction.atomic
def move_messages(
    *, paste: ChatPaste, numbers: Sequence[int], to: str, by: Actor, now: datetime
) -> ChatPaste:
    """Put messages into another draft, into one of their own, or aside."""
    paste = _locked_paste(paste, by)
    chat, wanted = chat_of(paste), set(numbers)
    settled = set(numbers_of([r for r in paste.drafts if r["status"] != Status.OPEN]))
    wanted = {m.number for m in chat.messages if m.number in wanted} - settled
    target = _target(paste, to) if wanted else None
    moved = {
        int(m["n"]): m for row in open_drafts(paste) for m in row["members"] if m["n"] in wanted
    }
    changed = [row for row in open_drafts(paste) if wanted & set(numbers_of([row]))]
    for row in changed:
        row["members"] = [m for m in row["members"] if m["n"] not in wanted]
    paste.left_out = [left for left in paste.left_out if left["n"] not in wanted]
    if target is None:
        paste.left_out += [{"n": number, "reason": "person"} for number in sorted(wanted)]
    else:
        authors = {m.number: m.author for m in chat.messages}
        target["members"] += [moved.get(n) or _member(n, authors[n]) for n in sorted(wanted)]
        changed.append(target)
    paste.drafts = [r for r in paste.drafts if r["members"] or r["status"] != Status.OPEN]
    again = {row["key"]: row for row in changed if row["members"]}
    judge_again(paste, list(again.values()), chat, now=now)
    paste.save()
    audit.record("cases.chat_sorted", paste, by=by, at=now, messages=len(wanted))
    return paste


def forget_old_pastes(*, now: datetime) -> int:
    """No paste is kept for more than some days, settled or not."""
    ChatNonce.objects.filter(at__lt=now - NONCES_KEPT).delete()
    ChatMark.objects.filter(at__lt=now - MARKS_KEPT).delete()
    return ChatPaste.objects.filter(pasted_at__lt=now - KEPT).delete()[0]


def _locked_paste(paste: ChatPaste, by: Actor) -> ChatPaste:
    found = ChatPaste.objects.select_for_update().filter(pk=paste.pk).first()
    if found is None:
        raise DraftUnknown()
    require(by, CasePermission.REPORT_FOR, at=found.place)
    return found


def _locked(paste: ChatPaste, key: int, by: Actor) -> tuple[ChatPaste, Row]:
    paste = _locked_paste(paste, by)
    row = next((row for row in paste.drafts if row["key"] == key), None)
    if row is None:
        raise DraftUnknown()
    if row["status"] != Status.OPEN:
        raise DraftSettled()
    return paste, row


def _has_words(voice: VoiceOf) -> bool:
    return any(letter.isalnum() for letter in voice.text)


def _fresh(paste: ChatPaste, voices: Sequence[VoiceOf]) -> list[VoiceOf]:
    """The voices that say something that was not taken in before."""
    known = {row["n"] for row in paste.messages if row.get("known")}
    return [voice for voice in voices if not known.issuperset(voice.numbers)]


def _mark(voice: VoiceOf, chat: Chat, paste: ChatPaste) -> str:
    first = next(m for m in chat.messages if m.number == voice.numbers[0])
    return marks_of([first], _community(paste))[first.number].hex()


def _as_it_stands(settled: Settled, paste: ChatPaste, row: Row) -> NewReport:
    """What all voices of a draft share; what the person left empty stays as the draft shows it."""
    drafted = drafted_class(row) if settled.as_drafted and not settled.category else None
    return NewReport(
        text="",
        title=(settled.title or row["title"])[:200],
        place=settled.place or Place.objects.filter(pk=row["place"]).first() or paste.place,
        channel=Channel.CHAT,
        category=settled.category or Category.objects.filter(pk=drafted or 0).first(),
        # What was let stand unread is not learnt from before the case is registered.
        class_by="machine" if drafted else "",
        drafted=True,
        source=f"chat:{_community(paste)}"[:80],
    )


def _spoken(shared: NewReport, voice: VoiceOf, mark: str) -> NewReport:
    return replace(
        shared,
        text=voice.text,
        place_note="、".join(homes_in(voice.text, voice.author))[:200],
        reported_at=voice.at,
        reporter_name=voice.author[:80],
        external_id=mark,
    )


def _community(paste: ChatPaste) -> str:
    return community_of(paste.place_path) or paste.place_path


def _settle(
    paste: ChatPaste, rows: Sequence[Row], status: str, now: datetime, case: Case | None
) -> None:
    """Remember the messages by their marks, and forget their words."""
    numbers = numbers_of(rows)
    chat, community = chat_of(paste), _community(paste)
    marks = marks_of([m for m in chat.messages if m.number in set(numbers)], community)
    ChatMark.objects.bulk_create(
        [ChatMark(community_path=community, mark=mark, case=case, at=now)
         for mark in set(marks.values())],
        ignore_conflicts=True,
    )  # fmt: skip
    for row in rows:
        row |= {"status": status, "case": case.pk if case else None, "homes": [], "spots": []}
        if case is None:
            row["title"] = ""
    forget_words(paste, numbers)
    if not open_drafts(paste):
        close(paste)
    paste.save()


def _target(paste: ChatPaste, to: str) -> Row | None:
    if to == OUT:
        return None
    if to != NEW:
        found = next((row for row in open_drafts(paste) if str(row["key"]) == to), None)
        if found is None:
            raise DraftUnknown()
        return found
    row: Row = {
        "key": max((row["key"] for row in paste.drafts), default=0) + 1,
        "members": [], "category": None, "suggestions": [], "place": paste.place_id,
        "place_by": "given", "candidates": [], "same": [], "joins": None, "case": None,
        "status": Status.OPEN,
    }  # fmt: skip
    paste.drafts.append(row)
    return row


def _member(number: int, author: str) -> Row:
    """A message that a person put here."""
    act = Act.ANSWER if is_office(author) else Act.MATTER
    return {"n": number, "act": act.value, "office": is_office(author), "score": 1.0,
            "clues": [["person", 1.0]]}  # fmt: skip
