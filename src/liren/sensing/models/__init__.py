"""The tables: devices, what they said, what was made of it, and what was refused."""

from liren.sensing.models.absences import Away, AwayQuerySet
from liren.sensing.models.alerts import Alert, AlertQuerySet, EbikeDecision, Look
from liren.sensing.models.devices import Device, DeviceQuerySet, Gateway, Kind
from liren.sensing.models.readings import Pushed, Reading, Refusal, RuleState, Waiting
from liren.sensing.models.rules import Placement

__all__ = [
    "Alert",
    "AlertQuerySet",
    "Away",
    "AwayQuerySet",
    "Device",
    "DeviceQuerySet",
    "EbikeDecision",
    "Gateway",
    "Kind",
    "Look",
    "Placement",
    "Pushed",
    "Reading",
    "Refusal",
    "RuleState",
    "Waiting",
]
