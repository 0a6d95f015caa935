"""The tables of ledgers."""

from liren.ledgers.models.forms import (
    Form,
    FormLine,
    FormReturn,
    FormRound,
    FormStage,
    RoundStage,
)
from liren.ledgers.models.reports import Report

__all__ = [
    "Form",
    "FormLine",
    "FormReturn",
    "FormRound",
    "FormStage",
    "Report",
    "RoundStage",
]
