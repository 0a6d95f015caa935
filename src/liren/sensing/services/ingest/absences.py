"""Homes that stand empty, as ingest knows them; read anew when people change something."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from liren.sensing.models import Away

LOOK_EVERY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """From when until when nobody is there."""

    since: datetime
    until: datetime


class Absences:
    """What is known now, and what is new since the last look."""

    def __init__(self) -> None:
        self.by_home: Mapping[int, Absence] = {}
        self._seen: dict[str, Any] | None = None
        self._looked_at: datetime | None = None

    def changed(self, now: datetime) -> dict[int, Absence]:
        """The homes of which something else is known than at the last look."""
        if self._looked_at is not None and abs(now - self._looked_at) < LOOK_EVERY:
            return {}
        self._looked_at = now
        last = Away.objects.aggregate(Max("changed_at"), Count("pk"), Count("ended_at"))
        if last == self._seen:
            return {}
        self._seen = last
        # Those that ended early are among them: from then on the home is watched again.
        rows = Away.objects.filter(until__gt=now).order_by("pk")
        columns = ("place_id", "since", "until", "ended_at")
        before, self.by_home = (
            self.by_home,
            {
                home: Absence(since, ended_at or until)
                for home, since, until, ended_at in rows.values_list(*columns)
            },
        )
        return {home: one for home, one in self.by_home.items() if before.get(home) != one}
