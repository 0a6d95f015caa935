"""Which place do the words mean? Names, aliases, and numbered buildings as people write them.

Built once for a community from its places; answers with one place when the words leave no doubt,
with several candidates when they do, and never guesses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from liren.cases.domain.words import fold
from liren.core.scope import SEGMENT

NUMBERED = ("building", "unit", "home")
LONGEST_SCANNED = 1_000
MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Entry:
    """One place of the tree, as far as its name matters."""

    path: str
    kind: str
    name: str
    aliases: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """What the words say: a place, or the candidates among which they do not decide."""

    path: str = ""
    words: str = ""
    candidates: tuple[str, ...] = ()


NOTHING = Found()


@dataclass(frozen=True)
class Mention:
    """One stretch of the text that may mean any of some places."""

    start: int
    end: int
    paths: frozenset[str]
    named: bool  # by a name of its own, not by a number


_BUILDING_NAME = re.compile(r"^([a-z]?\d{1,4})(?:号楼|座)$")
_UNIT_NAME = re.compile(r"^(\d{1,2})单元$")
_ROOM_NAME = re.compile(r"^(\d{3,4})(?:室|房)?$")
# 3号楼2单元502室; 3-2-502 only with its room, because 3-2 is also a date or a score.
_ADDRESS = re.compile(
    r"(?<![\da-z])([a-z]?\d{1,4})(?:号楼|座)\s?(?:(\d{1,2})单元\s?)?(?:(\d{3,4})(?!\d)(?:室|房)?)?"
    r"|(?<![\d-])(\d{1,3})-(\d{1,2})-(\d{3,4})(?![\d-])"
)
# After a name that we do not know, 恒基幼儿园 is not our 幼儿园, nor 云天小区3号楼 our 3号楼.
_MAY_PRECEDE = frozenset(
    "在到从去的于们区里内是和跟与往离近进出对这那前后旁边把给找让个处有说问请为将就"
)
_OTHER_COMPOUND = re.compile(
    r"(?:(?<![们本我在这个该])小区|花园|公寓|家园|[苑城庭府湾郡])(?:[一二三四五六七八九十\d]+[期区])?$"
)
_LONGEST_COMMON_NOUN = 3
_OWN_HOME = re.compile(r"(?:我住在?|家住在?|住在|我是|我家在?|本人住)$")


@dataclass
class _Numbers:
    """Buildings by number, and units and homes by number under their parent."""

    buildings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    homes: dict[tuple[str, str], str] = field(default_factory=dict)


class PlaceNames:
    """The names inside one community or street, ready to be looked for in a text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._kinds: dict[str, str] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._numbers = _Numbers()
        self._compounds: dict[str, int] = {}
        for entry in entries:
            self._kinds[entry.path] = entry.kind
            self._enter(entry)
        self._starts = _by_first_two(self._names)

    def _enter(self, entry: Entry) -> None:
        spellings = [fold(name) for name in (entry.name, *entry.aliases)]
        if entry.kind == "building":
            for found in filter(None, map(_BUILDING_NAME.match, spellings)):
                self._numbers.buildings[found[1]].add(entry.path)
        elif entry.kind == "unit":
            for found in filter(None, map(_UNIT_NAME.match, spellings)):
                self._numbers.units[_parent(entry.path), found[1]] = entry.path
        elif entry.kind == "home":
            for found in filter(None, map(_ROOM_NAME.match, spellings)):
                self._numbers.homes[_parent(entry.path), found[1]] = entry.path
        if entry.kind not in ("unit", "home"):
            for spelling in _worth_looking_for(entry.kind, spellings):
                self._names[spelling].add(entry.path)

    def find(self, text: str, *, near: str = "") -> Found:
        """The place the words mean; `near` is the path where the reporter is known to be."""
        folded = fold(text[:LONGEST_SCANNED])
        mentions = self._mentions(folded)
        areas = [m for m in mentions if self._is_area(m)]
        decided: list[Mention] = []
        for mention in mentions:
            before = decided[-1:] if mention.named else []
            if not (before and self._only_describes(mention, before[0], folded)):
                decided.append(self._decide(mention, [*before, *areas], near))
        settled = self._without_everywhere(_narrowed(decided, folded))
        return self._answer(settled, folded) if settled else NOTHING

    def _mentions(self, folded: str) -> list[Mention]:
        """All names and numbers in the text, without those inside a longer one."""
        found = [*self._named(folded), *self._numbered(folded)]
        found.sort(key=lambda m: (m.start, -m.end))
        kept: list[Mention] = []
        for mention in found:
            goes_on = not mention.named and bool(kept) and mention.end > kept[-1].end
            if not kept or mention.start >= kept[-1].end or goes_on:
                kept.append(mention)
        ends = {mention.end for mention in kept}
        return [m for m in kept if m.start in ends or not self._is_of_others(m, folded)]

    def _is_of_others(self, mention: Mention, folded: str) -> bool:
        """Whether a name that we do not know stands right before it."""
        before = folded[max(0, mention.start - 8) : mention.start]
        if not mention.named:
            return _OTHER_COMPOUND.search(before) is not None
        if mention.end - mention.start > _LONGEST_COMMON_NOUN or self._is_area(mention):
            return False
        return before[-1:] >= "\u4e00" and before[-1:] not in _MAY_PRECEDE

    def _only_describes(self, mention: Mention, before: Mention, folded: str) -> bool:
        """食堂门口 is the canteen, and not the gate that is called 门口 elsewhere."""
        between = folded[before.end : mention.start].strip()
        if between not in ("", "的") or mention.end - mention.start > _LONGEST_COMMON_NOUN:
            return False
        return not any(_holds_any(before.paths, path) for path in mention.paths)

    def _without_everywhere(self, settled: list[Mention]) -> list[Mention]:
        """A gate or a bin without its compound says nothing once another place is named."""
        telling = [m for m in settled if len(m.paths) == 1 or not m.named or self._is_area(m)]
        return telling or [m for m in settled if len(m.paths) <= MOST_CANDIDATES]

    def _named(self, folded: str) -> Iterable[Mention]:
        start, last = 0, len(folded) - 1
        while start < last:
            names = self._starts.get(folded[start : start + 2], ())
            hit = next((name for name in names if folded.startswith(name, start)), None)
            if hit:
                end = start + len(hit)
                yield Mention(start, end, frozenset(self._names[hit]), named=True)
                start = end
            else:
                start += 1

    def _numbered(self, folded: str) -> Iterable[Mention]:
        for found in _ADDRESS.finditer(folded):
            building, unit, room = (found[i] or found[i + 3] for i in (1, 2, 3))
            buildings = self._numbers.buildings.get(building, ())
            inside = [self._inside(path, unit, room) for path in buildings]
            # Only one of two buildings No. 3 may have a second staircase: then it is that one.
            deepest = max((len(path) for path in inside), default=0)
            paths = frozenset(path for path in inside if len(path) == deepest)
            if paths:
                yield Mention(found.start(), found.end(), paths, named=False)

    def _inside(self, building: str, unit: str | None, room: str | None) -> str:
        """The home or unit in the building, or the building when it has no such part."""
        path = self._numbers.units.get((building, unit or "1"), "") if unit or room else ""
        if room and path:
            path = self._numbers.homes.get((path, room), path if unit else "")
        return path or building

    def _is_area(self, mention: Mention) -> bool:
        return any(self._kinds[path] in ("compound", "grid", "community") for path in mention.paths)

    def _decide(self, mention: Mention, context: list[Mention], near: str) -> Mention:
        """Keep of several places those that lie where the text, or the reporter, is."""
        paths = mention.paths
        for area in sorted(context, key=lambda m: abs(m.start - mention.start)):
            inside = frozenset(path for path in paths if _holds_any(area.paths, path))
            if area is not mention and inside:
                paths = inside
                break
        else:
            paths = _nearest(paths, near)
        return Mention(mention.start, mention.end, paths, mention.named)

    def _answer(self, settled: list[Mention], folded: str) -> Found:
        words = folded[settled[0].start : settled[0].end]
        sure = [next(iter(m.paths)) for m in settled if len(m.paths) == 1]
        if len(settled) == 1 and sure:
            return Found(sure[0], words)
        every = list(dict.fromkeys(path for m in settled for path in sorted(m.paths)))
        common = _common(every)
        narrow = self._kinds.get(common) in ("compound", "building", "unit")
        return Found(common if narrow else "", words, tuple(every[:MOST_CANDIDATES]))


