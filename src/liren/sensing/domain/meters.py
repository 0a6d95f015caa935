"""What a counter says was used: also when it ran over, was swapped, or stepped back.

| counter | outcome |
|---|---|
| same or higher, and the flow is possible | used the difference |
| a little lower (≤ 5 l) | stepped back: used nothing; counted on from the higher figure |
| near its last figure before, near nothing after | rolled over: used across the turn |
| lower, or higher than any pipe gives | swapped: used nothing; counted on from the new figure |
"""

from dataclasses import dataclass
from enum import StrEnum

JITTER = 5.0  # litres
FASTEST = 6_000.0  # litres an hour; a house connection of DN 25 gives no more
NEAR_END = 0.99  # of the counter's range
DIGITS = range(4, 10)  # of a meter's counter, in litres


class Counter(StrEnum):
    """What a counter did between two readings."""

    FIRST = "first"
    RAN = "ran"
    BACK = "back"
    ROLLED = "rolled"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Use:
    """Litres used, what the counter did, and the figure from which to count on."""

    litres: float
    counter: Counter
    total: float


def used(before: float | None, total: float, hours: float) -> Use:
    """What was used between two figures of a counter."""
    if before is None:
        return Use(0, Counter.FIRST, total)
    possible = FASTEST * max(hours, 1)
    if 0 <= total - before <= possible:
        return Use(total - before, Counter.RAN, total)
    if -JITTER <= total - before < 0:
        return Use(0, Counter.BACK, before)
    for end in (10.0**digits for digits in DIGITS):
        across = end - before + total
        if NEAR_END * end <= before < end and 0 <= across <= min(possible, end * (1 - NEAR_END)):
            return Use(across, Counter.ROLLED, total)
    return Use(0, Counter.SWAPPED, total)
