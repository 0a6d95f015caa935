"""Which lines speak of one person. Only two rules join by themselves; all else is for a person.

D1: equal valid id numbers. D2: at least one has none, name and full birth date are equal, sex does
not contradict, and a telephone or the home is equal. Two different valid numbers never join, also
not by way of a third line. In a million records D1 and D2 are right in 0.9987 of joins, a name with
a birth date alone in 0.52 (measured before; docs/adr/0020).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from .codes import Kind
from .homes import NOWHERE, Home
from .likeness import is_alike
from .lines import Line, Values


class Ref(NamedTuple):
    """Where a line stands."""

    file: str
    sheet: str
    row: int


class Record(NamedTuple):
    """What matching needs of a line, and nothing else; a row of several people gives several."""

    ref: Ref
    name: str
    number: str
    birth: str
    sex: str
    phones: tuple[str, ...]
    home: Home
    as_of: str
    is_error: bool = False
    damaged: str = ""  # an id number that waits for correction, as far as it can be read
    landlord: str = ""

    @property
    def has_birth(self) -> bool:
        """Whether the full date of birth is known."""
        return len(self.birth) == 10


class Why(StrEnum):
    """Why two records look like one person, and a person has to say."""

    BIRTH_UNKNOWN = "birth_unknown"
    NOTHING_ELSE_EQUAL = "nothing_else_equal"
    SEVERAL_FIT = "several_fit"
    SEX_DIFFERS = "sex_differs"
    OTHER_DOCUMENT = "other_document"
    NAME_WRITTEN_OTHERWISE = "name_written_otherwise"


class Pair(NamedTuple):
    """Two records for the review page, or two that are kept apart."""

    first: int
    second: int
    why: str


@dataclass
class Matching:
    """What came out: sets of records that are one person each, and pairs for a person to judge."""

    records: Sequence[Record]
    sets: list[list[int]] = field(default_factory=list)
    reviews: list[Pair] = field(default_factory=list)
    apart: list[Pair] = field(default_factory=list)
    waiting: dict[int, int] = field(default_factory=dict)  # a record with errors → the one it joins

    def person_of(self) -> dict[int, int]:
        """The set of each record."""
        return {one: at for at, members in enumerate(self.sets) for one in members}


def records_of(line: Line, ref: Ref, ledger_date: str) -> Iterator[Record]:
    """The people of a line that is taken, or that waits for correction."""
    if line.kind in (Kind.ROW, Kind.ERROR):
        for values in (line.values, *line.others):
            yield _record(line, values, ref, ledger_date)


def _record(line: Line, values: Values, ref: Ref, ledger_date: str) -> Record:
    def text(code: str) -> str:
        found = values.get(code)
        return found if isinstance(found, str) else ""

    home, phones = values.get("home"), values.get("phones")
    damaged = next(
        (f.raw or "" for f in line.findings if f.code.startswith("ID_") and f.code.is_error), ""
    )
    return Record(
        ref,
        text("name"),
        text("id_number"),
        text("birth_date"),
        text("sex"),
        tuple(p for p in phones if isinstance(p, str)) if isinstance(phones, list) else (),
        home if isinstance(home, Home) else NOWHERE,
        text("updated") or ledger_date,
        line.kind is Kind.ERROR,
        damaged,
        text("landlord_name"),
    )


def contradicts(one: Record, other: Record) -> bool:
    """Whether two records cannot be one person."""
    if one.number and other.number and one.number != other.number:
        return True
    if one.sex and other.sex and one.sex != other.sex:
        return True
    return one.has_birth and other.has_birth and one.birth != other.birth


def is_near(one: Record, other: Record) -> bool:
    """Whether a telephone or the whole home is equal."""
    if not set(one.phones).isdisjoint(other.phones):
        return True
    return one.home.is_whole and one.home == other.home


def match(records: Sequence[Record]) -> Matching:
    """Join what the two rules join; list what looks alike for a person to decide."""
    return _Matcher(records).run()


class _Matcher:
    """Sets of records, built rule by rule."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self.good = [at for at, one in enumerate(records) if not one.is_error]
        self.parent = list(range(len(records)))
        self.done = Matching(records)

    def run(self) -> Matching:
        """Rule by rule."""
        self._join_numbers()
        self._join_by_birth()
        sets: dict[int, list[int]] = defaultdict(list)
        for at in self.good:
            sets[self._root(at)].append(at)
        self.done.sets = sorted(sets.values(), key=lambda members: members[0])
        self._review_names()
        self._review_spellings()
        self._keep_apart()
        self._await_corrections()
        self.done.reviews = sorted(set(self.done.reviews))
        return self.done

    def _root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self.parent[second] = first

    def _join_numbers(self) -> None:
        """D1."""
        first: dict[str, int] = {}
        for at in self.good:
            if number := self.records[at].number:
                self._join(first.setdefault(number, at), at)

    def _join_by_birth(self) -> None:
        """D2, within those of one name and one birth date."""
        blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at in self.good:
            one = self.records[at]
            if one.name and one.has_birth:
                blocks[one.name, one.birth].append(at)
        for block in blocks.values():
            if len(block) > 1 and any(not self.records[at].number for at in block):
                self._join_block(block)

    def _join_block(self, block: Sequence[int]) -> None:
        """Groups without a number first; each joins a numbered person only if it is the one."""
        nameless = [at for at in block if not self.records[at].number]
        links = [p for p in combinations(nameless, 2) if self._fit(*p)]
        for group in _groups(nameless, links):
            if self._disagree(group):
                self.done.reviews += [Pair(a, b, Why.SEX_DIFFERS) for a, b in links if a in group]
                continue
            for at in group[1:]:
                self._join(group[0], at)
            self._join_group(group, [at for at in block if self.records[at].number])

    def _join_group(self, group: Sequence[int], numbered: Sequence[int]) -> None:
        near = [(a, b) for a in group for b in numbered if self._fit(a, b)]
        people = {self.records[b].number for _, b in near}
        sexes = {self.records[at].sex for at in (*group, *(b for _, b in near))} - {""}
        if len(people) == 1 and len(sexes) < 2:
            self._join(*near[0])
        elif people:
            why = Why.SEVERAL_FIT if len(people) > 1 else Why.SEX_DIFFERS
            self.done.reviews += [Pair(min(pair), max(pair), why) for pair in near]

    def _fit(self, one: int, other: int) -> bool:
        first, second = self.records[one], self.records[other]
        return not contradicts(first, second) and is_near(first, second)

    def _disagree(self, group: Sequence[int]) -> bool:
        return len({self.records[at].sex for at in group} - {""}) > 1

    def _review_names(self) -> None:
        """Equal names that no rule joins and nothing keeps apart."""
        names: dict[str, list[int]] = defaultdict(list)
        for at in self.good:
            if self.records[at].name:
                names[self.records[at].name].append(at)
        for block in names.values():
            open_ones = [
                at for at in block if not (self.records[at].number and self.records[at].has_birth)
            ]
            for one in open_ones:
                self._review_one(one, block)

    def _review_one(self, one: int, block: Sequence[int]) -> None:
        first = self.records[one]
        found: dict[int, Pair] = {}
        for other in block:
            second = self.records[other]
            if self._root(one) == self._root(other) or self._is_other(first, second):
                continue
            near = is_near(first, second)
            if near or (first.has_birth and first.birth == second.birth):
                why = Why.NOTHING_ELSE_EQUAL if not near else Why.BIRTH_UNKNOWN
                if first.number and second.number:
                    why = Why.OTHER_DOCUMENT
                found.setdefault(self._root(other), Pair(min(one, other), max(one, other), why))
        listed = {(p.first, p.second) for p in self.done.reviews}
        self.done.reviews += [p for p in found.values() if (p.first, p.second) not in listed]

    def _review_spellings(self) -> None:
        """One birth date, near each other, and a name that was heard or written otherwise."""
        births: dict[str, list[int]] = defaultdict(list)
        for at in self.good:
            if self.records[at].has_birth:
                births[self.records[at].birth].append(at)
        for block in births.values():
            for one in (at for at in block if not self.records[at].number):
                for other in block:
                    if self._is_spelling(one, other):
                        pair = Pair(min(one, other), max(one, other), Why.NAME_WRITTEN_OTHERWISE)
                        self.done.reviews.append(pair)

    def _is_spelling(self, one: int, other: int) -> bool:
        first, second = self.records[one], self.records[other]
        return (
            self._fit(one, other)
            and is_alike(first.name, second.name)
            and self._root(one) != self._root(other)
        )

    def _is_other(self, first: Record, second: Record) -> bool:
        """Whether nobody need ask: two id cards, or what is known contradicts."""
        if first.number and second.number and first.has_birth and second.has_birth:
            return True
        return contradicts(first._replace(number=""), second)

    def _keep_apart(self) -> None:
        """Traps: alike in all but their numbers; shown, never joined."""
        blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
        for members in self.done.sets:
            at = next(
                (a for a in members if self.records[a].number and self.records[a].has_birth), -1
            )
            if at >= 0 and self.records[at].name:
                blocks[self.records[at].name[0], self.records[at].birth].append(at)
        for block in blocks.values():
            for a, b in combinations(block, 2) if len(block) < MOST_ALIKE else ():
                one, other = self.records[a], self.records[b]
                if one.number != other.number and one.sex == other.sex:
                    if one.name == other.name:
                        self.done.apart.append(Pair(a, b, SAME_NAME))
                    elif is_near(one, other):
                        self.done.apart.append(Pair(a, b, TWINS))

    def _await_corrections(self) -> None:
        """Whom a row with errors will join once its sender has corrected it."""
        numbers: dict[str, int] = {}
        names: dict[str, list[int]] = defaultdict(list)
        for at in sorted(range(len(self.records)), key=lambda at: self.records[at].is_error):
            one = self.records[at]
            if one.is_error and (whom := self._whom(one, numbers, names)) is not None:
                self.done.waiting[at] = whom
            if one.number:
                numbers.setdefault(one.number, at)
            if one.name:
                names[one.name].append(at)

    def _whom(
        self, one: Record, numbers: dict[str, int], names: dict[str, list[int]]
    ) -> int | None:
        if one.number:
            return numbers.get(one.number)
        alike = [at for at in names.get(one.name, ()) if not contradicts(one, self.records[at])]
        damaged = [
            at for at in alike if one.damaged and is_damaged(one.damaged, self.records[at].number)
        ]
        near = [at for at in alike if is_near(one, self.records[at])]
        if one.damaged and not damaged:
            near = [at for at in near if not self.records[at].number]
        return next(iter(damaged or near), None)


MOST_ALIKE = 50
SAME_NAME = "different valid id numbers, same name, same birth date, same sex"
TWINS = "same surname, birth date, sex, and home or telephone, different valid id numbers"


def _groups(members: Sequence[int], links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Members that are linked, one by way of another."""
    group = {at: {at} for at in members}
    for one, other in links:
        joined = group[one] | group[other]
        for at in joined:
            group[at] = joined
    return [sorted(found) for found in {id(g): g for g in group.values()}.values()]


def is_damaged(text: str, number: str) -> bool:
    """Whether a text may be a number that lost its last digits, or has one or two wrong."""
    if not number:
        return False
    if "e" in text.lower():
        try:
            digits = str(int(float(text)))
        except (ValueError, OverflowError):
            return False
        kept = sum(mark.isdecimal() for mark in text.lower().split("e")[0])
        return digits[: min(kept, 15)][:-1] == number[: min(kept, 15) - 1]
    if len(text) == len(number):
        return sum(a != b for a, b in zip(text, number, strict=True)) <= 2
    return abs(len(text) - len(number)) == 1 and any(
        long[:at] + long[at + 1 :] == short
        for long, short in [sorted((text, number), key=len, reverse=True)]
        for at in range(len(long))
    )
