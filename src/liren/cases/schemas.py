"""What the API takes and gives."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

YEARS = range(1990, 2200)  # outside, a day more or less is no date any more


def _of_our_time(moment: datetime) -> datetime:
    """A broken clock is told so where it speaks, not where somebody reckons with it."""
    if moment.year not in YEARS:
        raise ValueError("no year of ours")
    return moment


def _storable(text: str) -> str:
    """PostgreSQL stores any letter but this one."""
    return text.replace("\0", "")


Storable = AfterValidator(_storable)
Text = Annotated[str, Field(max_length=6000), Storable]
Line = Annotated[str, Field(max_length=200), Storable]
Short = Annotated[str, Field(max_length=40), Storable]


class ReportIn(Schema):
    """What somebody says, and where; `place` is a place code, `shown` who may know of it."""

    text: Text
    place: Short
    place_note: Line = ""
    phone: Short = ""
    name: Short = ""
    category: Short = ""
    shown: Literal["office", "matter", "words"] = "matter"


class ReportOut(Schema):
    """What the reporter takes home."""

    number: str
    code: str
    link: str
    stage: str
    category: str | None
    suggestions: list[str]


class ProgressOut(Schema):
    """Where a report stands, without anybody's name."""

    number: str
    title: str
    stage: str
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    party: str | None
    answer: str
    next: str


class VerdictIn(Schema):
    """What a resident says of the result."""

    solved: bool
    satisfied: bool | None = None
    comment: Text = ""


class OrderOut(Schema):
    """One row of the inbox."""

    id: int
    kind: str
    status: str
    title: str
    address: str
    urgent: bool
    party: str
    case: int | None
    issued_at: datetime
    due_at: datetime
    original_due_at: datetime


class CaseOut(Schema):
    """One row of the list."""

    id: int
    number: str
    title: str
    stage: str
    category: str | None
    address: str
    party: str | None
    voices: int
    reported_at: datetime
    due_at: datetime | None


class CasesOut(Schema):
    """A page of the list; `next` is the cursor of the page after."""

    items: list[CaseOut]
    next: int | None


class CaseAct(StrEnum):
    """What can be done with a case besides handing it on."""

    FILE = "file"
    REFUSE = "refuse"
    ANSWER = "answer"


class OrderAct(StrEnum):
    """What can be done with an order."""

    ACCEPT = "accept"
    RETURN = "return"
    FINISH = "finish"
    APPROVE = "approve"
    SEND_BACK = "send-back"


class ReasonIn(Schema):
    """Words that go with an act."""

    words: Text = ""


class MoreTimeIn(Schema):
    """How much more, in minutes for the clocks of hours and in days for the clock of days."""

    amount: Annotated[int, Field(gt=0, le=60 * 24 * 60)]
    words: Text


class DispatchIn(Schema):
    """To whom; `party` is a party's key."""

    party: Short
    words: Text = ""


class WhistleIn(Schema):
    """What is happening and who is needed (keys of parties): on a case, or at a place by code."""

    words: Text
    parties: Annotated[list[Short], Field(min_length=1, max_length=40)]
    case: int | None = None
    place: Short = ""
    place_note: Line = ""
    category: Short = ""


class CallOut(Schema):
    """One called party, and the order by which it was called."""

    id: int
    order: int
    party: str
    stage: str
    due_at: datetime
    coming_at: datetime | None
    arrived_at: datetime | None
    escalated_at: datetime | None
    helped: str


class WhistleOut(Schema):
    """A whistle with all who were called."""

    id: int
    case: int
    words: str
    spot: str
    blown_at: datetime
    ended_at: datetime | None
    calls: list[CallOut]


class WhistleAnswer(StrEnum):
    """What a called party can say."""

    COMING = "coming"
    THERE = "there"
    NOT_OURS = "not_ours"


class AnswerIn(Schema):
    """The answer to a whistle; `at` is the time of day at which they come, as HH:MM."""

    answer: WhistleAnswer
    at: time | None = None
    words: Text = ""


class HelpIn(Schema):
    """Whether one called party helped."""

    call: int
    helped: Annotated[str, Field(pattern="^(yes|partly|no)$")]
    words: Line = ""


class EndIn(Schema):
    """Of each called party whether it helped, and how it ended."""

    calls: list[HelpIn]
    words: Text = ""


class LeaveIn(Schema):
    """Why nobody more is needed."""

    reason: Text


class Problem(Schema):
    """Problem details, RFC 9457."""

    type: str
    code: str
    title: str
    status: int
    instance: str
    data: dict[str, str]


class ChatKind(StrEnum):
    """What a messenger may send."""

    TEXT = "text"
    PICTURE = "picture"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    FILE = "file"
    LINK = "link"


class ChatMessageIn(Schema):
    """One message of a group; `id` is the messenger's own."""

    id: Short
    name: Short
    time: Annotated[AwareDatetime, AfterValidator(_of_our_time)]
    text: Text = ""
    kind: ChatKind = ChatKind.TEXT
    reply_to: Short = ""


class ChatMessagesIn(Schema):
    """What a messenger hands over at once."""

    messages: Annotated[list[ChatMessageIn], Field(min_length=1, max_length=200)]


class ChatMessagesOut(Schema):
    """How many were new."""

    added: int
