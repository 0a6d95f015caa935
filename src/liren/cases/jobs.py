"""Sweeps over cases."""

from datetime import datetime, timedelta

from liren.cases.services.suspend import resume_due
from liren.core.timer import sweep


@sweep(every=timedelta(minutes=10))
def take_up_again(now: datetime) -> None:
    """What was put off until today returns to the inbox."""
    resume_due(now=now)
