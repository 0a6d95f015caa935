"""Tables of cases: the matters themselves, and what of them stands in public."""

from liren.cases.models.cases import (
    Case,
    CaseQuerySet,
    CaseStep,
    Category,
    Channel,
    DispatchRule,
    ImportMapping,
    ImportRun,
    Photo,
    Report,
    Shown,
    Sketch,
)
from liren.cases.models.public import Cause, Follow, Measure, PublicText

__all__ = [
    "Case",
    "CaseQuerySet",
    "CaseStep",
    "Category",
    "Cause",
    "Channel",
    "DispatchRule",
    "Follow",
    "ImportMapping",
    "ImportRun",
    "Measure",
    "Photo",
    "PublicText",
    "Report",
    "Shown",
    "Sketch",
]
