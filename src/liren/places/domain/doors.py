"""Homes by the words of an address: 梧桐苑 · 3 · 2 · 502, however its parts are called."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

LEVELS = ("compound", "building", "unit", "home")
_ENDS = {
    "compound": re.compile(r"(?<=..)小区$"),
    "building": re.compile(r"(?:号楼|栋|幢|座|#楼|#|号|楼)$"),
    "unit": re.compile(r"(?:单元|门洞|门|梯)$"),
    "home": re.compile(r"(?:号房|室|房|户)$"),
}
_DIGITS = {sign: str(n) for n, sign in enumerate("一二三四五六七八九十", 1)}
ROOT = 0  # above all that has an address
NONE: frozenset[int] = frozenset()


class Door(NamedTuple):
    """An address in parts; what is not told is empty."""

    compound: str = ""
    building: str = ""
    unit: str = ""
    home: str = ""


class Node(NamedTuple):
    """A place of the tree as far as addresses need it; its own name is the first."""

    pk: int
    path: str
    kind: str
    names: Sequence[str]


@lru_cache(maxsize=4096)  # every estate has a building 1 and a room 101
def part(level: str, name: str) -> str:
    """A part of an address without the word that says what it is."""
    text = _ENDS[level].sub("", name.strip()).upper()
    text = _DIGITS.get(text, text)
    return text.lstrip("0") or text if text.isdecimal() else text


@dataclass
class Doors:
    """Finds places by the parts of their addresses, level by level; what fits several is none.

    A place is entered below the one it lies in, and below those further up as far as an address
    may leave out what is between: the compound, and before a room the unit.
    """

    below: dict[tuple[int, str, str], set[int]] = field(default_factory=dict)
    spelled: dict[Door, set[int]] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)
    with_homes: set[int] = field(default_factory=set)

    def add(self, node: Node, line: Sequence[Node]) -> None:
        """Enter a place with what it lies in, from the top."""
        self.nodes[node.pk] = node
        for name in _names(node, line):
            for pk in _above(node, line):
                self.below.setdefault((pk, node.kind, part(node.kind, name)), set()).add(node.pk)
        if node.kind == "home":
            self.with_homes.update(above.pk for above in line)
        for door in _spellings([*line, node]):
            self.spelled.setdefault(door, set()).add(node.pk)

    def fitting(self, door: Door) -> set[int] | frozenset[int]:
        """All places of an address, which may leave out the compound, and before a room the unit.

        Where no building is told, it may stand within the name of the compound: the address of
        东 in 梧桐苑 is written 梧桐苑东.
        """
        wanted = normal(door)
        found: set[int] | frozenset[int] = frozenset({ROOT}) if any(wanted) else NONE
        for level, text in zip(LEVELS, wanted, strict=True):
            if text:
                found = NONE.union(*[self.below.get((pk, level, text), NONE) for pk in found])
        return found or self.spelled.get(wanted, NONE)

    def at(self, door: Door) -> int | None:
        """The one place of an address."""
        found = self.fitting(door)
        return next(iter(found)) if len(found) == 1 else None

    def is_new(self, door: Door) -> bool:
        """Whether no place has the address, and it is clear below which it would lie."""
        steps = [Door(*door[: at + 1]) for at, text in enumerate(door) if text]
        if not steps or self.fitting(door):
            return False
        above = next(filter(None, map(self.fitting, reversed(steps[:-1]))), {ROOT})
        return len(above) == 1

    def is_first(self, door: Door) -> bool:
        """Whether no home of its building is known, nor of the place if its compound is not."""
        building = self.fitting(Door(door.compound, door.building))
        if building or self.fitting(Door(door.compound)):
            return not self.with_homes & building
        return not self.with_homes

    def nearest(self, door: Door) -> int | None:
        """The finest place that is known of an address."""
        wanted = normal(door)
        for level in (wanted, wanted._replace(home=""), Door(*wanted[:2]), Door(wanted.compound)):
            if any(level) and (found := self.at(level)) is not None:
                return found
        return None


def normal(door: Door) -> Door:
    """An address as it is looked for."""
    compound, building, unit, home = door
    return Door(
        compound and part("compound", compound),
        building and part("building", building),
        unit and part("unit", unit),
        home and part("home", home),
    )


def _names(node: Node, line: Sequence[Node]) -> set[str]:
    """What a place is called; a part of a compound also with the compound before it."""
    outer = [name for above in line if above.kind == node.kind for name in above.names]
    return {*node.names, *(before + name for before in outer for name in node.names)}


def _above(node: Node, line: Sequence[Node]) -> Iterator[int]:
    """Below which places it is looked for."""
    for above in reversed(line):
        yield above.pk
        if above.kind != "compound" and not (above.kind == "unit" and node.kind == "home"):
            return
    yield ROOT


def _spellings(line: Sequence[Node]) -> Iterator[Door]:
    """The address as it is shown, where its words do not tell a building or no part at all."""
    words = {level: "".join(n.names[0] for n in line if n.kind == level) for level in LEVELS}
    compound, building, unit, home = (words[level] for level in LEVELS)
    yield normal(Door(compound + building, "", unit, home))
    yield normal(Door(compound + building + unit + home))


def doors_of(nodes: Iterable[Node], length: int) -> Doors:
    """The addresses of a tree of places, parents before children; paths are cut by `length`."""
    doors = Doors()
    lines: dict[str, list[Node]] = {}
    for node in nodes:
        line = lines.get(node.path[:-length], [])
        if node.kind in LEVELS:
            doors.add(node, line)
            line = [*line, node]
        lines[node.path] = line
    return doors
