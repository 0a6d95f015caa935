"""Whether a device is online: computed from when it was last heard, never stored as a flag."""

from datetime import datetime, timedelta

INTERVALS = 3.0  # without a word


def silence_allowed(expected: float, intervals: float = INTERVALS, least: float = 0) -> float:
    """Seconds for which a device may be silent; one instant later it is offline."""
    return max(expected * intervals, least)


def offline_from(
    heard_at: datetime,
    expected: timedelta,
    intervals: float = INTERVALS,
    least: timedelta = timedelta(),
) -> datetime:
    """The last moment at which a device still counts as online."""
    seconds = silence_allowed(expected.total_seconds(), intervals, least.total_seconds())
    return heard_at + timedelta(seconds=seconds)


def is_offline(
    heard_at: datetime,
    expected: timedelta,
    now: datetime,
    intervals: float = INTERVALS,
    least: timedelta = timedelta(),
) -> bool:
    """Whether it was silent for longer than it may be; at the very moment, not yet."""
    return now > offline_from(heard_at, expected, intervals, least)
