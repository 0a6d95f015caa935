"""Who the lines of a file are: somebody held, each other, nobody yet, or for a person to judge."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from liren.core import crypto
from liren.core.scope import Scope
from liren.ledgers.domain.homes import NOWHERE, Home
from liren.ledgers.domain.lines import Values
from liren.ledgers.domain.matching import Matching, Record, Ref, match
from liren.ledgers.domain.staging import Staged
from liren.ledgers.domain.taking import home_in, text_in
from liren.ledgers.models import Import, PlanLine, Rule, Stage
from liren.people.selectors import (
    Candidate,
    candidates,
    candidates_of,
    candidates_with,
    number_key,
    phone_key,
)
from liren.people.services import Fitting
from liren.places.models import Kind
from liren.places.selectors import Door, Doors, doors

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
AT_A_HOME = "#"  # a home of the tree, whatever it is called in the file
AT_ONCE = 500
Key = tuple[int, int]  # the row in the file, and which of its people


class Placed(NamedTuple):
    """What became clear of one person of a file."""

    key: Key
    person: int | None = None  # in the register
    is_away: bool = False
    rule: Rule = Rule.NONE
    leader: Key | None = None
    step: int = 0
    is_said: bool = False  # the same words of the same day were taken before


class Alike(NamedTuple):
    """Two whom a person has to judge: a line, and another line or somebody held."""

    first: Key
    second: Key | None
    person: int | None
    why: str


@dataclass
class Homes:
    """Where the addresses of a file lie in the tree of places."""

    doors: Doors
    unknown: set[Door] = field(default_factory=set)
    _known: dict[Home, int | None] = field(default_factory=dict)
    _nearest: dict[Home, int | None] = field(default_factory=dict)

    def at(self, home: Home) -> int | None:
        """The home of the tree, if it is known."""
        if home not in self._known:
            door = Door(*home)
            found = self.doors.at(door)
            self._known[home] = found if found is not None and self.is_home(found) else None
            if found is None and home.is_whole and self.doors.is_new(door):
                self.unknown.add(door)
        return self._known[home]

    def nearest(self, home: Home) -> int | None:
        """The home, or the finest place of its address that is known."""
        if home not in self._nearest:
            nearest = self.at(home) or self.doors.nearest(Door(*home))
            self._nearest[home] = nearest if any(home) else None
        return self._nearest[home]

    @property
    def are_first(self) -> bool:
        """Whether the unknown ones are the first of their buildings, so that none is doubled."""
        return all(map(self.doors.is_first, self.unknown))

    def is_home(self, place: int) -> bool:
        """Whether a place is one home."""
        node = self.doors.nodes.get(place)
        return node is not None and node.kind == Kind.HOME


@dataclass
class Matcher:
    """Takes in the people of a file, then says who they are."""

    ledger: Import
    fitting: Fitting = field(default_factory=Fitting)
    keys: list[Key] = field(default_factory=list)
    words: dict[Key, bytes] = field(default_factory=dict)
    days: dict[Key, str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    nobody: list[Key] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.homes = Homes(doors(self.ledger.place))
        self.phone = lru_cache(maxsize=65_536)(self.fitting.phone)

    def take(self, at: int, line: Staged, ledger_date: str) -> None:
        """The people of one row, of a sheet of that date."""
        for who, values in enumerate(line.people):
            key = (at, who)
            self.words[key] = words_index(values, line.extra)
            self.days[key] = text_in(values, "updated")[:10] or ledger_date
            if not text_in(values, "name"):
                self.nobody.append(key)
                continue
            self.keys.append(key)
            self.records.append(self._record(key, values))

    def _record(self, key: Key, values: Values) -> Record:
        number, found = text_in(values, "id_number"), values.get("phones")
        phones = (
            [self.phone(one) for one in found if isinstance(one, str)]
            if isinstance(found, list)
            else []
        )
        return Record(
            Ref("", "", len(self.keys)),
            text_in(values, "name"),
            number_key(number) if number else "",
            text_in(values, "birth_date"),
            text_in(values, "sex"),
            tuple(phone_key(one) for one in phones if one),
            self._home(home_in(values)),
            self.days[key],
        )

    def _home(self, home: Home) -> Home:
        found = self.homes.at(home)
        return Home(AT_A_HOME, "", "", str(found)) if found else home

    def settle(self) -> tuple[list[Placed], list[Alike]]:
        """Who each is, and the pairs to be judged."""
        held = self._held()
        matching = match([*(self._of(one) for one in held), *self.records])
        return _Settling(self, held, matching).run()

    def _held(self) -> list[Candidate]:
        numbers = {one.number for one in self.records if one.number}
        phones = {phone for one in self.records for phone in one.phones}
        found = {one.pk: one for one in candidates(Scope.of([self.ledger.place_path]))}
        found |= {one.pk: one for one in candidates_with(numbers, phones)}
        roots = {one.root for one in found.values()} - found.keys()
        found |= {one.pk: one for one in candidates_of(roots)}
        return [found[pk] for pk in sorted(found)]

    def _of(self, one: Candidate) -> Record:
        is_home = self.homes.is_home(one.place_id)
        home = Home(AT_A_HOME, "", "", str(one.place_id)) if is_home else NOWHERE
        born, ref = one.birth_date, Ref("", "", one.pk)
        return Record(ref, one.name, one.number, born, one.sex, one.phones, home, "")

    def repeated(self) -> tuple[dict[Key, int], set[Key]]:
        """Of whom lines were taken before, word for word; and which of them of the same day."""
        wanted: dict[bytes, list[Key]] = defaultdict(list)
        for key in self.keys:
            wanted[self.words[key]].append(key)
        whom: dict[Key, int] = {}
        said: set[Key] = set()
        hashes = list(wanted)
        before = PlanLine.objects.filter(
            ledger__place=self.ledger.place_id, stage=Stage.DONE, ledger__erased_at__isnull=True
        )
        for start in range(0, len(hashes), AT_ONCE):
            rows = before.filter(words_index__in=hashes[start : start + AT_ONCE]).order_by("pk")
            for index, day, person in rows.values_list("words_index", "as_of", "person"):
                keys = wanted[bytes(index)]
                whom |= dict.fromkeys(keys, person or 0)
                said |= {key for key in keys if self.days[key] == day}
        return whom, said


def words_index(values: Values, extra: Mapping[str, str]) -> bytes:
    """A line as a keyed hash: the same words, the same hash, and nothing else is told."""
    told = {code: value for code, value in values.items() if value not in (None, "", [])}
    return crypto.blind_index(_encode([told, extra]), purpose="ledger.words")


class _Settling:
    """From sets of records that are one person each to what becomes of each line."""

    def __init__(self, matcher: Matcher, held: list[Candidate], matching: Matching) -> None:
        self.matcher, self.held, self.matching = matcher, held, matching
        self.leader_of: dict[int, int] = {}  # a record to the one that leads its set
        self.root_of: dict[int, Candidate] = {}  # a leader to who it is in the register
        self.pairs: dict[tuple[Key, Key | None, int | None], str] = {}

    def run(self) -> tuple[list[Placed], list[Alike]]:
        """Sets first, then what the pairs say of them."""
        first = len(self.held)
        placed: list[Placed] = []
        by_pk = {one.pk: one for one in self.held}
        for members in self.matching.sets:
            lines = sorted(
                (at for at in members if at >= first), key=lambda at: (self._record(at).as_of, at)
            )
            if lines:
                roots = {self.held[at].root for at in members if at < first}
                placed += self._place(
                    lines, [by_pk[root] for root in sorted(roots) if root in by_pk]
                )
        self._pair()
        return placed, [Alike(*key, why) for key, why in self.pairs.items()]

    def _record(self, at: int) -> Record:
        return self.matching.records[at]

    def _key(self, at: int) -> Key:
        return self.matcher.keys[at - len(self.held)]

    def _place(self, lines: list[int], roots: list[Candidate]) -> Iterable[Placed]:
        leader = lines[0]
        self.leader_of |= dict.fromkeys(lines, leader)
        if not roots:
            yield Placed(self._key(leader))
            for step, at in enumerate(lines[1:], start=1):
                rule = self._rule(at, self._record(leader).number)
                yield Placed(self._key(at), None, False, rule, self._key(leader), step)
            return
        root = min(roots, key=lambda one: (not one.number, one.pk))
        self.root_of[leader] = root
        is_away = not root.place_path.startswith(self.matcher.ledger.place_path)
        for other in roots:
            if other.pk != root.pk and not is_away and self._is_near(other):
                self.pairs[self._key(leader), None, other.pk] = "held_twice"
        for step, at in enumerate(lines):
            rule = self._rule(at, root.number)
            yield Placed(self._key(at), root.pk, is_away, rule, None, step)

    def _rule(self, at: int, number: str) -> Rule:
        own = self._record(at).number
        return Rule.NUMBER if own and own == number else Rule.CONTACT

    def _is_near(self, one: Candidate) -> bool:
        return one.place_path.startswith(self.matcher.ledger.place_path)

    def _pair(self) -> None:
        """What looks alike, each set once; of those held elsewhere nothing is told."""
        first = len(self.held)
        for pair in self.matching.reviews:
            lines = sorted({self.leader_of[at] for at in pair[:2] if at >= first})
            others = [self.held[at] for at in pair[:2] if at < first]
            if not lines or (len(lines) == 1 and not others):
                continue
            own, root = self._key(lines[0]), self.root_of.get(lines[0])
            if others:
                if self._is_near(others[0]) and (root is None or root.pk != others[0].root):
                    self.pairs.setdefault((own, None, others[0].root), str(pair.why))
                continue
            other = self.root_of.get(lines[1])
            if root is None and other is None:
                self.pairs.setdefault((own, self._key(lines[1]), None), str(pair.why))
            elif root is not None and other is not None:
                if root.pk != other.pk and self._is_near(root) and self._is_near(other):
                    self.pairs.setdefault((own, None, other.pk), str(pair.why))
            else:
                known, line = (root, lines[1]) if root else (other, lines[0])
                if known is not None and self._is_near(known):
                    self.pairs.setdefault((self._key(line), None, known.pk), str(pair.why))
