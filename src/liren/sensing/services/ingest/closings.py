"""Alerts that people closed: their rules begin anew, so that the next alarm is heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from liren.sensing.models import Alert, AlertQuerySet

LOOK_EVERY = timedelta(seconds=1)
LOOK_BACK = timedelta(minutes=2)  # a closing may be committed after a later one was seen
AT_ONCE = 500  # devices asked for


@dataclass(frozen=True, slots=True)
class Closed:
    """An alert that was closed, and whether somebody was needed."""

    number: str
    rule: str
    is_true: bool


class Closings:
    """What was closed since the last look."""

    def __init__(self) -> None:
        self._from: datetime | None = None
        self._looked_at: datetime | None = None
        self._seen: set[int] = set()

    def of(self, numbers: Sequence[str], now: datetime) -> list[Closed]:
        """The last one of each rule without an open alert at these devices, as a process begins."""
        self._from = now
        parts = [numbers[n : n + AT_ONCE] for n in range(0, len(numbers), AT_ONCE)]
        rows = [Alert.objects.filter(device__number__in=part) for part in parts]
        return [one for part in rows for one in _closed(_over(part))]

    def since(self, now: datetime) -> list[Closed]:
        """Those that were closed since the last look, each once."""
        if self._from is None or (self._looked_at and abs(now - self._looked_at) < LOOK_EVERY):
            return []
        self._looked_at, self._from = now, min(self._from, now)
        recent = _over(Alert.objects.filter(closed_at__gte=self._from - LOOK_BACK))
        rows = {row.pk: row for row in recent}
        fresh = [row for pk, row in rows.items() if pk not in self._seen]
        self._seen = set(rows)
        last = max((row.closed_at for row in fresh if row.closed_at), default=self._from)
        self._from = max(self._from, min(last, now))
        return _closed(fresh)


def _over(rows: AlertQuerySet) -> AlertQuerySet:
    """Those that are closed, of devices and rules that have no alert again already."""
    same = Alert.objects.active().filter(device=OuterRef("device"), rule=OuterRef("rule"))
    over = rows.filter(~Exists(same), closed_at__isnull=False)
    return over.select_related("device").order_by("closed_at", "pk")


def _closed(rows: Iterable[Alert]) -> list[Closed]:
    return [Closed(row.device.number, row.rule, row.result.startswith("true:")) for row in rows]
