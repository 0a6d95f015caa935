"""The tables of cases: voices and steps, what several parties do together, what is in public."""

from liren.cases.models.case import (
    REFUSED,
    Case,
    CaseQuerySet,
    CaseStep,
    Category,
    Channel,
    Duty,
    Photo,
    Report,
    Shown,
    Sketch,
)
from liren.cases.models.chat import ChatKey, ChatMark, ChatNonce, ChatPaste
from liren.cases.models.field import FieldAct
from liren.cases.models.imports import ImportMapping, ImportRepeat, ImportRun
from liren.cases.models.joint import Call, Part, Ruling, Whistle
from liren.cases.models.public import Cause, Follow, Measure, PublicText

__all__ = [
    "REFUSED",
    "Call",
    "Case",
    "CaseQuerySet",
    "CaseStep",
    "Category",
    "Cause",
    "Channel",
    "ChatKey",
    "ChatMark",
    "ChatNonce",
    "ChatPaste",
    "Duty",
    "FieldAct",
    "Follow",
    "ImportMapping",
    "ImportRepeat",
    "ImportRun",
    "Measure",
    "Part",
    "Photo",
    "PublicText",
    "Report",
    "Ruling",
    "Shown",
    "Sketch",
    "Whistle",
]
