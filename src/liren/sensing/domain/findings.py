"""What a rule found: raised, worse, or over, each with its reason in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from liren.core.errors import sentence


class Change(StrEnum):
    """What became of an alert."""

    RAISED = "raised"
    WORSENED = "worsened"
    CLEARED = "cleared"


class Severity(StrEnum):
    """How soon somebody must look, from the least."""

    NOTICE = "notice"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Found(StrEnum):
    """The kind of an alert."""

    NO_USE = "no_use"
    HIGH_USE = "high_use"
    CONTINUOUS = "continuous"
    SUDDEN = "sudden"
    NO_DOOR = "no_door"
    NO_MOTION = "no_motion"
    SMOKE = "smoke"
    GAS = "gas"
    HELP = "help"
    EBIKE = "ebike"
    FALLING = "falling"
    LIFT_STUCK = "lift_stuck"
    HIGH_WATER = "high_water"
    OFFLINE = "offline"
    OTHER = "other"


FOUND: Mapping[Found, str] = MappingProxyType(
    {
        Found.NO_USE: sentence("No water used"),
        Found.HIGH_USE: sentence("Much water used"),
        Found.CONTINUOUS: sentence("Water never stops"),
        Found.SUDDEN: sentence("Sudden rise"),
        Found.NO_DOOR: sentence("Door not opened"),
        Found.NO_MOTION: sentence("Nobody moved"),
        Found.SMOKE: sentence("Smoke"),
        Found.GAS: sentence("Gas"),
        Found.HELP: sentence("Call for help"),
        Found.EBIKE: sentence("E-bike in the lift"),
        Found.FALLING: sentence("Falling object"),
        Found.LIFT_STUCK: sentence("Shut in the lift"),
        Found.HIGH_WATER: sentence("High water"),
        Found.OFFLINE: sentence("Device silent"),
        Found.OTHER: sentence("Own rule"),
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence to be translated at the door, and its plain values."""

    sentence: str
    data: Mapping[str, Any]

    def __str__(self) -> str:
        return self.sentence.format_map(self.data)


@dataclass(frozen=True, slots=True)
class Finding:
    """A change of one alert: there is at most one a device and rule."""

    change: Change
    rule: str
    device: str
    found: Found
    severity: Severity
    at: datetime
    reason: Reason
