"""Sweeps over what nobody can use any more."""

from datetime import datetime, timedelta

from liren.accounts import services
from liren.core.timer import sweep


@sweep(every=timedelta(hours=1))
def forget_old_codes(now: datetime) -> None:
    """Delete one-time codes of yesterday."""
    services.forget_codes(now=now)
