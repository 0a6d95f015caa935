"""When a reading counts: the device's clock against ours.

| reading | what becomes of it |
|---|---|
| newer than the newest, at most `AHEAD` before our clock | counts at its own moment |
| further ahead of our clock | counts at the moment of receipt, and is counted as skewed |
| as old as the newest | has been counted: nothing changes |
| older than the newest | late: stored; an alarm still rings, sums and silences do not go back |
| an alarm older than `TOO_OLD` | stored, rings nobody |
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

AHEAD = timedelta(minutes=5)
TOO_OLD = timedelta(hours=24)


class Timing(StrEnum):
    """How a reading's moment compares with what was known."""

    ON_TIME = "on_time"
    AHEAD = "ahead"
    REPEATED = "repeated"
    LATE = "late"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Placed:
    """The moment at which a reading counts, and why that one."""

    at: datetime
    timing: Timing


def placed(at: datetime, newest: datetime | None, now: datetime) -> Placed:
    """Where a reading counts that is received now, when `newest` was the newest before it."""
    if at > now + AHEAD:
        return Placed(now, Timing.REPEATED if newest == now else Timing.AHEAD)
    if newest is not None and at == newest:
        return Placed(at, Timing.REPEATED)
    if now - at > TOO_OLD:
        return Placed(at, Timing.TOO_OLD if newest is None or at < newest else Timing.ON_TIME)
    if newest is not None and at < newest:
        return Placed(at, Timing.LATE)
    return Placed(at, Timing.ON_TIME)
