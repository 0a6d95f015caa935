"""The tables of ledgers."""

from liren.ledgers.models.imports import (
    BUSY_STATES,
    Import,
    ImportPart,
    ImportRow,
    ImportSheet,
    Outcome,
    PlanLine,
    Review,
    Rule,
    SenderProfile,
    Stage,
    State,
    Stretch,
)

__all__ = [
    "BUSY_STATES",
    "Import",
    "ImportPart",
    "ImportRow",
    "ImportSheet",
    "Outcome",
    "PlanLine",
    "Review",
    "Rule",
    "SenderProfile",
    "Stage",
    "State",
    "Stretch",
]
