"""What comes due in the register: labels, proposals, walks to the door, terms."""

from datetime import datetime, timedelta

from liren.core.timer import sweep
from liren.people import services


@sweep(every=timedelta(hours=1))
def climb(now: datetime) -> None:
    """Proposals that waited too long go to the office above."""
    services.climb(now)


@sweep(every=timedelta(hours=24))
def come_of_age(now: datetime) -> None:
    """Labels that change with the calendar alone."""
    services.come_of_age(now)


@sweep(every=timedelta(hours=6))
def send_out_for_stale(now: datetime) -> None:
    """Records past their freshness become walks, soonest first."""
    services.send_out_for_stale(now)


@sweep(every=timedelta(hours=24))
def erase_due(now: datetime) -> None:
    """Values whose term is over are erased, with proof."""
    services.erase_due(now)
