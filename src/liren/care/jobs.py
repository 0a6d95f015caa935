"""Sweeps over what care waits for."""

from datetime import datetime, timedelta

from liren.care.services import calls
from liren.core.timer import sweep


@sweep(every=timedelta(seconds=1))
def look_at_help_calls(now: datetime) -> None:
    """Whose turn it is next; in an emergency a second counts."""
    calls.look_at_clocks(now=now)
