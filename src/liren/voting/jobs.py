"""Votes open and close by the clock; digits that nobody can use any more are forgotten."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.voting.services import proving, running


@sweep(every=timedelta(seconds=30))
def follow_the_clock(now: datetime) -> None:
    """Open what is ready and due; close what is over."""
    running.follow_the_clock(now=now)


@sweep(every=timedelta(hours=1))
def forget_accesses(now: datetime) -> None:
    """Who asked for digits yesterday is nobody's business today."""
    proving.forget_accesses(now=now)
