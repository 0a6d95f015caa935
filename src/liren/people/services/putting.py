"""The one way into the register: the owner's word holds, anyone else's waits for the owner.

Column, fact, audit line and announced fact are one transaction. Many records go through in
stretches with a fixed number of statements each, so that an import needs no way of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from liren.core.errors import Conflict, Invalid, NotAllowed, sentence
from liren.core.permissions import Actor, PermissionMissing
from liren.core.prepared import blanks
from liren.people.domain import id_numbers, values
from liren.people.domain.codes import RESIDENT_CARD
from liren.people.domain.elements import Element
from liren.people.domain.masking import masked
from liren.people.domain.owning import Right, Standing, owner_of, right_to
from liren.people.domain.values import Value, ValueMissing, ValueUnusable
from liren.people.models import Person, Record, writing
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import (
    MODELS,
    ElementUnknown,
    kind_of,
    path_of,
    text_of,
)
from liren.people.services import columns
from liren.people.services.preparing import ReadyValues
from liren.people.services.standing import Standings
from liren.people.services.storing import Said, Store, Waiting

STRETCH = 500
UNBORN = 0  # a record of this batch that has no id yet


class SourceMissing(Invalid):
    """A value without a source cannot be trusted or corrected."""

    code = "people.source_missing"
    sentence = sentence("Please say where this comes from.")


class NotYours(NotAllowed):
    """Neither the owner of the element nor among those who may propose."""

    code = "people.not_yours"
    sentence = sentence("You may not say anything about “{element}” here.")


class PeriodBackwards(Invalid):
    """A period ends before it begins."""

    code = "people.period_backwards"
    sentence = sentence("The end lies before the beginning. Please check both dates.")


class PersonGone(Conflict):
    """Whoever asked to be forgotten is not written of again."""

    code = "people.person_gone"
    sentence = sentence("This person was deleted from the register. Nothing is noted of them now.")


class Status(StrEnum):
    """What became of one value."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class New:
    """A record that begins: its kind, as the catalogue calls it."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Write:
    """What is said of one record; `base` is the revision that the writer saw.

    Of a record that begins some values may be `prepared`; they stand beside the others.
    """

    subject: Record | New
    values: Mapping[str, object]
    base: int | None = None
    observed_on: date | None = None
    prepared: ReadyValues | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one value; in a conflict, the other value, masked where the element is.

    Where it is only foreseen, `before`, `said` and `known_on` tell what is held, what is said, both
    in clear, and of when what is held is.
    """

    status: Status
    other: str = ""
    by: str = ""
    before: str = ""
    said: str = ""
    known_on: date | None = None


ACCEPTED = Outcome(Status.ACCEPTED)


@dataclass
class Result:
    """The record, what became of each value, and whose number it was that is taken."""

    subject: Record | None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    taken_by: int | None = None

    def having(self, status: Status) -> list[str]:
        """The elements that came out so."""
        return [name for name, outcome in self.outcomes.items() if outcome.status is status]


def put(  # the six things that every write of the register has to say
    *,
    subject: Record | New,
    values: Mapping[str, object],
    source: str,
    by: Actor,
    now: datetime,
    base: int | None = None,
) -> Result:
    """Say something of one record, and learn of each value what became of it."""
    write = Write(subject=subject, values=values, base=base)
    return put_all([write], source=source, by=by, now=now)[0]


@transaction.atomic
def put_all(writes: Sequence[Write], *, source: str, by: Actor, now: datetime) -> list[Result]:
    """The same of many records: all or, where one value cannot be used, none."""
    if not source.strip():
        raise SourceMissing()
    store = Store(source.strip()[:80], by, now)
    desk = _Desk(store, Standings(by, now))
    results: list[Result] = []
    with writing():
        for start in range(0, len(writes), STRETCH):
            results += desk.take(writes[start : start + STRETCH])
        store.finish()
    return results


@transaction.atomic
def foresee(writes: Sequence[Write], *, by: Actor, now: datetime) -> list[Result]:
    """What `put_all` would answer for records that are there; nothing is stored."""
    results: list[Result] = []
    for start in range(0, len(writes), STRETCH):
        desk = _Desk(Store("", by, now), Standings(by, now), tells=True)
        results += desk.weigh(writes[start : start + STRETCH])
    return results


