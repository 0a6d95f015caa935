"""What was not taken: counted in memory, written down with the next batch."""

import threading
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from liren.sensing.domain.arrivals import STRANGER

SAMPLE = 200  # bytes
MOST_SENDERS = 5_000  # between two batches; whoever comes beyond is counted as a stranger
ADD = """
INSERT INTO sensing_refusal (device_id, gateway_id, sender, reason, date, count, last_at, sample)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (sender, reason, date) DO UPDATE SET
count = sensing_refusal.count + excluded.count, last_at = excluded.last_at,
sample = excluded.sample
"""
Key = tuple[str, str, date]  # sender, reason, day


@dataclass(slots=True)
class _Count:
    device: int | None
    gateway: int | None
    count: int
    last_at: datetime
    sample: bytes


class Refusals:
    """The counts that were not written down yet; the broker's thread adds to them too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Key, _Count] = {}

    def add(
        self, reason: str, now: datetime, *, device: int | None = None,
        gateway: int | None = None, sample: bytes = b"",
    ) -> None:  # fmt: skip
        """Count one; without a device or a gateway it was a stranger."""
        sender = f"device:{device}" if device else f"gateway:{gateway}" if gateway else STRANGER
        key = (sender, reason, timezone.localdate(now))
        with self._lock:
            found = self._counts.get(key)
            if found is None:
                if len(self._counts) >= MOST_SENDERS:
                    key, device, gateway = (STRANGER, reason, key[2]), None, None
                found = self._counts.setdefault(key, _Count(device, gateway, 0, now, b""))
            found.count += 1
            found.last_at, found.sample = max(found.last_at, now), bytes(sample[:SAMPLE])

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write down."""
        return not self._counts

    def take(self) -> dict[Key, _Count]:
        """Everything so far; `give_back` when it could not be stored."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken

    def give_back(self, counts: dict[Key, _Count]) -> None:
        """The transaction failed: they count with the next one."""
        with self._lock:
            for key, count in counts.items():
                if (found := self._counts.get(key)) is None:
                    self._counts[key] = count
                else:
                    found.count += count.count


def write_down(counts: dict[Key, _Count]) -> None:
    """Add the counts to their rows, in one order for all who write."""
    if not counts:
        return
    field = connection.ops.adapt_datetimefield_value
    rows = [
        [one.device, one.gateway, *key[:2], key[2], one.count, field(one.last_at), one.sample]
        for key, one in sorted(counts.items(), key=lambda pair: pair[0][:2])
    ]
    with connection.cursor() as cursor:
        cursor.executemany(ADD, rows)
