"""When a reading counts: the device's clock against ours, in seconds.

| reading | what becomes of it |
|---|---|
| newer than the newest | counts at its own moment, also when it comes days later |
| more than `AHEAD` seconds ahead of our clock | skewed: counts at the moment of receipt |
| more than `LOST` seconds behind it | skewed as well: the clock has lost its time |
| as old as the newest | has been counted: nothing changes |
| older than the newest | late: stored; an alarm still rings, sums and silences do not go back |
"""

from enum import StrEnum

AHEAD = 5 * 60.0
LOST = 366 * 86400.0  # no device keeps what it could not send for so long


class Timing(StrEnum):
    """How a reading's moment compares with what was known."""

    ON_TIME = "on_time"
    SKEWED = "skewed"
    REPEATED = "repeated"
    LATE = "late"


def timing_of(at: float, newest: float | None, now: float) -> Timing:
    """How a reading lies that is received now, when `newest` was the newest before it."""
    counts_at = counted_at(at, now)
    is_skewed = counts_at != at
    if newest is None or counts_at > newest:
        return Timing.SKEWED if is_skewed else Timing.ON_TIME
    return Timing.REPEATED if counts_at == newest else Timing.LATE


def counted_at(at: float, now: float) -> float:
    """The moment at which a reading counts: its own, as far as its clock can be believed."""
    return at if now - LOST <= at <= now + AHEAD else now
