"""When a message is tried again, how long a receiver is left alone, and when we stop.

A message that was refused waits longer each time. A receiver that fails is left alone as a whole,
so that one which is down costs one try now and then and not one a message. And no receiver takes
more than a sixth of a worker's time: one that answers slowly is left alone five times as long.
"""

from datetime import timedelta

FIRST = timedelta(seconds=10)
FACTOR = 4
LONGEST = timedelta(hours=8)
LONGEST_REST = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=3)  # of one message
SWITCH_OFF_AFTER = timedelta(days=5)  # without a single success
SPREAD = 0.2
QUICK = timedelta(seconds=1)
REST = 5


def wait_after(tries: int, chance: float) -> timedelta:
    """How long a message waits after so many tries; `chance` in 0 to 1 spreads the crowd."""
    grown: int = FACTOR ** min(tries - 1, 10)
    wait = min(FIRST * grown, LONGEST)
    spread: float = 1 - SPREAD + 2 * SPREAD * chance
    return wait * spread


def rest_after(failures: int, took: timedelta, chance: float) -> timedelta:
    """How long a receiver is left alone after failures in a row, or a slow success."""
    slow = took * REST if took > QUICK else timedelta()
    return max(slow, min(wait_after(failures, chance), LONGEST_REST)) if failures else slow
