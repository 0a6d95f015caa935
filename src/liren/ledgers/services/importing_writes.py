"""What the register is told of the lines: the persons first, then what hangs on them.

The same code foresees and writes: `execute` is `people.foresee` for a plan and `people.put_all`
for the deed. Each round asks for what it hangs on in a fixed number of statements.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField

from liren.core.prepared import Prepared, Slots
from liren.ledgers.domain import taking
from liren.ledgers.domain.lines import Values
from liren.ledgers.services.importing_ahead import Ready
from liren.ledgers.services.importing_fitting import said_of_person
from liren.ledgers.services.importing_match import Homes, Key
from liren.people import selectors as people
from liren.people.models import Household, Person, Record
from liren.people.services import Fitting, New, Result, Write
from liren.places.models import Place

HEAD = "02"
PLACES = Prepared(
    lambda: Place.objects.defer("geometry", "details", "aliases").filter(
        pk__in=Slots("ids", BigIntegerField())
    )
)


@dataclass
class Told:
    """One person of a row: what is said, and who it is in the register once that is known."""

    key: Key
    values: Values
    person: Person | None = None
    observed_on: date | None = None
    base: int | None = None
    ready: Ready | None = None  # made beforehand, of somebody who begins
    only: frozenset[str] | None = None  # what of records that are there was planned; all if none
    left_out: list[str] = field(default_factory=list)


class Done(NamedTuple):
    """What became of one write."""

    told: Told
    kind: str
    write: Write
    result: Result | None  # none where what it hangs on is only foreseen


Execute = Callable[[Sequence[Write]], Sequence[Result]]


@dataclass
class Writer:
    """Makes the writes for one import."""

    place: Place
    homes: Homes
    fitting: Fitting
    places: dict[int, Place] = field(default_factory=dict)

    def persons(self, told: Iterable[Told]) -> list[tuple[Told, Write]]:
        """Of each line what it says of the person."""
        some = list(told)
        at = {one.key: self.homes.nearest(taking.home_in(one.values)) for one in some}
        self._load({pk for pk in at.values() if pk} - self.places.keys())
        return [(one, self._person(one, at[one.key])) for one in some]

    def _load(self, wanted: set[int]) -> None:
        self.places |= {row.pk: row for row in PLACES.all(ids=wanted)} if wanted else {}

    def _person(self, one: Told, home: int | None) -> Write:
        given, left_out = ({}, one.ready.left_out) if one.ready else self._said(one)
        one.left_out += left_out
        if one.person is None:
            given["home"] = self.places.get(home or 0, self.place)
        elif home is not None and self.homes.is_home(home):
            given["home"] = self.places[home]
        if one.only is not None:
            given = {name: value for name, value in given.items() if f"person.{name}" in one.only}
        subject: Record | New = one.person or New("person")
        prepared = one.ready.prepared if one.ready else None
        return Write(
            subject=subject,
            values=given,
            base=one.base,
            observed_on=one.observed_on,
            prepared=prepared,
        )

    def _said(self, one: Told) -> tuple[dict[str, object], list[str]]:
        return said_of_person(one.values, self.fitting)

    def matters(self, told: Sequence[Told], execute: Execute) -> list[Done]:
        """Households, memberships, benefits, visits and payments of persons who are known."""
        known = [one for one in told if one.person is not None]
        return _Matters(self, known, execute).run() if known else []

    def fit(self, one: Told, kind: str, given: dict[str, object]) -> dict[str, object]:
        """What of some values the register can take; the rest is named on the line."""
        good, unfit = self.fitting.of(kind, given)
        one.left_out += [f"{kind}.{name}" for name in unfit]
        return good


class _Matters:
    """Round by round, because a membership needs its household and a payment its benefit."""

    def __init__(self, writer: Writer, told: Sequence[Told], execute: Execute) -> None:
        self.writer, self.told, self.execute = writer, told, execute
        self.done: list[Done] = []
        self.ids = [one.person.pk for one in told if one.person]
        self.household_of: dict[Key, Any] = {}  # a key of a household, then the household

    def run(self) -> list[Done]:
        """All rounds."""
        self._households()
        self._round([*self._memberships(), *self._visits(), *self._benefits()])
        self._round(self._payments())
        return self.done

    def _round(self, wanted: Sequence[tuple[Told, str, Write | None]]) -> list[Done]:
        planned = [(told, kind, _planned(told, kind, write)) for told, kind, write in wanted]
        writes = [write for _, _, write in planned if write is not None and write.values]
        results = iter(self.execute(writes) if writes else ())
        made = []
        for told, kind, write in planned:
            if write is None:
                made.append(Done(told, kind, Write(subject=New(kind), values={}), None))
            elif write.values:
                made.append(Done(told, kind, write, next(results)))
        self.done += made
        return made

    def _households(self) -> None:
        """By their number in the community, or the one at a home."""
        keys: dict[object, list[Told]] = {}
        for one in self.told:
            assert one.person is not None
            number = taking.text_in(one.values, "household_no")[:40]
            home = one.person.place_id
            key: object = number or (home if taking.relation_in(one.values) else None)
            if key is not None and (number or self.writer.homes.is_home(home)):
                keys.setdefault(key, []).append(one)
                self.household_of[one.key] = key
        numbers = [key for key in keys if isinstance(key, str)]
        numbered = people.households_numbered(self.writer.place.path, numbers)
        there = people.households_at([key for key in keys if isinstance(key, int)])
        wanted: list[tuple[Told, str, Write | None]] = []
        held: dict[object, Household | None] = {}
        for key, members in keys.items():
            at_home = there.get(key, []) if isinstance(key, int) else []
            held[key] = numbered.get(key) if isinstance(key, str) else next(iter(at_home), None)
            if (write := self._household(key, members, held[key])) is not None:
                wanted.append((members[0], "household", write))
        order = [key for key, members in keys.items()]
        found = {id(done.told): done for done in self._round(wanted)}
        for key in order:
            done = found.get(id(keys[key][0]))
            if held[key] is None and done and done.result:
                made = done.result.subject
                held[key] = made if isinstance(made, Household) else None
        self.household_of = {key: held[own] for key, own in self.household_of.items()}

    def _household(
        self, key: object, members: Sequence[Told], held: Household | None
    ) -> Write | None:
        first = members[0]
        given: dict[str, object] = {}
        for one in members:
            if isinstance(size := one.values.get("household_size"), int):
                given["size"] = size
            if demand := taking.text_in(one.values, "demand"):
                given["demand"] = demand[:400]
        given = self.writer.fit(first, "household", given)
        if held is not None:
            return (
                Write(subject=held, values=given, observed_on=first.observed_on) if given else None
            )
        assert first.person is not None
        given["home"] = first.person.place
        if isinstance(key, str):
            given["number"] = key
        return Write(subject=New("household"), values=given, observed_on=first.observed_on)

    def _memberships(self) -> list[tuple[Told, str, Write | None]]:
        held = people.memberships_of(self.ids)
        households = {own.pk for own in self.household_of.values() if own is not None}
        heads = people.heads_of(households)
        wanted: dict[object, tuple[Told, str, Write | None]] = {}
        for one in self.told:
            relation = taking.relation_in(one.values)
            if one.key not in self.household_of or not relation or one.person is None:
                continue
            household = self.household_of[one.key]
            given = self.writer.fit(one, "membership", {"relation": relation})
            if not given:
                continue
            if household is None:
                wanted[one.key] = (one, "membership", None)
                continue
            if (
                relation in ("户主", HEAD)
                and heads.setdefault(household.pk, one.person.pk) != one.person.pk
            ):
                one.left_out.append("membership.relation")  # a household has one head
                continue
            row = held.get((one.person.pk, household.pk))
            subject: Record | New = row or New("membership")
            if row is None:
                given |= {"person": one.person, "household": household}
            write = Write(subject=subject, values=given, observed_on=one.observed_on)
            wanted[one.person.pk, household.pk] = (one, "membership", write)
        return list(wanted.values())

    def _visits(self) -> list[tuple[Told, str, Write | None]]:
        said = {one.key: taking.text_in(one.values, "visit_date") for one in self.told}
        households = {
            key: own
            for key, text in said.items()
            if len(text) == 10 and (own := self.household_of.get(key)) is not None
        }
        held = people.visits_of({own.pk for own in households.values()}) if households else {}
        wanted: dict[object, tuple[Told, str, Write | None]] = {}
        for one in self.told:
            if one.key not in households:
                continue
            household, day = households[one.key], date.fromisoformat(said[one.key])
            if (household.pk, day) in held:
                continue
            given: dict[str, object] = {"household": household, "on": day}
            if visitor := taking.text_in(one.values, "visitor"):
                given["visitor"] = visitor[:80]
            write = Write(subject=New("visit"), values=given, observed_on=day)
            wanted[household.pk, day] = (one, "visit", write)
        return list(wanted.values())

    def _benefits(self) -> list[tuple[Told, str, Write | None]]:
        said = {one.key: taking.said_of_benefit(one.values) for one in self.told}
        if not any(said.values()):
            return []
        held = people.benefits_of(self.ids)
        wanted: dict[object, tuple[Told, str, Write | None]] = {}
        for one in self.told:
            if not said[one.key] or one.person is None:
                continue
            given = self.writer.fit(one, "benefit", said[one.key])
            kind = benefit_code(given.get("kind"))
            given["kind"] = kind
            row = held.get((one.person.pk, kind))
            subject: Record | New = row or New("benefit")
            if row is None:
                given["person"] = one.person
            else:
                del given["kind"]
            write = Write(subject=subject, values=given, observed_on=one.observed_on)
            wanted[one.person.pk, kind] = (one, "benefit", write)
        return list(wanted.values())

    def _payments(self) -> list[tuple[Told, str, Write | None]]:
        paid = {one.key: taking.payments_in(one.values) for one in self.told}
        if not any(paid.values()):
            return []
        held = people.benefits_of(self.ids)
        known = people.payments_of({row.pk for row in held.values()})
        wanted: dict[object, tuple[Told, str, Write | None]] = {}
        for one in self.told:
            if one.person is None or not paid[one.key]:
                continue
            kind = benefit_code(taking.said_of_benefit(one.values).get("kind"))
            benefit = held.get((one.person.pk, kind))
            for month, amount in paid[one.key].items():
                if benefit is None:
                    wanted[one.key, month] = (one, "payment", None)
                    continue
                row = known.get((benefit.pk, month))
                given: dict[str, object] = {"amount": amount}
                if row is None:
                    given |= {"benefit": benefit, "month": month}
                subject: Record | New = row or New("payment")
                write = Write(subject=subject, values=given, observed_on=one.observed_on)
                wanted[benefit.pk, month] = (one, "payment", write)
        return list(wanted.values())


def _planned(told: Told, kind: str, write: Write | None) -> Write | None:
    """Of a record that is there, only what the plan named."""
    if write is None or told.only is None or isinstance(write.subject, New):
        return write
    kept = {name: value for name, value in write.values.items() if f"{kind}.{name}" in told.only}
    return replace(write, values=kept)


def benefit_code(words: object) -> str:
    """The code of a benefit; what the list does not name is another one."""
    codes = people.element("benefit.kind").codes
    found = codes.code_of(str(words)) if codes and words else None
    return found or taking.OTHER_BENEFIT
