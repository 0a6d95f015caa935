"""Whether a device is online: computed from when it was last heard, never stored as a flag."""

from datetime import datetime, timedelta


def offline_from(
    heard_at: datetime, expected: timedelta, intervals: float = 3, least: timedelta = timedelta()
) -> datetime:
    """The last moment at which a device still counts as online."""
    return heard_at + max(expected * intervals, least)


def is_offline(
    heard_at: datetime,
    expected: timedelta,
    now: datetime,
    intervals: float = 3,
    least: timedelta = timedelta(),
) -> bool:
    """Whether more than so many expected intervals have passed; at the very moment, not yet."""
    return now > offline_from(heard_at, expected, intervals, least)
