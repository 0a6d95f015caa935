"""What was done on the spot, perhaps without a line: when it was, and how far from the place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from liren.core.errors import Invalid, sentence

SKEW = timedelta(minutes=2)
OLDEST = timedelta(days=7)
EARTH = 6_371_000  # metres


class MadeAhead(Invalid):
    """The telephone's clock was put back between the act and its sending."""

    code = "cases.made_ahead"
    sentence = sentence(
        "The telephone's clock was changed in between, so we cannot tell when this was done. "
        "Send it with the time now, and say in your words when it was."
    )


class MadeLongAgo(Invalid):
    """Too long ago to be entered as if it had come in time."""

    code = "cases.made_long_ago"
    sentence = sentence(
        "By the telephone's clock this was done more than {days} days ago. "
        "Send it with the time now, and say in your words when it was."
    )


class MadeBeforeOrder(Invalid):
    """Nobody answers an order that was not given yet."""

    code = "cases.made_before_order"
    sentence = sentence(
        "By the telephone's clock this was done before the order was given. "
        "Send it with the time now, and say in your words when it was."
    )


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """When it was made and sent by the telephone's clock, and when it arrived by ours."""

    made_at: datetime
    sent_at: datetime
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where somebody stood when they sent something, in WGS84, give or take so many metres."""

    longitude: float
    latitude: float
    accuracy: int


def moment_of(clocks: Clocks, *, issued_at: datetime | None = None) -> datetime:
    """When it was by our clock: as long ago as the telephone says, however wrong its clock is."""
    age = clocks.sent_at - clocks.made_at
    if age < -SKEW:
        raise MadeAhead()
    if age > OLDEST:
        raise MadeLongAgo(days=OLDEST.days)
    made_at = clocks.arrived_at - max(age, timedelta())
    if issued_at is None:
        return made_at
    if made_at < issued_at - SKEW:
        raise MadeBeforeOrder()
    return min(max(made_at, issued_at), clocks.arrived_at)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two positions (longitude, latitude) on the ground."""
    (east, north), (east_2, north_2) = (map(radians, position) for position in (one, other))
    across = cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(sin((north_2 - north) / 2) ** 2 + across)))
