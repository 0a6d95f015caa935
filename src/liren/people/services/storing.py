"""What a batch of writes looks up and stores: a fixed number of statements for each stretch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from liren.core import audit
from liren.core.errors import Conflict, sentence
from liren.core.events import Event, publish, publish_each
from liren.core.office import work_calendar
from liren.core.permissions import Actor
from liren.core.prepared import insert, update
from liren.core.scope import SEGMENT, community_of
from liren.people.domain.elements import Element
from liren.people.domain.freshness import stale_on
from liren.people.domain.values import Value
from liren.people.events import ChangeProposed, RecordChanged
from liren.people.models import Fact, Person, Proposal, Record, Residence, State
from liren.people.selectors.elements import MODELS, PARENTS, elements_of, kind_of, said_in, text_of
from liren.people.services import columns, labelling, moving

ANSWER_WITHIN = 5  # working days for the owner of an element


class AlreadyThere(Conflict):
    """The database holds such a record: a number, a plate, a membership, a second head."""

    code = "people.already_there"
    sentence = sentence("There is such a record already. Look at it again before you go on.")


@dataclass(frozen=True)
class Said:
    """One value that was said of one element of a record."""

    row: Record
    element: Element
    text: str
    base: int | None
    observed_on: date | None

    @property
    def key(self) -> tuple[str, int, str]:
        """The record and the element."""
        return kind_of(self.row), self.row.pk, self.element.field


@dataclass(frozen=True)
class Waiting:
    """A value that waits for its owner's word, and whose it is to say."""

    said: Said
    path: str
    department: str


