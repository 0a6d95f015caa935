"""Sweeps over what nobody can use any more."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from liren.accounts import services
from liren.core.timer import sweep


@sweep(every=timedelta(hours=1))
def forget_old_codes(now: datetime) -> None:
    """Delete one-time codes of yesterday."""
    services.forget_codes(now=now)


@sweep(every=timedelta(days=1))
def forget_old_sessions(now: datetime) -> None:
    """Delete sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