@dataclass
class _Desk:
    """One actor who writes with one source, and what has been looked up for it."""

    store: Store
    standings: Standings
    tells: bool = False
    _blanks: dict[str, Callable[[], Record]] = field(default_factory=dict)

    def take(self, writes: Sequence[Write]) -> list[Result]:
        """A stretch of writes: cleaned, looked up together, settled one by one, stored together."""
        results = self.weigh(writes)
        self.store.flush()
        return results

    def weigh(self, writes: Sequence[Write]) -> list[Result]:
        """The same without storing it."""
        cleaned = [self._cleaned(write) for write in writes]
        held = self.store.hold([w.subject for w in writes if isinstance(w.subject, Record)])
        taken = self.store.taken(
            columns.index_of(of, given)
            for values in cleaned
            for of, given in values.items()
            if of.code == "person.id_number" and given
        )
        results = []
        for write, given in zip(writes, cleaned, strict=True):
            row = held.get(_key(write.subject)) if isinstance(write.subject, Record) else None
            _refuse_erased(row, given)
            results.append(self._settle(write, row, given, taken))
        return results

    def _cleaned(self, write: Write) -> dict[Element, Value]:
        subject = write.subject
        kind = subject.kind if isinstance(subject, New) else kind_of(subject)
        known = self.store.elements(kind)
        given: dict[Element, Value] = {}
        for name, value in write.prepared.values.items() if write.prepared else ():
            if name not in known:
                raise ElementUnknown(element=f"{kind}.{name}")
            given[known[name]] = value
        for name, raw in write.values.items():
            if name not in known:
                raise ElementUnknown(element=f"{kind}.{name}")
            given[known[name]] = values.clean(known[name], raw, columns.phone)
        if isinstance(subject, New):
            for element in known.values():
                if element.is_required and not given.get(element):
                    raise ValueMissing(element=element.name, code=element.code)
        _check_number(given, subject, known)
        return given

    def _settle(
        self,
        write: Write,
        row: Record | None,
        given: Mapping[Element, Value],
        taken: dict[bytes, int],
    ) -> Result:
        if row is None:
            return self._begin(write, given, taken)
        path = path_of(row)
        standing = self.standings.at(path, row)
        result = Result(row)
        accepted: dict[Element, Value] = {}
        for element, value in given.items():
            outcome = self._settled(write, row, (element, value), standing)
            if outcome.status is Status.ACCEPTED and self._is_taken(element, value, taken, result):
                outcome = Outcome(Status.CONFLICT)
            if self.tells and outcome.status is not Status.UNCHANGED:
                outcome = self._told(outcome, row, (element, value))
            if outcome.status is Status.ACCEPTED:
                accepted[element] = value
            if outcome.status is Status.PROPOSED:
                owner = owner_of(element, standing.present)
                said = Said(row, element, values.as_text(value), write.base, write.observed_on)
                self.store.propose(Waiting(said, path, owner))
            result.outcomes[element.field] = outcome
        if accepted:
            self.store.change(row, accepted, write.base, write.observed_on)
            _check_period(row)
        return result

    def _settled(
        self, write: Write, row: Record, said: tuple[Element, Value], standing: Standing
    ) -> Outcome:
        element, value = said
        if columns.holds(row, element, value):
            return Outcome(Status.UNCHANGED)
        if element.is_required and value in (None, ""):
            raise ValueMissing(element=element.name, code=element.code)
        right = right_to(element, standing)
        if right is Right.NONE:
            raise NotYours(element=element.name, code=element.code)
        if right is Right.PROPOSE:
            return Outcome(Status.PROPOSED)
        current = self.store.current(row, element)
        if write.base is not None and current is not None and current.revision > write.base:
            return Outcome(Status.CONFLICT, masked(element, text_of(row, element)), current.by)
        return Outcome(Status.ACCEPTED)

    def _told(self, outcome: Outcome, row: Record, said: tuple[Element, Value]) -> Outcome:
        element, value = said
        fact = self.store.current(row, element)
        known_on = fact.observed_on if fact else row.observed_on
        held, text = text_of(row, element), values.as_text(value)
        return replace(outcome, before=held, said=text, known_on=known_on)

    def _is_taken(
        self, element: Element, value: Value, holders: dict[bytes, int], result: Result
    ) -> bool:
        """Whether a number is somebody else's; in this stretch it is whoever's came first."""
        if element.code != "person.id_number" or not value:
            return False
        own = result.subject.pk if result.subject else UNBORN
        index = columns.index_of(element, value)
        holder = holders.get(index)
        if holder is None:
            holders[index] = own
            return False
        result.taken_by = holder if holder not in (own, UNBORN) else None
        return holder != own or own == UNBORN

    def _begin(
        self, write: Write, given: Mapping[Element, Value], taken: dict[bytes, int]
    ) -> Result:
        assert isinstance(write.subject, New)
        row = self.blank(write.subject.kind)
        result = Result(None)
        for element, value in given.items():
            if self._is_taken(element, value, taken, result):
                result.outcomes[element.field] = Outcome(Status.CONFLICT)
                return result
        ready = write.prepared or ReadyValues({}, {})
        for name, value in ready.columns.items():
            setattr(row, name, value)
        for element, value in given.items():
            if value not in (None, "") and element.field not in ready.values:
                columns.apply(row, element, value)
        self._require_begin(path_of(row), given)
        _check_period(row)
        self.store.begin(row, [of.field for of, value in given.items() if value], write.observed_on)
        result.subject = row
        result.outcomes = dict.fromkeys((of.field for of in given), ACCEPTED)
        return result

    def blank(self, kind: str) -> Record:
        """A new row of a kind."""
        if kind not in self._blanks:
            self._blanks[kind] = blanks(MODELS[kind])
        return self._blanks[kind]()

    def _require_begin(self, path: str, given: Mapping[Element, Value]) -> None:
        """The community begins records, and a department those of its own matter."""
        if self.standings.may_add(path):
            return
        standing = self.standings.at(path)
        owned = (element for element in given if element.owner.department)
        if not any(right_to(element, standing) is Right.WRITE for element in owned):
            raise PermissionMissing(permission=str(PeoplePermission.ADD))


def _key(record: Record) -> tuple[str, int]:
    return kind_of(record), record.pk


def _check_number(
    given: Mapping[Element, Value], subject: Record | New, known: Mapping[str, Element]
) -> None:
    element = known.get("id_number")
    number = given.get(element) if element else None
    if element is None or not number:
        return
    kind = given.get(known["id_type"]) or getattr(subject, "id_type", "") or RESIDENT_CARD
    if kind == RESIDENT_CARD and not id_numbers.is_valid(number):
        raise ValueUnusable(element=element.name, code=element.code)


def _refuse_erased(row: Record | None, given: Mapping[Element, Value]) -> None:
    """A file or a telephone may know more of somebody than they want to be known by now."""
    whose = row if row is None or isinstance(row, Person) else row._state.fields_cache.get("person")
    if any(isinstance(one, Person) and one.is_erased for one in (whose, *given.values())):
        raise PersonGone()


def _check_period(row: Record) -> None:
    since, until = getattr(row, "since", None), getattr(row, "until", None)
    if since and until and until < since:
        raise PeriodBackwards()
