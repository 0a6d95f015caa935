"""The tables of care."""

from liren.care.models.buddies import Contact, Pair
from liren.care.models.calls import HelpCall, Helper, HelpStep
from liren.care.models.carried import Carried
from liren.care.models.family import FamilyTie
from liren.care.models.ladders import LadderContact, LadderTimes
from liren.care.models.meals import DietCard, MealOrder, Menu, SubsidyRule
from liren.care.models.one_tap import OneTap
from liren.care.models.tasks import CareTask
from liren.care.models.visits import Visit

__all__ = [
    "CareTask",
    "Carried",
    "Contact",
    "DietCard",
    "FamilyTie",
    "HelpCall",
    "HelpStep",
    "Helper",
    "LadderContact",
    "LadderTimes",
    "MealOrder",
    "Menu",
    "OneTap",
    "Pair",
    "SubsidyRule",
    "Visit",
]
