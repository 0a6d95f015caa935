"""Votes open and close by the clock."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.voting.services import running


@sweep(every=timedelta(seconds=30))
def follow_the_clock(now: datetime) -> None:
    """Open what is ready and due; close what is over."""
    running.follow_the_clock(now=now)
