"""Hours in which nothing is raised; they may reach over midnight."""

from datetime import datetime, time, timedelta

from .rhythm import SHANGHAI
from .rules import Quiet


def waits_until(quiet: Quiet | None, seconds: float) -> float:
    """The moment itself, or the end of the quiet hours it lies in."""
    if quiet is None:
        return seconds
    now = datetime.fromtimestamp(seconds, SHANGHAI)
    at, begin, end = now.time(), time.fromisoformat(quiet.begin), time.fromisoformat(quiet.end)
    is_quiet = begin <= at < end if begin <= end else at >= begin or at < end
    if not is_quiet:
        return seconds
    day = now.date() if at < end else now.date() + timedelta(days=1)
    return datetime.combine(day, end, SHANGHAI).timestamp()
