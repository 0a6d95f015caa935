"""Homes by the words of an address: 梧桐苑 · 3 · 2 · 502, however its parts are called."""

import re
from collections.abc import Iterable, Sequence
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


class Door(NamedTuple):
    """An address in parts; what is not told is empty."""

    compound: str = ""
    building: str = ""
    unit: str = ""
    home: str = ""


class Node(NamedTuple):
    """A place of the tree as far as addresses need it."""

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
    """Finds places by the parts of their addresses; what fits several is none."""

    found: dict[Door, set[int]] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)

    def add(self, door: Door, pk: int) -> None:
        """Enter a place under its address, and under those that leave something out."""
        for compound in {door.compound, ""}:
            for unit in {door.unit, ""} if door.home else {door.unit}:
                key = door._replace(compound=compound, unit=unit)
                if any(key):
                    self.found.setdefault(key, set()).add(pk)

    def at(self, door: Door) -> int | None:
        """The one place of an address."""
        found = self.found.get(normal(door), set())
        return next(iter(found)) if len(found) == 1 else None

    def nearest(self, door: Door) -> int | None:
        """The finest place that is known of an address."""
        wanted = normal(door)
        for level in (wanted, wanted._replace(home=""), Door(*wanted[:2]), Door(wanted.compound)):
            if any(level) and (found := self.at(level)) is not None:
                return found
        return None


def normal(door: Door) -> Door:
    """An address as it is looked for."""
    return Door(
        *(part(level, text) if text else "" for level, text in zip(LEVELS, door, strict=True))
    )


def doors_of(nodes: Iterable[Node], length: int) -> Doors:
    """The addresses of a tree of places, parents before children; paths are cut by `length`."""
    doors = Doors()
    known: dict[str, list[Door]] = {}
    for node in nodes:
        above = known.get(node.path[:-length], [Door()])
        own = above
        if node.kind in LEVELS:
            names = {part(node.kind, name) for name in node.names}
            own = [door._replace(**{node.kind: name}) for door in above for name in sorted(names)]
        known[node.path] = own[:MOST_NAMES]
        if node.kind in LEVELS:
            doors.nodes[node.pk] = node
            for door in known[node.path]:
                doors.add(door, node.pk)
    return doors


MOST_NAMES = 24
