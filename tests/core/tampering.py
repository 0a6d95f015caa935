"""Whoever may write every table but has no key, on copies of the log in memory."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from liren.core.chains import Log
from liren.core.models import AuditEvent, AuditHead, AuditSeal


@dataclass
class Copy:
    """The tables of the log; a tampering changes what it replaces, never the originals."""

    lines: dict[int, list[AuditEvent]]
    heads: dict[int, AuditHead]
    seals: list[AuditSeal]
    did: list[str] = field(default_factory=list)

    @classmethod
    def of_tables(cls) -> "Copy":
        """What is stored now."""
        lines: dict[int, list[AuditEvent]] = {}
        for line in AuditEvent.objects.order_by("chain", "sequence"):
            lines.setdefault(line.chain, []).append(line)
        heads = {head.chain: head for head in AuditHead.objects.all()}
        return cls(lines, heads, list(AuditSeal.objects.order_by("number")))

    def another(self) -> "Copy":
        """A copy to be tampered with."""
        lines = {chain: list(rows) for chain, rows in self.lines.items()}
        return Copy(lines, dict(self.heads), list(self.seals))

    def log(self) -> Log:
        """As the check reads it: by chain and number, as a database would sort it."""

        def lines(chain: int, after: int) -> Iterator[AuditEvent]:
            rows = sorted(self.lines.get(chain, []), key=lambda line: line.sequence)
            return iter([line for line in rows if line.sequence > after])

        return Log(
            chains=lambda: {*self.heads, *(chain for chain, rows in self.lines.items() if rows)},
            head=self.heads.get,
            lines=lines,
            seals=lambda: sorted(self.seals, key=lambda seal: seal.number),
        )

    def tamper(self, draw: Random) -> str:
        """Do one thing that no service does; says what."""
        kind = draw.choice(KINDS)
        chain = draw.choice([chain for chain, rows in self.lines.items() if len(rows) > 3])
        return f"{kind.__name__} in chain {chain}: {kind(self, chain, draw)}"


def edit(log: Copy, chain: int, draw: Random) -> str:
    """One column of one line."""
    rows = log.lines[chain]
    at = draw.randrange(len(rows))
    rows[at] = line = copy.copy(rows[at])
    column = draw.choice(["action", "actor", "subject", "data", "at", "mac", "mac bit"])
    if column == "data":
        line.data = {**line.data, draw.choice([*line.data, "more"]): draw.random()}
    elif column == "at":
        line.at += timedelta(microseconds=draw.choice([-1, 1, 3600 * 10**6]))
    elif column == "mac":
        line.mac = draw.choice([rows[at - 1].mac, b"", draw.randbytes(32)])
    elif column == "mac bit":
        changed = bytearray(bytes(line.mac))
        changed[draw.randrange(32)] ^= 1 << draw.randrange(8)
        line.mac = bytes(changed)
    else:
        setattr(line, column, getattr(line, column) + draw.choice([" ", "x", "系统"]))
    return f"{column} of line {at + 1}"


def delete(log: Copy, chain: int, draw: Random) -> str:
    """A line, with or without closing the gap."""
    rows = log.lines[chain]
    at = draw.randrange(len(rows) - 1)
    del rows[at]
    if draw.random() < 0.5:
        for later in range(at, len(rows)):
            rows[later] = line = copy.copy(rows[later])
            line.sequence -= 1
        log.heads[chain] = head = copy.copy(log.heads[chain])
        head.sequence -= 1
    return f"line {at + 1}"


def insert(log: Copy, chain: int, draw: Random) -> str:
    """A line of one's own or a copy of another: in between, at the end, or beside one."""
    rows = log.lines[chain]
    like, at = draw.choice(rows), draw.randrange(len(rows) + 1)
    line = copy.copy(like)
    line.pk = max(row.pk for row in rows) + 1
    line.action = draw.choice([like.action, "tests.forged"])
    line.mac = draw.choice([like.mac, rows[-1].mac, draw.randbytes(32)])
    line.sequence = at + 1
    if draw.random() < 0.7:
        for later in range(at, len(rows)):
            rows[later] = moved = copy.copy(rows[later])
            moved.sequence += 1
        log.heads[chain] = head = copy.copy(log.heads[chain])
        head.sequence += 1
        if at == len(rows):
            head.mac = line.mac
    elif at == len(rows) and draw.random() < 0.5:
        log.heads[chain] = head = copy.copy(log.heads[chain])
        head.sequence, head.mac = line.sequence, line.mac
    rows.insert(at, line)
    return f"as line {at + 1}"


