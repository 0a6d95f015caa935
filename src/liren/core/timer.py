"""The timer: sweeps that look for what became due; deadlines are columns, not timers."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

Look = Callable[[datetime], object]


@dataclass
class Sweep:
    """A function of the moment that is called again and again; it must bear being called twice."""

    key: str
    look: Look
    every: timedelta
    next_at: datetime | None = field(default=None, compare=False)


sweeps: dict[str, Sweep] = {}


def sweep(every: timedelta) -> Callable[[Look], Look]:
    """Enter a function as a sweep."""

    def enter(look: Look) -> Look:
        key = f"{look.__module__}.{look.__qualname__}"
        sweeps[key] = Sweep(key, look, every)
        return look

    return enter


def run_due(now: datetime) -> list[str]:
    """Call every sweep whose time has come; one that fails does not stop the others."""
    called = []
    for each in sweeps.values():
        if each.next_at is not None and each.next_at > now:
            continue
        each.next_at = now + each.every
        called.append(each.key)
        try:
            each.look(now)
        except Exception:
            log.exception("the sweep %s failed", each.key)
    return called
