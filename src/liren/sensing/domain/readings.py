"""What a device says: one measure at one moment, in one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from liren.core.errors import Invalid, sentence


class Measure(StrEnum):
    """What is measured; a device kind may send several."""

    HELP = "help"  # 1: pressed
    SMOKE = "smoke"  # 1: alarm, 0: normal again; gas the same
    GAS = "gas"
    WATER_TOTAL = "water_total"  # the counter of a meter, litres
    WATER_USED = "water_used"  # since the reading before, litres
    WATER_LEVEL = "water_level"  # metres
    DOOR = "door"  # 1: opened
    MOTION = "motion"  # 1: somebody moved
    EBIKE = "ebike"  # 1: an e-bike in the lift
    FALLING = "falling"  # 1: something fell
    LIFT_STUCK = "lift_stuck"  # 1: people shut in, 0: free again
    CHARGE = "charge"  # 1: charging where it must not, 0: stopped
    BATTERY = "battery"  # per cent
    ALIVE = "alive"  # a heartbeat


# A meter tells of no use by reporting; a door tells of it by saying nothing.
REPORTED = (Measure.WATER_TOTAL, Measure.WATER_USED, Measure.WATER_LEVEL)

UNITS: Mapping[str, float] = MappingProxyType(
    {"": 1, "l": 1, "m3": 1000, "m": 1, "cm": 0.01, "%": 1}
)  # to litres, metres, per cent

SHOWN_UNITS: Mapping[Measure, str] = MappingProxyType(
    {
        Measure.WATER_TOTAL: " L",
        Measure.WATER_USED: " L",
        Measure.WATER_LEVEL: " m",
        Measure.BATTERY: " %",
    }
)


class UnknownUnit(Invalid):
    """A unit that we cannot reckon with."""

    code = "sensing.unknown_unit"
    sentence = sentence("“{unit}” is no unit that we know. Use one of: {known}.")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one device. `at` is the device's own clock; `event_key` names it for ever."""

    device: str
    kind: Measure
    at: datetime
    value: float
    unit: str = ""
    event_key: str = ""


def amount_in_base_unit(reading: Reading) -> float:
    """The value in litres, metres or per cent."""
    factor = UNITS.get(reading.unit)
    if factor is None:
        raise UnknownUnit(unit=reading.unit, known=", ".join(u for u in UNITS if u))
    return reading.value * factor
