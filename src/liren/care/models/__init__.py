"""The tables of care."""

from liren.care.models.calls import HelpCall, Helper, HelpStep
from liren.care.models.ladders import LadderContact, LadderTimes

__all__ = ["HelpCall", "HelpStep", "Helper", "LadderContact", "LadderTimes"]
