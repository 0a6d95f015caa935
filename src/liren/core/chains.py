"""Whether the log is what was written: an edit, a gap, a swap, a line too many, or a cut tail.

Each line holds by the one before it (`audit`). The end of a chain is held by its head, and the
heads of all chains by the seals, each of which holds by the seal before it (`anchors`). Whoever can
write the database and cuts both the lines and the seals after them is found by a seal that was
exported.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Self

from liren.core import crypto
from liren.core.models import AuditEvent, AuditHead, AuditSeal

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
SEALS = -1  # the chain of the seals themselves
Heads = Sequence[Sequence[int | str]]


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the first line that cannot be what was written."""

    chain: int
    sequence: int
    says: str = ""

    def __str__(self) -> str:
        where = "seals, seal" if self.chain == SEALS else f"chain {self.chain}, line"
        return f"{where} {self.sequence}: {self.says}"


@dataclass(frozen=True)
class Anchor:
    """A seal as it was carried out of the database; of a webhook's, the digest alone."""

    number: int
    mac: str
    at: str = ""
    previous: str = ""
    heads: Heads = ()

    @classmethod
    def of(cls, seal: AuditSeal, previous: bytes) -> Self:
        """What a seal says, for a file."""
        mac, at = bytes(seal.mac).hex(), moment(seal.at)
        return cls(seal.number, mac, at, previous.hex(), seal.heads)

    @property
    def is_genuine(self) -> bool:
        """Whether we made it; a digest alone is compared only."""
        if not self.heads:
            return True
        made = mac_of_seal(bytes.fromhex(self.previous), self.number, self.at, self.heads)
        return crypto.same(made, bytes.fromhex(self.mac))


@dataclass(frozen=True)
class Log:
    """Where the lines come from: the tables, or copies in memory."""

    chains: Callable[[], Iterable[int]]
    head: Callable[[int], AuditHead | None]
    lines: Callable[[int, int], Iterator[AuditEvent]]  # of a chain, after a line
    seals: Callable[[], Iterable[AuditSeal]]


def stored() -> Log:
    """The log in the database."""

    def lines(chain: int, after: int) -> Iterator[AuditEvent]:
        rows = AuditEvent.objects.filter(chain=chain, sequence__gt=after).order_by("sequence")
        return rows.iterator(chunk_size=1000)

    return Log(
        chains=lambda: {
            *AuditHead.objects.values_list("chain", flat=True),
            *AuditEvent.objects.order_by().values_list("chain", flat=True).distinct(),
        },
        head=lambda chain: AuditHead.objects.filter(chain=chain).first(),
        lines=lines,
        seals=lambda: AuditSeal.objects.order_by("number").iterator(chunk_size=1000),
    )


def verify(log: Log | None = None, anchor: Anchor | None = None) -> list[Break]:
    """Walk the seals and every chain from the start; the first break of each is told."""
    log = log or stored()
    marks, breaks = _seals(log, anchor)
    for chain in sorted({*log.chains(), *marks}):
        if broken := _chain(log, chain, marks.get(chain, {})):
            breaks.append(broken)
    return breaks


Marks = dict[int, dict[int, tuple[str, int]]]  # by chain and line: its mac, and the seal's number


def _seals(log: Log, anchor: Anchor | None) -> tuple[Marks, list[Break]]:
    """What the seals say of the lines, and where they themselves do not hold."""
    marks: Marks = {}
    breaks, previous, expected = [], b"", 0
    for seal in log.seals():
        expected += 1
        mac = mac_of_seal(previous, seal.number, moment(seal.at), seal.heads)
        if seal.number != expected or not crypto.same(mac, bytes(seal.mac)):
            breaks.append(Break(SEALS, expected, "is not what was written"))
            break
        previous = bytes(seal.mac)
        _mark(marks, seal.heads, seal.number)
        if anchor and seal.number == anchor.number and bytes(seal.mac).hex() != anchor.mac:
            breaks.append(Break(SEALS, seal.number, "is not the one that was exported"))
    if anchor and not anchor.is_genuine:
        return marks, [*breaks, Break(SEALS, anchor.number, "the exported seal is not ours")]
    if anchor and not breaks and anchor.number > expected:
        breaks.append(Break(SEALS, expected + 1, f"is gone, up to {anchor.number} at least"))
    if anchor:
        _mark(marks, anchor.heads, anchor.number)
    return marks, breaks


def _mark(marks: Marks, heads: Heads, number: int) -> None:
    for chain, sequence, mac in heads:
        marks.setdefault(int(chain), {}).setdefault(int(sequence), (str(mac), number))


def _chain(log: Log, chain: int, marks: dict[int, tuple[str, int]]) -> Break | None:
    previous, expected, last_id = b"", 0, 0
    while True:
        before = expected
        for line in log.lines(chain, expected):
            expected += 1
            if says := _wrong(line, expected, previous, last_id, marks.get(expected)):
                return Break(chain, expected, says)
            previous, last_id = bytes(line.mac), line.pk
        head = log.head(chain)
        if head and (head.sequence, bytes(head.mac)) == (expected, previous):
            break
        if head is None or head.sequence <= expected or expected == before:
            return Break(chain, expected + 1, "the end is not where it was")
        # Somebody wrote while we read: there are lines more.
    cut = sorted(sequence for sequence in marks if sequence > expected)
    if cut:
        return Break(chain, expected + 1, f"is gone, though seal {marks[cut[0]][1]} has seen it")
    return None


def _wrong(
    line: AuditEvent, expected: int, previous: bytes, last_id: int, mark: tuple[str, int] | None
) -> str:
    if line.sequence != expected:
        return "is gone" if line.sequence > expected else "stands twice"
    if line.pk <= last_id or not crypto.same(mac_of_line(previous, line), bytes(line.mac)):
        return "is not what was written"
    if mark and mark[0] != bytes(line.mac).hex():
        return f"is not what seal {mark[1]} has seen"
    return ""


def mac_of_line(previous: bytes, event: AuditEvent) -> bytes:
    """What holds a line to the one before it."""
    body = [
        event.chain, event.sequence, moment(event.at), event.action, event.actor, event.subject,
        event.data,
    ]  # fmt: skip
    return crypto.mac(previous + _plain(body), purpose="audit")


def mac_of_seal(previous: bytes, number: int, at: str, heads: Heads) -> bytes:
    """What holds a seal to the one before it."""
    return crypto.mac(previous + _plain([number, at, heads]), purpose="audit seal")


@lru_cache(maxsize=8)  # many lines are of one moment
def moment(at: datetime) -> str:
    """A moment as the log has it."""
    return at.astimezone(UTC).isoformat()


def _plain(body: list[object]) -> bytes:
    return _encode(body).encode()
