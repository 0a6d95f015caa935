"""How long a door stays shut after wrong tries (GB/T 22239: lock after failures)."""

from datetime import datetime, timedelta

TRIES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
DOUBLINGS = 7  # 15 minutes doubled seven times is more than a day


def lock_after(failures: int) -> timedelta | None:
    """The lock that the latest failure brings: every fifth, twice as long each time."""
    if failures <= 0 or failures % TRIES:
        return None
    doubled: timedelta = FIRST_LOCK * 2 ** min(failures // TRIES - 1, DOUBLINGS)
    return min(doubled, LONGEST_LOCK)


def minutes_left(locked_until: datetime | None, now: datetime) -> int:
    """Whole minutes until the door opens again, rounded up; none when it is open."""
    if locked_until is None or locked_until <= now:
        return 0
    return -((now - locked_until) // timedelta(minutes=1))
