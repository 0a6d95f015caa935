"""Find a place by a few letters of its name, its code, or the initials of its pinyin."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from liren.cases.domain.words import fold

LONGEST_QUERY = 40
MOST_FOUND = 5  # as many as anybody chooses among, also in large print


@dataclass(frozen=True)
class Spot:
    """A place as it is looked for: what people call it, and its code."""

    key: int
    label: str
    names: tuple[str, ...] = ()
    is_part: bool = False  # a lift, a bin: named after the house in which it is


def found(query: str, spots: Iterable[Spot], *, most: int = MOST_FOUND) -> list[Spot]:
    """The places meant, the likeliest first: 梧桐3, 3号楼, wty3 and A1-03 all find 梧桐苑3号楼."""
    wanted = _bare(query[:LONGEST_QUERY])
    if not wanted:
        return []
    ranked = [
        (rank, spot.is_part, at, spot)
        for at, spot in enumerate(spots)
        if (rank := _rank(wanted, spot))
    ]
    return [found[-1] for found in sorted(ranked, key=lambda one: one[:3])[:most]]


def _rank(wanted: str, spot: Spot) -> int:
    """How well it fits, 1 best; 0 not at all."""
    names = [_bare(name) for name in (spot.label, *spot.names) if name]
    initials = [_initials(name) for name in names]
    fits = (
        wanted in names,
        any(name.startswith(wanted) for name in names),
        any(letters.startswith(wanted) for letters in initials),
        any(wanted in name for name in names),
        any(wanted in letters for letters in initials),
        any(_in_order(wanted, letters) for letters in (*names, *initials)),
    )
    return next((rank for rank, is_so in enumerate(fits, start=1) if is_so), 0)


def _in_order(wanted: str, name: str) -> bool:
    """Whether the letters stand in the name one after another, with others between."""
    rest = iter(name)
    return all(letter in rest for letter in wanted)


@lru_cache(maxsize=16384)
def _bare(text: str) -> str:
    return "".join(fold(text).split())


@lru_cache(maxsize=16384)
def _initials(name: str) -> str:
    from pypinyin import Style, lazy_pinyin  # a large table: read when somebody first looks

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
