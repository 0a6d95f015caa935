"""The loop of ingest: what waits, one transaction, and then the answer."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import Error, connection

from liren.core.prepared import Prepared
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.models import Waiting
from liren.sensing.services.ingest.batch import Ingest, Taken
from liren.sensing.streams.inlet import MOST, Inlet, Stream

log = logging.getLogger(__name__)

PATIENCE = 0.1  # seconds without a packet, after which the pushes of the web are looked for
BEAT = 1.0  # so often the rules hear the clock when nothing comes
PAUSE = 0.5  # after a failure of the database
After = Callable[[Taken], None]
_waiting = Prepared(lambda: Waiting.objects.order_by("-is_alarm", "id")[:MOST])


class Batcher:
    """Takes from the inlet until it is told to stop."""

    def __init__(self, ingest: Ingest, inlet: Inlet, stream: Stream) -> None:
        self._ingest = ingest
        self._inlet = inlet
        self._stream = stream
        self._beaten_at = 0.0
        self.is_stopped = False

    def run(self, after: After = lambda taken: None) -> None:
        """One batch after the other; `after` is called when one is stored."""
        while not self.is_stopped:
            arrived = self._inlet.take(PATIENCE)
            arrived += self._pushed() if len(arrived) < MOST else []
            if arrived or time.monotonic() - self._beaten_at >= BEAT:
                self._beaten_at = time.monotonic()
                after(self._stored(arrived))
        self._ingest.end(datetime.now(UTC))

    def _stored(self, arrived: list[Arrived]) -> Taken:
        """Stored for good: as long as the database is away, nothing is acknowledged."""
        while not self.is_stopped:
            try:
                taken = self._ingest.take(arrived, datetime.now(UTC))
            except Error as failure:
                log.warning("the database is away: %s", type(failure).__name__)
                connection.close()
                time.sleep(PAUSE)
            else:
                if arrived:
                    self._stream.done(arrived)
                return taken
        return Taken()

    def _pushed(self) -> list[Arrived]:
        """What came by HTTP; it leaves its table in the transaction that stores it."""
        try:
            rows = _waiting.all()
        except Error:
            connection.close()
            return []
        return [
            Arrived(
                row.adapter, bytes(row.body), "", row.sender, row.received_at, row.is_alarm, row.pk
            )
            for row in rows
        ]  # fmt: skip
