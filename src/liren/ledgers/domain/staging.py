"""A file as it is staged: line by line what is stored of it and what is matched, by stretches.

Plain values only, so that another process can make them (`core.beside`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from .cells import raw_of
from .codes import Kind
from .lines import Line, Values
from .profiles import Profile
from .reading import SheetReading, open_ledger

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Staged(NamedTuple):
    """One physical row: what is told of it openly, all of it as a text, and whom it is of."""

    row: int
    kind: str
    why: str
    of_row: int
    codes: list[str]
    text: str
    people: Sequence[Values] = ()  # of a row that is taken
    extra: Mapping[str, str] = {}


class Stretch(NamedTuple):
    """Some lines of one sheet; the last of each sheet has none."""

    sheet: int
    ledger_date: str
    lines: list[Staged]


def stretches(path: Path, today: str, profile: Profile, at_once: int) -> Iterator[Stretch]:
    """Every row of every sheet, in its order."""
    with open_ledger(path, today=today, profile=profile) as book:
        for number, reading in enumerate(book.sheets()):
            lines = _whole_lines(reading)
            while some := [staged(line) for line in islice(lines, at_once)]:
                yield Stretch(number, reading.ledger_date or "", some)
            yield Stretch(number, reading.ledger_date or "", [])


def staged(line: Line) -> Staged:
    """What is kept of a line: `c` its cells, `v` its people, `x` the rest, `f` what is wrong."""
    people = [line.values, *line.others] if line.values or line.others else []
    content = {
        "c": [raw_of(cell) for cell in line.cells],
        "v": people,
        "x": line.extra,
        "f": [[finding.code, finding.raw or ""] for finding in line.findings],
    }
    why = line.why or line.twice
    codes = [finding.code.value for finding in line.findings]
    told = (line.row, line.kind.value, why.value if why else "", line.of_row, codes)
    whose = (people, line.extra) if line.kind is Kind.ROW else ()
    return Staged(*told, _encode(content), *whose)


def _whole_lines(reading: SheetReading) -> Iterator[Line]:
    """The lines; the head of a card says what its card says of the visit and the household."""
    if not reading.is_cards:
        yield from reading.lines()
        return
    lines = list(reading.lines())
    for line in lines:
        if line.kind is Kind.ROW and line.text("relation") == "户主":
            for card in reading.cards:
                if int(str(card["first_row"])) <= line.row <= int(str(card["last_row"])):
                    known = {code: card[code] for code in ("demand", "visit_date") if card[code]}
                    line.values |= {code: str(text) for code, text in known.items()}
    yield from lines
