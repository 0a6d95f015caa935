"""One batch: read, judged, and stored in one transaction; all of it, or nothing."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, Error, IntegrityError, transaction

from liren.sensing.adapters import Said
from liren.sensing.domain.arrivals import Arrived, moment_of
from liren.sensing.models import Alert, Waiting
from liren.sensing.services.ingest import leaving, refusing, storing
from liren.sensing.services.ingest.absences import Absences
from liren.sensing.services.ingest.closings import Closings
from liren.sensing.services.ingest.directory import Directory, Known
from liren.sensing.services.ingest.judging import Heard, Judge
from liren.sensing.services.ingest.raising import raise_alerts
from liren.sensing.services.ingest.reading import said_by
from liren.sensing.services.ingest.refusing import Refusals

__all__ = ["Arrived", "Ingest", "Taken"]

OF_A_MESSAGE = (DataError, IntegrityError)  # what else a database says is not for a message

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    stored: int = 0
    repeated: int = 0
    alerts: Sequence[Alert] = ()


class Ingest:
    """The one writer: its memory and its transactions."""

    def __init__(self) -> None:
        self.directory = Directory()
        self.judge = Judge(self.directory)
        self.refusals = Refusals()  # of this batch
        self.outside = Refusals()  # counted by the threads of the network
        self._closings, self._absences = Closings(), Absences()
        self._last_id = 0

    def begin(self, now: datetime) -> None:
        """Read the register, and go on where the last process ended."""
        self.directory.look(now)
        self.judge.load()
        self.judge.mind_closed(self._closings.of(self.judge.raised(), now), now)
        self.judge.mind_away(self._absences.changed(now), now)

    def end(self, now: datetime) -> None:
        """Write down what is only remembered yet."""
        with transaction.atomic():
            self.judge.write_down(self._last_id, now, all_of_it=True)
            self.directory.says_heard(now, all_of_it=True)
            refusing.write_down(self.outside.take())

    def take(self, arrived: Sequence[Arrived], now: datetime, *, again: bool = False) -> Taken:
        """Store a batch; one that cannot be stored is divided until the culprit is found."""
        try:
            return self._take(arrived, now)
        except Exception as failure:
            if isinstance(failure, Error) and not isinstance(failure, OF_A_MESSAGE):
                raise  # the database is away: nothing is acknowledged, all of it comes again
            if isinstance(failure, IntegrityError) and not again:
                return self.take(arrived, now, again=True)  # another ingest raised it just now
            if len(arrived) > 1:
                half = len(arrived) // 2
                first, rest = self.take(arrived[:half], now), self.take(arrived[half:], now)
                return Taken(
                    first.stored + rest.stored,
                    first.repeated + rest.repeated,
                    [*first.alerts, *rest.alerts],
                )
            if not arrived:
                raise
            log.error("a message could not be stored: %s", type(failure).__name__)
            self._refuse(arrived[0], "not_stored")
            return Taken()

    def _take(self, arrived: Sequence[Arrived], now: datetime) -> Taken:
        self.directory.look(now)
        self._mind_people(now)
        heard: list[Heard] = []
        for one in arrived:
            self._hear(one, heard)
        outside = self.outside.take()
        try:
            with transaction.atomic():
                taken = self._write(heard, arrived, now)
                refusing.write_down(outside)
                refusing.write_down(self.refusals.take())
        except BaseException:
            self.judge.undo()
            self.outside.give_back(outside)
            self.refusals.take()  # they are counted when the batch is read again
            raise
        self.judge.settle()
        return taken

    def _mind_people(self, now: datetime) -> None:
        """What people said since the last look: moved, closed, away."""
        if moved := self.directory.moved():
            self.judge.forget(leaving.left_behind(moved))
        self.judge.mind_closed(self._closings.since(now), now)
        self.judge.mind_away(self._absences.changed(now), now)

    def _write(self, heard: Sequence[Heard], arrived: Sequence[Arrived], now: datetime) -> Taken:
        kept = [one for one in heard if not one.is_folded]
        first = storing.first_id(now, self._last_id)
        rows = _rows(kept, first)
        self._last_id = first + len(rows)
        new = storing.store(rows)
        repeated = 0
        if new is not None:
            news = [one for one, row in zip(kept, rows, strict=True) if row[0] in new]
            repeated = len(kept) - len(news)
            for one, row in zip(kept, rows, strict=True):
                if row[0] not in new:
                    self.refusals.add("repeated", now, device=one.known.pk)
            heard = [*news, *(one for one in heard if one.is_folded)]
        found = self.judge.hear(heard, now) + self.judge.tick(now)
        alerts = raise_alerts(found, self.directory, now)
        self.judge.write_down(self._last_id, now)
        self.directory.says_heard(now)
        pushed = [one.token for one in arrived if isinstance(one.token, int)]
        if pushed:
            Waiting.objects.filter(pk__in=pushed).delete()
        return Taken(len(rows) - repeated, repeated, alerts)

    def _hear(self, one: Arrived, heard: list[Heard]) -> None:
        said = one.said if one.said is not None else said_by(one)
        if isinstance(said, str):
            return self._refuse(one, said)
        for each in said:
            known = self.directory.by_number.get(each.number)
            if known is None or not self.directory.speaks_for(one.sender, known):
                self._refuse(one, "unknown_device" if known is None else "not_its_own")
            elif known.refusal:
                self.refusals.add(known.refusal, one.received_at, device=known.pk)
            else:
                self._believe(one, known, each, heard)
        return None

    def _believe(self, one: Arrived, known: Known, said: Said, heard: list[Heard]) -> None:
        at, quality = moment_of(said.at, one.received_at, known.latest)
        is_folded = not known.bucket.takes(one.received_at.timestamp())
        self.directory.heard(known, one.received_at)
        known.latest = max(known.latest or at, at)
        is_same, known.last[said.what] = known.last.get(said.what) == said.value, said.value
        if is_folded:
            self.refusals.add("folded", one.received_at, device=known.pk)
            if is_same:
                return
        heard.append(
            Heard(
                known, _key_of(said, at), said.what, said.value, at, one.received_at, quality,
                said.reference, is_folded,
            )
        )  # fmt: skip

    def _refuse(self, one: Arrived, reason: str) -> None:
        device = self.directory.by_number.get(one.sender)
        self.refusals.add(
            reason,
            one.received_at,
            device=device.pk if device else None,
            gateway=self.directory.gateways.get(one.sender),
            sample=device.sample_of(one.body) if device else b"",
        )


def _key_of(said: Said, at: datetime) -> str:
    """What has no name of its own is the same within one minute, and another one after it."""
    return said.key if said.is_named else f"{said.key}@{int(at.timestamp()) // 60}"


def _rows(kept: Sequence[Heard], first: int) -> list[storing.Row]:
    return [
        (
            first + n, one.known.pk, one.key, f"{one.at.isoformat()[:7]}-01", one.what, one.value,
            one.at, one.received_at, one.quality,
        )
        for n, one in enumerate(kept)
    ]  # fmt: skip
