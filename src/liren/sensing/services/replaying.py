"""A recorded table is played again: every line waits for ingest as a push does.

Each counts as having come at its own moment, so that rules and storms see what they would have
seen then. A line is its own name: what is played twice is stored once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from liren.core.errors import Invalid, sentence
from liren.sensing.adapters import Packet, Unreadable, adapters
from liren.sensing.models import Device, Waiting

ADAPTER = "csv_replay"
HEAD = "number,time,what,value"
PORTION = 1000
SHOWN = 5


class BadLine(Invalid):
    """A line that is not understood, or lies in the future; nothing was played."""

    code = "sensing.bad_line"
    sentence = sentence("Line {line} cannot be played ({reason}). Nothing was stored.")


class UnknownNumbers(Invalid):
    """Devices that are not in the register; nothing was played."""

    code = "sensing.unknown_numbers"
    sentence = sentence("These devices are not in the register: {numbers}. Nothing was stored.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with whose it is and when it was."""

    number: str
    at: datetime
    body: bytes


def lines_of(text: Iterable[str], *, now: datetime) -> list[Line]:
    """All lines, or the first that is wrong."""
    found = []
    for count, line in enumerate(text, start=1):
        if not line.strip() or (count == 1 and line.strip().lstrip("\ufeff") == HEAD):
            continue
        body = line.strip().encode()
        try:
            (said,) = adapters[ADAPTER].read(Packet(body))
        except Unreadable as why:
            raise BadLine(line=count, reason=why.reason) from None
        if said.at is None or said.at > now:
            raise BadLine(line=count, reason="future")
        found.append(Line(said.number, said.at, body))
    return found


def play(lines: Sequence[Line]) -> int:
    """Have the lines wait for ingest, in the order of the file; gives how many."""
    numbers = {line.number for line in lines}
    rows = Device.objects.in_use().filter(number__in=numbers).values_list("number", flat=True)
    if unknown := sorted(numbers - set(rows)):
        more = " …" if len(unknown) > SHOWN else ""
        raise UnknownNumbers(numbers=", ".join(unknown[:SHOWN]) + more)
    Waiting.objects.bulk_create(
        [
            Waiting(adapter=ADAPTER, sender=one.number, body=one.body, received_at=one.at)
            for one in lines
        ],
        batch_size=PORTION,
    )
    return len(lines)