def swap(log: Copy, chain: int, draw: Random) -> str:
    """Two lines: what they say, with their macs, or their ids alone."""
    rows = log.lines[chain]
    one, other = sorted(draw.sample(range(len(rows)), 2))
    first, second = copy.copy(rows[one]), copy.copy(rows[other])
    if draw.random() < 0.3:
        first.pk, second.pk = second.pk, first.pk
    else:
        first.sequence, second.sequence = second.sequence, first.sequence
    rows[one], rows[other] = first, second
    return f"lines {one + 1} and {other + 1}"


def move(log: Copy, chain: int, draw: Random) -> str:
    """A line to another chain, in the place of one there."""
    other = draw.choice([c for c, rows in log.lines.items() if c != chain and rows])
    at = draw.randrange(len(log.lines[chain]))
    to = draw.randrange(len(log.lines[other]))
    line = copy.copy(log.lines[chain][at])
    line.chain, line.sequence = other, log.lines[other][to].sequence
    log.lines[other][to] = line
    return f"line {at + 1} to chain {other}, line {to + 1}"


def cut(log: Copy, chain: int, draw: Random) -> str:
    """The tail, with the head moved back as if nothing had been there."""
    rows = log.lines[chain]
    keep = draw.randrange(len(rows))
    del rows[keep:]
    if keep or draw.random() < 0.5:
        log.heads[chain] = head = copy.copy(log.heads[chain])
        head.sequence, head.mac = keep, rows[-1].mac if rows else b""
    else:
        del log.heads[chain]
    return f"after line {keep}"


def move_head(log: Copy, chain: int, draw: Random) -> str:
    """The head alone: back, forward, away."""
    log.heads[chain] = head = copy.copy(log.heads[chain])
    choice = draw.randrange(4)
    if choice == 0:
        head.sequence += draw.choice([-1, 1])
    elif choice == 1:
        head.mac = draw.randbytes(32)
    elif choice == 2:
        head.sequence, head.mac = 1, log.lines[chain][0].mac
    else:
        del log.heads[chain]
    return str(choice)


def touch_seal(log: Copy, chain: int, draw: Random) -> str:
    """A seal: what it says, a gap, a swap."""
    at, choice = draw.randrange(len(log.seals) - 1), draw.randrange(4)
    log.seals[at] = seal = copy.copy(log.seals[at])
    if choice == 0:
        seal.at += timedelta(seconds=1)
    elif choice == 1:
        seal.heads = copy.deepcopy(seal.heads)
        seal.heads[0][1] += 1
    elif choice == 2:
        del log.seals[at]
    else:
        log.seals[at + 1] = other = copy.copy(log.seals[at + 1])
        seal.number, other.number = other.number, seal.number
    return f"{choice}, seal {at + 1}"


def cut_all(log: Copy, chain: int, draw: Random) -> str:
    """The tail of a chain and every seal that has seen it: only what was exported still knows."""
    rows = log.lines[chain]
    keep = draw.randrange(1, len(rows))
    del rows[keep:]
    log.heads[chain] = head = copy.copy(log.heads[chain])
    head.sequence, head.mac = keep, rows[-1].mac
    log.seals = [
        seal
        for seal in log.seals
        if all(c != chain or sequence <= keep for c, sequence, _ in seal.heads)
    ]
    return f"after line {keep}, {len(log.seals)} seals left"


KINDS: list[Callable[[Copy, int, Random], str]] = [
    edit, edit, delete, insert, swap, move, cut, move_head, touch_seal, cut_all,
]  # fmt: skip
