"""The roll: units with their owners and areas, and the heads that come of it.

Supreme People's Court, Interpretation on building ownership (2020), art. 9: a unit is one head;
all units of one owner are one head together, and so are the developer's units that are unsold, or
sold and not yet handed over. Hence a co-owned home is one head. Identical sets of owners merge;
whether a co-owned home also joins the head of somebody who owns another alone is for the rules of
procedure (`Profile.joins_co_owned`), because the text does not say. A buyer whose unit is not
handed over is not counted beside the developer.

For residents' votes the same rows are read otherwise: a unit is a home, its owners are the people
who may speak for it, and areas do not matter.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from .matters import Basis
from .profiles import CoOwners, Profile
from .reasons import Why


class Status(StrEnum):
    """Whether a unit has passed from the developer to its buyer."""

    DELIVERED = "delivered"
    UNSOLD = "unsold"
    SOLD_UNDELIVERED = "sold_undelivered"


class AreaSource(StrEnum):
    """Where an area is from: Interpretation art. 8, in its order; the first that exists counts."""

    REGISTER = "register"
    SURVEY = "survey"
    CONTRACT = "contract"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One exclusive unit; `area` in 0.01 m². Owners are ids, never names."""

    key: str
    area: int
    owners: frozenset[str]
    status: Status = Status.DELIVERED
    counts: bool = True  # the rules of procedure may leave parking spaces out
    developer: str = ""
    speaker: str = ""  # the co-owner whom the others named
    area_source: AreaSource = AreaSource.REGISTER


@dataclass(frozen=True, kw_only=True)
class Roll:
    """One version of the roll; `delivered` are those to whom delivery of the ballot is proven."""

    units: tuple[Unit, ...]
    record_date: date | None = None
    version: int = 1
    delivered: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Head:
    """Who speaks once, and with what area. `others` co-own a part and speak only with an owner."""

    key: str
    units: tuple[str, ...]
    area: int
    owners: frozenset[str]
    others: frozenset[str] = frozenset()
    speaker: str = ""

    def hears(self, voters: frozenset[str]) -> bool:
        """Whether these people may speak for it."""
        return bool(voters & self.owners) and voters <= self.owners | self.others


class FaultKind(StrEnum):
    """What is wrong with a line of the roll."""

    UNIT_TWICE = "unit_twice"
    NO_OWNER = "no_owner"
    NO_AREA = "no_area"
    DEVELOPER_UNKNOWN = "developer_unknown"
    SPEAKER_NOT_OWNER = "speaker_not_owner"


@dataclass(frozen=True)
class Fault:
    """One fault, with its unit."""

    kind: FaultKind
    unit: str


@dataclass(frozen=True)
class Heads:
    """All heads of a roll, found by the people who speak."""

    all: tuple[Head, ...]
    uncounted: frozenset[str] = frozenset()  # people whose every unit is left out
    needs_named: bool = False  # co-owners have to say who votes for them

    @property
    def area(self) -> int:
        """The whole area, in 0.01 m²."""
        return sum(head.area for head in self.all)

    @cached_property
    def _by_unit(self) -> dict[str, Head]:
        return {unit: head for head in self.all for unit in head.units}

    @cached_property
    def _by_owners(self) -> dict[frozenset[str], list[Head]]:
        found: dict[frozenset[str], list[Head]] = defaultdict(list)
        for head in self.all:
            found[head.owners].append(head)
        return found

    @cached_property
    def _by_person(self) -> dict[str, list[Head]]:
        found: dict[str, list[Head]] = defaultdict(list)
        for head in self.all:
            for person in head.owners | head.others:
                found[person].append(head)
        return found

    def spoken_for(self, voters: frozenset[str], unit: str) -> tuple[Head | None, Why | None]:
        """The head that these people speak for, or why there is none."""
        able = self._by_owners.get(voters, []) if not unit else []
        if not able:
            near = self._near(voters, unit)
            able = [head for head in near if head.hears(voters)]
            if not able:
                return None, self._why_nobody(voters, near)
        if len(able) > 1:
            return None, Why.WHICH_HOME
        (head,) = able
        if head.speaker and head.speaker not in voters:
            return head, Why.NOT_THE_NAMED
        if self.needs_named and not head.speaker and not head.owners <= voters:
            return head, Why.NOBODY_NAMED
        return head, None

    def _near(self, voters: frozenset[str], unit: str) -> list[Head]:
        """The heads in which at least one of them has a part."""
        if unit and self._by_unit:  # one person one vote knows no homes
            head = self._by_unit.get(unit)
            return [head] if head is not None and voters & (head.owners | head.others) else []
        near = {h.key: h for person in voters for h in self._by_person.get(person, ())}
        return list(near.values())

    def _why_nobody(self, voters: frozenset[str], near: list[Head]) -> Why:
        if any(voters <= head.others for head in near):
            return Why.NOT_ALONE
        return Why.NOT_COUNTED if voters & self.uncounted else Why.NOT_AN_OWNER


