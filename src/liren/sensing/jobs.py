"""Timed sweeps of sensing."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.sensing.services.away import forget_the_past
from liren.sensing.services.references import forget_references


@sweep(every=timedelta(hours=1))
def forget_clips(now: datetime) -> None:
    """References to clips are deleted by date."""
    forget_references(now=now)


@sweep(every=timedelta(hours=6))
def forget_stays(now: datetime) -> None:
    """That a home once stood empty is nobody's matter a week later."""
    forget_the_past(now)
