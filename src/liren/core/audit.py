"""The audit log: written in the transaction of the change it describes, chained by HMAC-SM3.

Names and ids are text, not foreign keys: deleting a row must not be blocked by the log, nor the
log lost. There is one chain on SQLite and 64 on PostgreSQL, chosen by the connection: those who
write at the same time seldom wait for each other, and a transaction never holds two. Each line
names its chain. The lock is taken last, so call `record` at the end of a service.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import Count, Max, Q

from liren.core.chains import SEALS, Break, mac_of_line, verify
from liren.core.models import AuditEvent, AuditHead
from liren.core.permissions import Actor
from liren.core.prepared import blanks, insert

__all__ = ["SEALS", "Break", "Line", "holding", "read_noted", "record", "record_all"]
__all__ += ["subject_of", "verify"]

T = TypeVar("T")

CHAINS = 64  # on PostgreSQL
# Written out: it is read and moved on with every write of every service.
HEAD = "SELECT sequence, mac FROM core_audithead WHERE chain = %s"
MOVE = "UPDATE core_audithead SET sequence = %s, mac = %s WHERE chain = %s"


@dataclass(frozen=True)
class Line:
    """One thing to be noted; `data` holds names and ids, never a person's values."""

    action: str
    subject: str
    data: dict[str, object] = field(default_factory=dict)


def subject_of(row: models.Model) -> str:
    """How the log names a row."""
    return f"{row._meta.label_lower}:{row.pk}"


def record(action: str, row: models.Model, *, by: Actor, at: datetime, **data: object) -> None:
    """Note one change of one row."""
    record_all([Line(action, subject_of(row), data)], by=by, at=at)


def record_all(lines: Sequence[Line], *, by: Actor, at: datetime) -> None:
    """Note several changes of one actor as one stretch of the chain."""
    if not lines:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("a line is written in the transaction of the change it describes")
    head = _head(_chain())
    insert(list(_chained(lines, head, by.audit_name, at)))
    with connection.cursor() as cursor:
        cursor.execute(MOVE, (head.sequence, bytes(head.mac), head.chain))


def _chain() -> int:
    if connection.vendor == "sqlite":
        return 0
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid) % CHAINS


def _head(chain: int) -> AuditHead:
    """The end of a chain, held until the transaction ends."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(HEAD + lock, (chain,))
        found = cursor.fetchone()
    if found:
        return AuditHead(chain=chain, sequence=found[0], mac=bytes(found[1]))
    AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
    return AuditHead.objects.select_for_update().get(chain=chain)


@cache
def _blank_event() -> Callable[[], AuditEvent]:
    return blanks(AuditEvent)


def _chained(
    lines: Sequence[Line], head: AuditHead, actor: str, at: datetime
) -> Iterator[AuditEvent]:
    blank = _blank_event()
    for line in lines:
        head.sequence += 1
        event = blank()
        event.chain, event.sequence, event.at, event.actor = head.chain, head.sequence, at, actor
        event.action, event.subject, event.data = line.action, line.subject, line.data
        event.mac = head.mac = mac_of_line(bytes(head.mac), event)
        yield event


def read_noted(read: Callable[[], T], line: Line, *, by: Actor, at: datetime) -> T:
    """Read what is protected, after the line that says so has been stored for good.

    If the line cannot be stored nothing is read. So it is the outermost transaction: within another
    one the line could still be rolled back when the value is long out.
    """
    with transaction.atomic(durable=True):
        record_all([line], by=by, at=at)
    return read()


def is_whole() -> bool:
    """Whether no line was taken out of any chain: counted only, for a page; `verify` checks each.

    The heads are read first, so that what is written meanwhile is no gap.
    """
    heads = dict(AuditHead.objects.values_list("chain", "sequence"))
    rows = AuditEvent.objects.order_by().values_list("chain")
    counted = {chain: (n, last) for chain, n, last in rows.annotate(Count("pk"), Max("sequence"))}
    return all(
        (found := counted.get(chain, (0, 0)))[0] == found[1] >= end for chain, end in heads.items()
    )


def holding(events: Sequence[AuditEvent]) -> set[int]:
    """The ids of those lines that are what was written, each checked against the line before.

    For a page about one row; whether a whole chain holds, its end too, is for `verify`.
    """
    wanted = Q(pk__in=[])
    for chain in {event.chain for event in events}:
        numbers = [event.sequence - 1 for event in events if event.chain == chain]
        wanted |= Q(chain=chain, sequence__in=numbers)
    before = AuditEvent.objects.filter(wanted).values_list("chain", "sequence", "mac")
    macs = {(chain, sequence): bytes(mac) for chain, sequence, mac in before}
    macs |= {(event.chain, 0): b"" for event in events}
    return {
        event.pk
        for event in events
        if (previous := macs.get((event.chain, event.sequence - 1))) is not None
        and mac_of_line(previous, event) == bytes(event.mac)
    }
