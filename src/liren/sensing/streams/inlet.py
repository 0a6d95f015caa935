"""What waits to be ingested: alarms in one queue, measurements in another, both bounded.

Threads of the network put in, the one batcher takes out. Alarms never wait behind telemetry.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from liren.sensing.domain.arrivals import Arrived
from liren.sensing.services.ingest.reading import said_by

MOST = 1000  # in a batch
WINDOW = 0.005  # seconds that a batch waits for more
ROOM = 20_000  # what may wait in each queue


class Stream(Protocol):
    """A source of packets. What it hands over is acknowledged only when it is stored."""

    def start(self) -> None:
        """Begin to listen."""

    def done(self, arrived: Sequence[Arrived]) -> None:
        """Acknowledge: all of these are stored, or were counted as refused."""

    def close(self) -> None:
        """Stop listening; what was not acknowledged comes again."""


class Inlet:
    """The two queues."""

    def __init__(self) -> None:
        self._alarms: deque[Arrived] = deque()
        self._rest: deque[Arrived] = deque()
        self._some = threading.Event()

    def put(self, arrived: Arrived) -> None:
        """Have a packet wait, read; whoever puts looks at `is_full` and stops reading."""
        # A fault of an adapter costs this packet only: its batch meets it again, and counts it.
        with suppress(Exception):
            arrived.said = said_by(arrived)
        (self._alarms if arrived.is_alarm else self._rest).append(arrived)
        if not self._some.is_set():
            self._some.set()

    @property
    def is_full(self) -> bool:
        """Whether no more should be read from the network for now."""
        return len(self._rest) >= ROOM or len(self._alarms) >= ROOM

    def take(self, patience: float) -> list[Arrived]:
        """What waits, alarms first, at most a batch; nothing when nothing came in time."""
        if not self._some.wait(patience):
            return []
        if len(self._alarms) + len(self._rest) < MOST:
            time.sleep(WINDOW)
        self._some.clear()
        taken = _out_of(self._alarms, MOST)
        taken += _out_of(self._rest, MOST - len(taken))
        if self._alarms or self._rest:
            self._some.set()
        return taken


def _out_of(queue: deque[Arrived], most: int) -> list[Arrived]:
    taken: list[Arrived] = []
    while queue and len(taken) < most:
        taken.append(queue.popleft())
    return taken
