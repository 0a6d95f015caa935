"""The audit log: written in the transaction of the change it describes, chained by HMAC-SM3.

Names and ids are text, not foreign keys: deleting a row must not be blocked by the log, nor the
log lost. There is one chain on SQLite and 64 on PostgreSQL, chosen by the connection: those who
write at the same time seldom wait for each other, and a transaction never holds two. Each line
names its chain. The lock is taken last, so call `record` at the end of a service.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection, models
from django.db.models import Count, Max, Q

from liren.core import crypto
from liren.core.models import AuditEvent, AuditHead
from liren.core.permissions import Actor
from liren.core.prepared import insert

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


def _chained(
    lines: Sequence[Line], head: AuditHead, actor: str, at: datetime
) -> Iterator[AuditEvent]:
    for line in lines:
        head.sequence += 1
        event = AuditEvent(
            chain=head.chain,
            sequence=head.sequence,
            at=at,
            action=line.action,
            actor=actor,
            subject=line.subject,
            data=line.data,
        )
        event.mac = head.mac = _mac(bytes(head.mac), event)
        yield event


def _mac(previous: bytes, event: AuditEvent) -> bytes:
    at = event.at.astimezone(UTC).isoformat()
    body = [event.chain, event.sequence, at, event.action, event.actor, event.subject, event.data]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return crypto.mac(previous + text.encode(), purpose="audit")


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the first line that cannot be what was written."""

    chain: int
    sequence: int


def verify() -> list[Break]:
    """Walk every chain from its start; an edit, a gap, a swap or a cut tail is a break."""
    return [broken for head in AuditHead.objects.all() if (broken := _verify_chain(head))]


def _verify_chain(head: AuditHead) -> Break | None:
    previous, expected = b"", 0
    lines = AuditEvent.objects.filter(chain=head.chain).order_by("sequence")
    for event in lines.iterator(chunk_size=1000):
        expected += 1
        if event.sequence != expected or _mac(previous, event) != bytes(event.mac):
            return Break(head.chain, expected)
        previous = bytes(event.mac)
    if (expected, previous) != (head.sequence, bytes(head.mac)):
        return Break(head.chain, expected + 1)
    return None


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
        and _mac(previous, event) == bytes(event.mac)
    }
