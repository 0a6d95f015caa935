"""When a reading counts: the device's clock against ours, in seconds.

| reading | what becomes of it |
|---|---|
| newer than the newest, at most `AHEAD` seconds before our clock | counts at its own moment |
| further ahead of our clock | counts at the moment of receipt, and is counted as skewed |
| as old as the newest | has been counted: nothing changes |
| older than the newest | late: stored; an alarm still rings, sums and silences do not go back |
| an alarm older than `TOO_OLD` seconds | stored, rings nobody |
"""

from enum import StrEnum

AHEAD = 5 * 60.0
TOO_OLD = 24 * 3600.0


class Timing(StrEnum):
    """How a reading's moment compares with what was known."""

    ON_TIME = "on_time"
    AHEAD = "ahead"
    REPEATED = "repeated"
    LATE = "late"
    TOO_OLD = "too_old"


def timing_of(at: float, newest: float | None, now: float) -> Timing:
    """How a reading lies that is received now, when `newest` was the newest before it."""
    counts_at = now if at > now + AHEAD else at
    if newest is not None and counts_at <= newest:
        if counts_at == newest:
            return Timing.REPEATED
        return Timing.LATE if now - at <= TOO_OLD else Timing.TOO_OLD
    return Timing.ON_TIME if counts_at == at else Timing.AHEAD
