"""Sweeps over topics and their measures."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.deliberation.services import sweeps


@sweep(every=timedelta(minutes=1))
def move_what_is_due(now: datetime) -> None:
    """Publications that are over begin, evaluations that are over are settled."""
    sweeps.follow_the_clock(now=now)


@sweep(every=timedelta(hours=1))
def remind_of_silence(now: datetime) -> None:
    """Measures without news, meetings without minutes."""
    sweeps.remind_silent(now=now)
    sweeps.remind_of_minutes(now=now)