def _by_first_two(names: Iterable[str]) -> dict[str, list[str]]:
    starts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        starts[name[:2]].append(name)
    return dict(starts)


def _worth_looking_for(kind: str, spellings: Iterable[str]) -> Iterable[str]:
    """Names of two characters or more; bare numbers are read by their pattern."""
    for spelling in spellings:
        numbered = spelling.endswith("号楼") or spelling.replace("-", "").isdigit()
        if len(spelling) >= 2 and not (kind == "building" and numbered):
            yield spelling


def _nearest(paths: frozenset[str], near: str) -> frozenset[str]:
    """Those inside the narrowest part of `near` that holds any of them, below the community."""
    for end in range(len(near), 4 * SEGMENT, -SEGMENT):
        inside = frozenset(path for path in paths if path.startswith(near[:end]))
        if inside:
            return inside
    return paths


def _narrowed(mentions: list[Mention], folded: str) -> list[Mention]:
    """Drop areas that hold another mention, homes of the speaker, and what is said twice."""
    kept: list[Mention] = []
    for mention in mentions:
        others = [m for m in mentions if m.paths != mention.paths]
        if not any(_holds(mention, other) for other in others) and all(
            m.paths != mention.paths for m in kept
        ):
            kept.append(mention)
    elsewhere = [m for m in kept if not _OWN_HOME.search(folded[: _first(m, mentions)])]
    return elsewhere or kept


def _first(mention: Mention, mentions: Sequence[Mention]) -> int:
    """Where the address begins that the mention ends: 梧桐苑3号楼 begins with its compound."""
    start = mention.start
    for before in reversed(mentions):
        if before.end == start:
            start = before.start
    return start


def _holds(outer: Mention, inner: Mention) -> bool:
    return all(_holds_any(outer.paths, path) for path in inner.paths)


def _holds_any(areas: Iterable[str], path: str) -> bool:
    return any(path.startswith(area) for area in areas)


def _parent(path: str) -> str:
    return path[:-SEGMENT]


def _common(paths: Sequence[str]) -> str:
    shortest = min(map(len, paths))
    for end in range(shortest, 0, -SEGMENT):
        if len({path[:end] for path in paths}) == 1:
            return paths[0][:end]
    return ""
