"""Rows that say again what the same file has said: only the first, or the newest, is taken."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .codes import Kind, Twice
from .lines import Line


class State(NamedTuple):
    """One state of a record of another program."""

    updated: str
    row: int
    number: str


class Duplicates:
    """What has been seen of one file, by legacy number and by id number."""

    def __init__(self, newest: Mapping[str, State]) -> None:
        self.newest = newest
        self.first: dict[str, list[tuple[int, bytes]]] = {}

    def mark(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Mark what is said again, line by line."""
        for line in lines:
            if line.kind in (Kind.ROW, Kind.ERROR):
                self._supersede(line)
            if line.kind is Kind.ROW:
                self._repeat(line)
            yield line

    def _supersede(self, line: Line) -> None:
        state = self.newest.get(line.text("legacy_id"))
        if state is None or state.row == line.row or not line.text("updated"):
            return
        other = line.text("id_number")
        if line.text("updated") < state.updated and (not other or other == state.number):
            line.kind, line.twice, line.of_row = Kind.DUPLICATE, Twice.SUPERSEDED, state.row

    def _repeat(self, line: Line) -> None:
        number = line.text("id_number")
        if not number or line.others:
            return
        told = _told(line)
        earlier = self.first.setdefault(number, [])
        for row, known in earlier:
            if told <= set(_STATEMENTS.iter_unpack(known)):
                line.kind, line.twice, line.of_row = Kind.DUPLICATE, Twice.IDENTICAL, row
                return
        if earlier:
            line.same_person_as = earlier[0][0]
        earlier.append((line.row, b"".join(_STATEMENTS.pack(*one) for one in told)))


_STATEMENTS = struct.Struct("q")  # eight bytes for each thing said: 100,000 rows stay small


def _told(line: Line) -> set[tuple[int]]:
    """What a line says, without what it leaves empty; each statement by its hash."""
    said = [
        (code, str(value)) for code, value in line.values.items() if value not in (None, "", [])
    ]
    said += [(f"+{name}", text) for name, text in line.extra.items()]
    return {(hash(one),) for one in said}
