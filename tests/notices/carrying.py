"""Carry what is due, as the worker does it after the timer's look."""

from datetime import datetime

from liren.notices.selectors import due
from liren.notices.services import deliver


def carry_due(now: datetime) -> int:
    """Say how many went out."""
    return sum(deliver(pk, now=now) for pk in due(now))
