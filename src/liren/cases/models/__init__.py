"""The tables of cases: the case with its voices and steps, and what several parties do together."""

from liren.cases.models.case import (
    Case,
    CaseQuerySet,
    CaseStep,
    Category,
    Channel,
    Duty,
    ImportMapping,
    ImportRun,
    Photo,
    Report,
    Sketch,
)
from liren.cases.models.joint import Call, Part, Ruling, Whistle

__all__ = [
    "Call",
    "Case",
    "CaseQuerySet",
    "CaseStep",
    "Category",
    "Channel",
    "Duty",
    "ImportMapping",
    "ImportRun",
    "Part",
    "Photo",
    "Report",
    "Ruling",
    "Sketch",
    "Whistle",
]
