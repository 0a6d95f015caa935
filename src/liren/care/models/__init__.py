"""The tables of care."""

from liren.care.models.buddies import Contact, Pair
from liren.care.models.calls import HelpCall, Helper, HelpStep
from liren.care.models.ladders import LadderContact, LadderTimes
from liren.care.models.tasks import CareTask
from liren.care.models.visits import Visit

__all__ = [
    "CareTask",
    "Contact",
    "HelpCall",
    "HelpStep",
    "Helper",
    "LadderContact",
    "LadderTimes",
    "Pair",
    "Visit",
]
