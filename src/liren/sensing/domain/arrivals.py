"""What arrives before it is understood, and what is thought of its moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

AHEAD = timedelta(minutes=5)  # a clock that runs ahead by more is not believed
LATE = timedelta(hours=1)
LOST = timedelta(days=366)  # behind: no device keeps for so long what it could not send
STRANGER = "stranger"


class Quality(IntEnum):
    """What has to be thought of when a reading is used; the same numbers as the table's."""

    GOOD = 0
    LATE = 1
    FUTURE = 2
    BEHIND = 3


@dataclass(slots=True)
class Arrived:
    """A packet with whoever sent it, as the stream knows them, and what to acknowledge."""

    adapter: str
    body: bytes
    topic: str
    sender: str  # the number of a device or of a gateway that has shown its key; else empty
    received_at: datetime
    is_alarm: bool = False
    token: Any = None
    said: Any = None  # what its adapter reads in it, or a reason; None: not read yet


def moment_of(
    said_at: datetime | None, received_at: datetime, latest: datetime | None
) -> tuple[datetime, Quality]:
    """When it was measured as far as we believe it, and how good that is.

    Without a moment of its own, or where the clock runs ahead or has lost its time, it is that of
    the arrival.
    """
    if said_at is None:
        return received_at, Quality.GOOD
    if said_at - received_at > AHEAD or received_at - said_at > LOST:
        return received_at, Quality.FUTURE
    if received_at - said_at > LATE:
        return said_at, Quality.LATE
    if latest is not None and said_at < latest:
        return said_at, Quality.BEHIND
    return said_at, Quality.GOOD