@dataclass
class _Stretch:
    """What is to be stored of up to five hundred writes."""

    new: dict[type[Record], list[Record]] = field(default_factory=dict)
    names: dict[int, list[str]] = field(default_factory=dict)  # by the identity of a new row
    changed: dict[type[Record], dict[int, Record]] = field(default_factory=dict)
    columns: dict[type[Record], set[str]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    withdrawn: list[Fact] = field(default_factory=list)
    revived: list[Fact] = field(default_factory=list)
    waiting: list[tuple[Fact, Waiting]] = field(default_factory=list)
    moves: list[moving.Move] = field(default_factory=list)
    lines: list[tuple[Record, str, list[str]]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    homes: set[int] = field(default_factory=set)  # whose people's labels may change

    @property
    def labelled(self) -> set[int]:
        """Persons whose labels may change, wherever they live."""
        born = (row for rows in self.new.values() for row in rows if isinstance(row, Person))
        return {row.pk for row in born} | self.touched


@dataclass
class Store:
    """The writes of one actor with one source."""

    source: str
    by: Actor
    now: datetime
    lines: list[audit.Line] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    changed: list[tuple[Record, list[str], int]] = field(default_factory=list)
    _s: _Stretch = field(default_factory=_Stretch)
    _facts: dict[tuple[str, int, str], Fact] = field(default_factory=dict)
    _proposed: set[tuple[str, int, str, str]] = field(default_factory=set)
    _elements: dict[str, dict[str, Element]] = field(default_factory=dict)
    _data: dict[tuple[object, ...], dict[str, object]] = field(default_factory=dict)

    def elements(self, kind: str) -> dict[str, Element]:
        """The catalogue of one kind, read once."""
        if kind not in self._elements:
            self._elements[kind] = elements_of(kind)
        return self._elements[kind]

    def hold(self, records: Sequence[Record]) -> dict[tuple[str, int], Record]:
        """The rows as they are now, held to the end of the transaction, with their facts."""
        by_kind: dict[str, set[int]] = {}
        for record in records:
            by_kind.setdefault(kind_of(record), set()).add(record.pk)
        held: dict[tuple[str, int], Record] = {}
        self._facts, self._proposed = {}, set()
        for kind, ids in by_kind.items():
            rows = MODELS[kind]._default_manager.select_for_update(of=("self",))
            parents = _parents(kind)
            rows = rows.select_related(*parents) if parents else rows
            held |= {(kind, row.pk): row for row in rows.filter(pk__in=ids).order_by("pk")}
            self._read_facts(kind, ids, held)
        return held

    def _read_facts(self, kind: str, ids: set[int], held: Mapping[tuple[str, int], Record]) -> None:
        said = Fact.objects.filter(subject=kind, subject_id__in=ids)
        for fact in said.filter(state__in=[State.CURRENT, State.PROPOSED]).order_by("id"):
            key = (kind, fact.subject_id, fact.element)
            if fact.state == State.CURRENT:
                self._facts[key] = fact
            else:
                self._proposed.add((*key, said_in(fact)))

    def current(self, row: Record, element: Element) -> Fact | None:
        """The fact behind a value; none where it came with the record."""
        return self._facts.get((kind_of(row), row.pk, element.field))

    def taken(self, indexes: Iterable[bytes]) -> dict[bytes, int]:
        """Whose some numbers are already."""
        wanted = set(indexes)
        if not wanted:
            return {}
        rows = Person.objects.filter(id_number_index__in=wanted, merged_into__isnull=True)
        found = rows.values_list("id_number_index", "pk")
        return {bytes(index): pk for index, pk in found if index is not None}

    def begin(self, row: Record, names: list[str], observed_on: date | None) -> None:
        """A record begins; its own source covers all that came with it."""
        row.source, row.observed_on = self.source, observed_on
        row.recorded_at, row.recorded_by = self.now, self.by.audit_name[:120]
        self._s.new.setdefault(type(row), []).append(row)
        self._s.names[id(row)] = names
        if isinstance(row, Person):
            self._s.moves.append(moving.Move(row, row.place_id, observed_on, is_new=True))
            self._s.homes.add(row.place_id)
            row.stale_on = stale_on(observed_on or timezone.localdate(self.now))
        if isinstance(row, Residence):
            self._s.homes.add(row.place_id)

    def change(
        self,
        row: Record,
        accepted: Mapping[Element, Value],
        base: int | None,
        observed_on: date | None,
    ) -> None:
        """Accepted values go into the column, and what stood there into a fact of the past."""
        row.revision += 1
        columns_changed = self._s.columns.setdefault(type(row), {"revision"})
        for element, value in accepted.items():
            self._keep_past(row, element)
            columns_changed |= columns.apply(row, element, value)
            text = text_of(row, element)
            self._add_fact(Said(row, element, text, base, observed_on), State.CURRENT)
            _follow(self._s, row, element, observed_on)
        self._s.changed.setdefault(type(row), {})[row.pk] = row
        self._s.lines.append((row, "people.changed", [of.field for of in accepted]))

    def _keep_past(self, row: Record, element: Element) -> None:
        if (fact := self.current(row, element)) is not None:
            if fact.pk:
                self._s.ended.append(fact.pk)
            fact.state = State.PAST
            return
        text = text_of(row, element)
        if not text:
            return
        past = self._fact(Said(row, element, text, None, row.observed_on), State.PAST)
        past.source, past.recorded_at, past.by = row.source, row.recorded_at, row.recorded_by
        past.revision = 0
        self._s.facts.append(past)

    def _add_fact(self, said: Said, state: State) -> Fact:
        fact = self._fact(said, state)
        self._s.facts.append(fact)
        self._facts[said.key] = fact
        return fact

    def _fact(self, said: Said, state: State) -> Fact:
        kind, pk, name = said.key
        fact = Fact(
            subject=kind,
            subject_id=pk,
            element=name,
            state=state,
            source=self.source,
            observed_on=said.observed_on,
            recorded_at=self.now,
            by=self.by.audit_name[:120],
            base=said.base,
            revision=said.row.revision,
        )
        if said.element.is_sealed:
            fact.value_sealed = columns.seal_fact(fact, said.text)
        else:
            fact.value = said.text
        return fact

    def propose(self, waiting: Waiting) -> None:
        """A value waits for its owner; the same value waits once."""
        key = (*waiting.said.key, waiting.said.text)
        if key in self._proposed:
            return
        self._proposed.add(key)
        fact = self._fact(waiting.said, State.PROPOSED)
        self._s.facts.append(fact)
        self._s.waiting.append((fact, waiting))

    def flush(self) -> None:
        """Store a stretch."""
        stretch, self._s = self._s, _Stretch()
        try:
            with transaction.atomic():
                self._store_rows(stretch)
        except IntegrityError as twice:
            raise AlreadyThere() from twice
        if stretch.ended:
            Fact.objects.filter(pk__in=stretch.ended).update(state=State.PAST)
        update(stretch.withdrawn, ["state"])
        update(
            [one for one in stretch.revived if one.state == State.CURRENT], ["state", "revision"]
        )
        insert(stretch.facts)
        self._store_proposals(stretch.waiting)
        left = moving.move(stretch.moves, by=self.by, source=self.source, now=self.now)
        labelling.recompute(left | stretch.homes, stretch.labelled, self.now)
        for row, action, names in stretch.lines:
            self._note(row, action, names)

    def _store_rows(self, stretch: _Stretch) -> None:
        for rows in stretch.new.values():
            insert(rows)
            for row in rows:
                names = stretch.names[id(row)]
                stretch.lines.append((row, f"people.{kind_of(row)}_added", names))
        for model, changed in stretch.changed.items():
            update(list(changed.values()), stretch.columns[model])

    def _store_proposals(self, waiting: Sequence[tuple[Fact, Waiting]]) -> None:
        if not waiting:
            return
        due = work_calendar().add_working_days(self.now, ANSWER_WITHIN).at
        rows = [_proposal(fact, one, due) for fact, one in waiting]
        insert(rows)
        self.told += [ChangeProposed(proposal_id=row.pk) for row in rows]
        self.lines += [_line(fact) for fact, _ in waiting]

    def _note(self, row: Record, action: str, names: list[str]) -> None:
        same = (row.revision, *names)  # of many rows: stored as one text
        if (data := self._data.get(same)) is None:
            data = {"elements": names, "source": self.source, "revision": row.revision}
            self._data[same] = data
        self.lines.append(audit.Line(action, audit.subject_of(row), data))
        self.changed.append((row, names, row.revision))

    def finish(self) -> None:
        """Tell it and note it, the lock of the log last."""
        publish(*self.told)
        if self.changed:
            publish_each(RecordChanged, (_changed(*one) for one in self.changed))
        audit.record_all(self.lines, by=self.by, at=self.now)


def _changed(row: Record, names: list[str], revision: int) -> RecordChanged:
    return RecordChanged(
        kind=kind_of(row), record_id=row.pk, elements=",".join(names), revision=revision
    )


def _follow(stretch: _Stretch, row: Record, element: Element, observed_on: date | None) -> None:
    """Where somebody lives, and labels, may rest on a value."""
    if isinstance(row, Person) and element.code in moving.MOVES:
        stretch.moves.append(moving.Move(row, row.place_id, observed_on))
    if isinstance(row, (Person, Residence)) and element.field in labelling.RESTS_ON:
        stretch.homes.add(row.place_id)
        stretch.touched.add(row.pk if isinstance(row, Person) else row.person_id)


def restore(store: Store, row: Record, element: Element, value: Value, past: Fact | None) -> None:
    """The current fact of a value is withdrawn, and what stood before it stands again."""
    row.revision += 1
    changed = store._s.columns.setdefault(type(row), {"revision"})
    changed |= columns.apply(row, element, value)
    fact = store._facts.pop((kind_of(row), row.pk, element.field))
    fact.state = State.WITHDRAWN
    store._s.withdrawn.append(fact)
    if past is not None:
        past.state, past.revision = State.CURRENT, row.revision
        store._s.revived.append(past)
        store._facts[kind_of(row), row.pk, element.field] = past
    _follow(store._s, row, element, past.observed_on if past else None)
    store._s.changed.setdefault(type(row), {})[row.pk] = row
    store._s.lines.append((row, "people.restored", [element.field]))


def _parents(kind: str) -> list[str]:
    chain, at = [], kind
    while at in PARENTS:
        at = PARENTS[at]
        chain.append(at)
    return ["__".join(chain)] if chain else []


def _line(fact: Fact) -> audit.Line:
    data = {"elements": [fact.element], "source": fact.source, "fact": fact.pk}
    return audit.Line("people.proposed", f"people.{fact.subject}:{fact.subject_id}", data)


def _proposal(fact: Fact, waiting: Waiting, due: datetime) -> Proposal:
    desk = community_of(waiting.path) or waiting.path
    return Proposal(
        fact=fact,
        place_id=int(desk[-SEGMENT:]),
        place_path=desk,
        community_path=community_of(waiting.path),
        record_path=waiting.path,
        department=waiting.department,
        due_at=due,
    )
