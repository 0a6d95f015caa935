"""Where somebody may look: a set of place paths.

A path is the ids from the root down to the place, eight digits each and nothing between them, so
that it sorts alike under every collation and a subtree is one range on an index:
``path <= x < successor(path)``. The empty path is everywhere; an empty set is nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SEGMENT = 8
COMMUNITY_LENGTH = 4 * SEGMENT  # city, district, street, community


def segment(pk: int) -> str:
    """The part of a path that stands for one place; nines alone would have no successor."""
    if not 0 <= pk < 10**SEGMENT - 1:
        raise ValueError(f"no path can hold the id {pk}")
    return f"{pk:0{SEGMENT}d}"


def successor(path: str) -> str:
    """The smallest path that sorts after everything below the given one."""
    return f"{int(path) + 1:0{len(path)}d}"


def community_of(path: str) -> str:
    """The path of the community a place lies in; empty for a street and above."""
    return path[:COMMUNITY_LENGTH] if len(path) >= COMMUNITY_LENGTH else ""


def ancestors(path: str) -> list[str]:
    """All paths from the root down to this one, itself included."""
    return [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]


@dataclass(frozen=True)
class Scope:
    """A set of subtrees of the place tree, without overlaps."""

    paths: frozenset[str]

    @classmethod
    def of(cls, paths: Iterable[str]) -> "Scope":
        """The smallest scope that covers the given paths."""
        kept: list[str] = []
        for path in sorted(set(paths)):
            if not kept or not path.startswith(kept[-1]):
                kept.append(path)
        return cls(frozenset(kept))

    def covers(self, path: str) -> bool:
        """Whether a place lies inside."""
        return any(path.startswith(own) for own in self.paths)


EVERYWHERE = Scope(frozenset({""}))
NOWHERE = Scope(frozenset())
