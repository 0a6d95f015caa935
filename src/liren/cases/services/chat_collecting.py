"""What a messenger sends, gathered until somebody looks: the same drafts page as a paste."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.cases.domain.chat.bodies import body_of
from liren.cases.domain.chat.messages import Kind, Message
from liren.cases.domain.chat.names import Speakers
from liren.cases.models import ChatKey, ChatPaste
from liren.cases.permissions import CasePermission
from liren.cases.services import telling
from liren.cases.services.chat_pastes import MOST_LINES, sort_out
from liren.cases.services.chat_rows import chat_of, message_row
from liren.core import audit
from liren.core.errors import Conflict, TooMany, sentence
from liren.core.permissions import SYSTEM, Actor, require


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One message as a messenger tells it."""

    id: str
    name: str
    time: datetime
    text: str = ""
    kind: str = Kind.TEXT
    reply_to: str = ""


class TooManyWait(TooMany):
    """Nobody has looked for a long time."""

    code = "cases.chat_too_many_wait"
    sentence = sentence("{most} messages wait already; somebody has to look at them first.")


class NothingCollected(Conflict):
    """It was sorted by a colleague, or nothing has come."""

    code = "cases.chat_nothing_collected"
    sentence = sentence("Nothing waits here any more.")


@transaction.atomic
def collect_messages(*, key: ChatKey, messages: Sequence[Incoming], now: datetime) -> int:
    """Add to what waits, each message once; says how many were new."""
    paste = _waiting(key, now)
    ids = {row["id"]: row["n"] for row in paste.messages}
    fresh = {m.id: m for m in messages if m.id not in ids}
    if len(ids) + len(fresh) > MOST_LINES:
        raise TooManyWait(most=MOST_LINES)
    speakers = Speakers([*(row["author"] for row in paste.messages), *(m.name for m in messages)])
    rows = {row["id"]: row for row in paste.messages}
    for each in fresh.values():
        row = message_row(_message(each, len(rows), speakers)) | {"id": each.id}
        if quoted := rows.get(each.reply_to):
            row |= {"quote": [quoted["author"], quoted["text"]], "kind": Kind.REPLY.value}
        rows[each.id] = row
    paste.messages = list(rows.values())
    paste.save()
    if fresh:
        audit.record("cases.chat_collected", paste, by=SYSTEM, at=now, messages=len(fresh))
    return len(fresh)


@transaction.atomic
def sort_collected(*, paste: ChatPaste, by: Actor, now: datetime) -> ChatPaste:
    """Draft the cases of what has come so far; what comes next waits for the next time."""
    require(by, CasePermission.REPORT_FOR, at=paste.place)
    locked = ChatPaste.objects.select_for_update().select_related("place").filter(pk=paste.pk)
    found = locked.filter(status=ChatPaste.Status.COLLECTING).first()
    if found is None:
        raise NothingCollected()
    found.by = by.audit_name
    sort_out(found, chat_of(found), now=now)
    found.save()
    audit.record("cases.chat_pasted", found, by=by, at=now, messages=len(found.messages))
    return found


def _waiting(key: ChatKey, now: datetime) -> ChatPaste:
    ChatKey.objects.select_for_update().get(pk=key.pk)
    waiting = ChatPaste.objects.filter(key=key, status=ChatPaste.Status.COLLECTING)
    found = waiting.select_for_update().first()
    if found is None:
        found = ChatPaste(
            key=key, status=ChatPaste.Status.COLLECTING, by=SYSTEM.audit_name, pasted_at=now
        )
        found.put_at(key.place)
    return found


def _message(each: Incoming, number: int, speakers: Speakers) -> Message:
    body = body_of(each.text.splitlines(), speakers)
    kind = body.kind if each.kind in (Kind.TEXT, Kind.REPLY) else Kind(each.kind)
    quote, at = body.quote, telling.local(each.time)
    return Message(
        number=number, lines=(number + 1,), kind=kind, author=each.name, at=at,
        text=body.text, quote=quote, mentions=body.mentions, carries=body.carries,
    )  # fmt: skip
