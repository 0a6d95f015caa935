"""The door for live events: no pages here, so that thousands of open lines cost little."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import ParamSpec, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # only after Django is set up
from django.db import close_old_connections, connection  # noqa: E402  # the same

from liren.portal.live import Change, Hub, Live, Viewer  # noqa: E402  # the same
from liren.portal.selectors.live import Pulse, Watcher, viewer_of  # noqa: E402  # the same

P = ParamSpec("P")
T = TypeVar("T")

# One thread a purpose, so that each keeps one connection to the database.
_watching = ThreadPoolExecutor(1, "watch")
_asking = ThreadPoolExecutor(1, "identify")
_watcher = Watcher()
_pulse = Pulse()


def _with_fresh_connection(read: Callable[P, T]) -> Callable[P, T]:
    """A connection that the server has ended is opened anew; a file does not hang up."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.vendor != "sqlite":
            close_old_connections()
        return read(*args, **kwargs)

    return reading


def _changes() -> list[Change] | None:
    return _watcher.look() if _pulse.has_beaten() else []


async def _look() -> list[Change] | None:
    look = _with_fresh_connection(_changes)
    return await asyncio.get_running_loop().run_in_executor(_watching, look)


async def _identify(session_key: str) -> Viewer | None:
    identify = _with_fresh_connection(viewer_of)
    return await asyncio.get_running_loop().run_in_executor(_asking, identify, session_key)


application = Live(Hub(_look), _identify, settings.SESSION_COOKIE_NAME)
