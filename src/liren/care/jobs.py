"""Sweeps over what care waits for."""

from datetime import datetime, timedelta

from liren.care.services import buddies, calls
from liren.core.timer import sweep


@sweep(every=timedelta(seconds=1))
def look_at_help_calls(now: datetime) -> None:
    """Whose turn it is next; in an emergency a second counts."""
    calls.look_at_clocks(now=now)


@sweep(every=timedelta(minutes=5))
def look_for_missed_contacts(now: datetime) -> None:
    """Whoever was not heard of by the evening of their day."""
    buddies.miss_overdue(now=now)
