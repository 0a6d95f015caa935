"""The tables of cases: the case with its voices and steps, and what several parties do together."""

from liren.cases.models.case import (
    REFUSED,
    Case,
    CaseQuerySet,
    CaseStep,
    Category,
    Channel,
    Duty,
    ImportMapping,
    ImportRepeat,
    ImportRun,
    Photo,
    Report,
    Sketch,
)
from liren.cases.models.chat import ChatKey, ChatMark, ChatNonce, ChatPaste
from liren.cases.models.joint import Call, Part, Ruling, Whistle

__all__ = [
    "REFUSED",
    "Call",
    "Case",
    "CaseQuerySet",
    "CaseStep",
    "Category",
    "Channel",
    "ChatKey",
    "ChatMark",
    "ChatNonce",
    "ChatPaste",
    "Duty",
    "ImportMapping",
    "ImportRepeat",
    "ImportRun",
    "Part",
    "Photo",
    "Report",
    "Ruling",
    "Sketch",
    "Whistle",
]
