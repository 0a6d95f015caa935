"""Sweeps over the clocks of work orders."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.workorders import services


@sweep(every=timedelta(seconds=5))
def tell_what_came_due(now: datetime) -> None:
    """Due soon, late, and what goes to the next level."""
    services.sweep(now=now)