def heads_of(roll: Roll, basis: Basis, rules: Profile) -> Heads:
    """Return the heads of a roll on one basis, sorted by key."""
    counted = [unit for unit in roll.units if unit.counts]
    if basis is Basis.OWNERS:
        heads = _merge(counted, rules.joins_co_owned)
    elif basis is Basis.HOMES:
        heads = [replace(_head([unit], unit.owners), area=0, speaker="") for unit in counted]
    else:
        people = {person for unit in counted for person in unit.owners}
        heads = [Head(key=p, units=(), area=0, owners=frozenset({p})) for p in people]
    known = {person for head in heads for person in head.owners | head.others}
    left_out = {p for u in roll.units if not u.counts for p in u.owners} - known
    return Heads(
        tuple(sorted(heads, key=lambda head: head.key)),
        frozenset(left_out),
        needs_named=basis is Basis.OWNERS and rules.co_owners is CoOwners.NAMED,
    )


def faults_of(roll: Roll, basis: Basis = Basis.OWNERS) -> Iterator[Fault]:
    """Yield every bad line; none is dropped."""
    seen = Counter(unit.key for unit in roll.units)
    developers = _developers(roll.units)
    for unit in roll.units:
        if seen[unit.key] > 1:
            yield Fault(FaultKind.UNIT_TWICE, unit.key)
        if not unit.owners:
            yield Fault(FaultKind.NO_OWNER, unit.key)
        if unit.speaker and unit.speaker not in unit.owners:
            yield Fault(FaultKind.SPEAKER_NOT_OWNER, unit.key)
        if basis is not Basis.OWNERS:
            continue
        if unit.area <= 0:
            yield Fault(FaultKind.NO_AREA, unit.key)
        if unit.status is not Status.DELIVERED and not _developer_of(unit, developers):
            yield Fault(FaultKind.DEVELOPER_UNKNOWN, unit.key)


def fingerprint(lines: Iterable[str]) -> str:
    """Return the SHA-256 of lines in order, each ended by one newline, as hexadecimal digits."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _merge(units: list[Unit], joins_co_owned: bool) -> list[Head]:
    """One head for each set of owners, and one for each developer."""
    groups: dict[frozenset[str], list[Unit]] = defaultdict(list)
    heads, developers = [], _developers(units)
    for unit in units:
        owners = unit.owners
        if unit.status is not Status.DELIVERED:
            owners = _developer_of(unit, developers)
        if owners:
            groups[owners].append(unit)
        else:  # nobody known can speak for it, and its area still belongs to the whole
            heads.append(_head([unit], owners))
    others = _join(groups) if joins_co_owned else {}
    return heads + [
        _head(group, owners, others.get(owners, frozenset())) for owners, group in groups.items()
    ]


def _join(groups: dict[frozenset[str], list[Unit]]) -> dict[frozenset[str], frozenset[str]]:
    """Put co-owned homes to the one among their owners who owns another home alone."""
    others: dict[frozenset[str], frozenset[str]] = {}
    for owners in sorted((o for o in groups if len(o) > 1), key=sorted):
        alone = [frozenset({p}) for p in owners if frozenset({p}) in groups]
        if len(alone) == 1:
            groups[alone[0]] += groups.pop(owners)
            others[alone[0]] = others.get(alone[0], frozenset()) | (owners - alone[0])
    return others


def _head(units: list[Unit], owners: frozenset[str], others: frozenset[str] = frozenset()) -> Head:
    keys = tuple(sorted(unit.key for unit in units))
    named = {unit.speaker for unit in units if unit.speaker in owners}
    return Head(
        key=keys[0],
        units=keys,
        area=sum(unit.area for unit in units),
        owners=owners,
        others=others,
        speaker=named.pop() if len(named) == 1 else "",
    )


def _developers(units: Iterable[Unit]) -> frozenset[str]:
    """Everybody who is named as a developer; the owner of an unsold unit is one."""
    found = {unit.developer for unit in units if unit.developer}
    for unit in units:
        if unit.status is Status.UNSOLD and not unit.developer:
            found |= unit.owners
    return frozenset(found)


def _developer_of(unit: Unit, developers: frozenset[str]) -> frozenset[str]:
    if unit.developer:
        return frozenset({unit.developer})
    if unit.status is Status.UNSOLD:
        return unit.owners
    return developers if len(developers) == 1 else frozenset()
