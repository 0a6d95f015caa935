"""The register by place: lists by cursor, exact search, counts; what a record holds and why."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from liren.core import crypto
from liren.core.scope import EVERYWHERE, NOWHERE, Scope, successor
from liren.people.domain import codes, values
from liren.people.domain.codes import LIVING
from liren.people.domain.elements import Element, Kind, Mask
from liren.people.domain.masking import masked
from liren.people.models import (
    GONE,
    DeletionRequest,
    Fact,
    Household,
    Membership,
    Person,
    Proposal,
    Record,
    Residence,
    State,
    Viewing,
)
from liren.people.models.records import RecordQuerySet
from liren.people.selectors.elements import (
    MODELS,
    elements_of,
    kind_of,
    said_in,
    text_of,
    value_of,
)
from liren.people.selectors.elements import element as entry
from liren.people.selectors.persons import PersonUnknown, persons
from liren.places.models import Place

A_PAGE = 50
MARK = "~"


@dataclass(frozen=True)
class Page:
    """A part of a list, and the mark from which the next part goes on."""

    rows: list[Person]
    following: str = ""


def page_of(scope: Scope, *, after: str = "", size: int = A_PAGE) -> Page:
    """Everybody inside a scope in the order of the doors, from a mark on."""
    rows = persons(EVERYWHERE).exclude(name=GONE).select_related("place")
    path, _, pk = after.partition(MARK)
    if pk.isascii() and pk.isdigit() and len(pk) < 19 and path.isdigit():
        rows = rows.filter(_from(scope, path))
        rows = rows.filter(Q(place_path__gt=path) | Q(pk__gt=int(pk)))
    else:
        rows = rows.filter(RecordQuerySet.inside(scope))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], f"{last.place_path}{MARK}{last.pk}")


def _from(scope: Scope, mark: str) -> Q:
    """What of a scope lies at a mark or after it, as ranges that begin there.

    With both beginnings in the question SQLite would walk from the earlier one.
    """
    wanted = Q(pk__in=[])
    for path in scope.paths:
        ends = Q(place_path__lt=successor(path)) if path else Q()
        if not path or mark < successor(path):
            wanted |= Q(place_path__gte=max(path, mark)) & ends
    return wanted


def id_index(number: str) -> bytes:
    """What a document's number is found by: equal numbers, equal indexes, nothing else told."""
    return crypto.blind_index(values.id_number(number), purpose="person.id_number")


def by_id_number(scope: Scope, number: str) -> Person:
    """Whoever has that number inside a scope, or not found."""
    known = Person.objects.filter(id_number_index=id_index(number))
    roots = {merged or pk for pk, merged in known.values_list("pk", "merged_into")}
    # Not in the order of the doors: a planner would walk along them to find one.
    rows = Person.objects.filter(pk__in=roots, merged_into__isnull=True).order_by()
    found = next(
        (row for row in rows.select_related("place") if scope.covers(row.place_path)), None
    )
    if found is None:
        raise PersonUnknown()
    return found


def named(scope: Scope, words: str) -> QuerySet[Person]:
    """Who inside a scope has a name that begins so."""
    if not words.strip() or "\0" in words:
        return Person.objects.none()
    return persons(scope).select_related("place").filter(name__startswith=words.strip())


def counts_by_residency(scope: Scope) -> dict[str, int]:
    """How many inside a scope are of each kind of resident; empty for whom nobody said."""
    rows = persons(scope).order_by().values_list("residency").annotate(Count("pk"))
    return dict(rows)


@dataclass(frozen=True)
class Shown:
    """One entry of a record as a page may show it: where it comes from, and what waits."""

    element: Element
    text: str
    is_masked: bool
    source: str
    at: datetime | None
    by: str
    origin: int  # the record it stands on, which may be one that was joined
    waiting: int = 0


def card(record: Record) -> list[Shown]:
    """Every entry that a record holds, with its source, masked; what is empty is left out.

    A survivor shows what its origins hold where it holds nothing itself.
    """
    family = [record, *_origins(record)]
    facts = _current_facts(family)
    waiting = _waiting(family)
    shown = []
    for element in elements_of(kind_of(record)).values():
        holder = next((one for one in family if text_of(one, element)), None)
        count = waiting.get(element.field, 0)
        if holder is None and not count:
            continue
        shown.append(_shown(holder or record, element, facts, count))
    return shown


def _shown(
    holder: Record, element: Element, facts: dict[tuple[int, str], Fact], waiting: int
) -> Shown:
    fact = facts.get((holder.pk, element.field))
    return Shown(
        element=element,
        text=masked(element, words_of(holder, element)),
        is_masked=element.is_sealed or element.mask is not Mask.NONE,
        source=fact.source if fact else holder.source,
        at=fact.recorded_at if fact else holder.recorded_at,
        by=fact.by if fact else holder.recorded_by,
        origin=holder.pk,
        waiting=waiting,
    )


def words_of(record: Record, element: Element) -> str:
    """A value as people read it: the name of a code or of a place."""
    value = value_of(record, element)
    return words_for(element, value)


def words_for(element: Element, value: values.Value, *, english: bool = False) -> str:
    """The same for a value by itself."""
    if value in (None, ""):
        return ""
    if element.kind is Kind.CODE and element.codes:
        return element.codes.name(value, english=english)
    if element.kind is Kind.MONEY:
        return f"{value / 100:.2f}"
    if element.kind is Kind.YES_NO:
        return ("Yes" if value else "No") if english else ("是" if value else "否")
    if element.kind in (Kind.PLACE, Kind.RECORD):
        return str(value)
    return values.as_text(value)


def shown_text(code: str, text: str) -> str:
    """What a fact writes down, in words and masked; a place or a record is the caller's."""
    of = entry(code)
    if of.kind in (Kind.PLACE, Kind.RECORD):
        return text
    english = (get_language() or "").startswith("en")
    try:
        value = values.from_text(of, text)
    except ValueError:
        value = text  # what a ledger says and no record holds yet
    return masked(of, words_for(of, value, english=english))


def _origins(record: Record) -> list[Record]:
    if not isinstance(record, Person):
        return []
    return list(record.origins.select_related("place").order_by("pk"))


def _current_facts(family: Sequence[Record]) -> dict[tuple[int, str], Fact]:
    ids = [one.pk for one in family]
    rows = Fact.objects.filter(subject=kind_of(family[0]), subject_id__in=ids, state=State.CURRENT)
    return {(row.subject_id, row.element): row for row in rows}


def _waiting(family: Sequence[Record]) -> dict[str, int]:
    ids = [one.pk for one in family]
    rows = Fact.objects.filter(subject=kind_of(family[0]), subject_id__in=ids)
    counted = rows.filter(state=State.PROPOSED).values_list("element").annotate(Count("pk"))
    return dict(counted.order_by())


def facts_of(record: Record) -> QuerySet[Fact]:
    """Everything that was said of a record since it began, the latest first."""
    rows = Fact.objects.filter(subject=kind_of(record), subject_id=record.pk)
    return rows.order_by("-id")


def viewings_of(person: Person) -> QuerySet[Viewing]:
    """Who was shown values of somebody in clear, when and what for, the latest first."""
    family = Q(person=person) | Q(person__merged_into=person)
    return Viewing.objects.filter(family).order_by("-id")


def proposals(
    scope: Scope, own: Scope = NOWHERE, duties: Collection[str] = ()
) -> QuerySet[Proposal]:
    """What waits for a decision inside a scope, and what waits for departments in their own."""
    theirs = Proposal.objects.within(own).filter(department__in=duties) if duties else None
    rows = Proposal.objects.within(scope)
    rows = rows if theirs is None else rows | theirs
    waiting = rows.filter(decided_at__isnull=True, fact__state=State.PROPOSED)
    return waiting.select_related("fact", "place").order_by("due_at", "id")


@dataclass
class Family:
    """A household with its members, the head first."""

    household: Household
    members: list[Membership] = field(default_factory=list)


def households_of(person: Person) -> list[Family]:
    """The households somebody belongs to now."""
    own = Membership.objects.filter(person=person, until__isnull=True).values("household")
    rows = Membership.objects.filter(household__in=own, until__isnull=True)
    found: dict[int, Family] = {}
    for row in rows.select_related("person", "household__place").order_by("relation", "id"):
        kept = found.setdefault(row.household_id, Family(row.household))
        kept.members.append(row)
    return list(found.values())


def residences_of(person: Person) -> QuerySet[Residence]:
    """The homes somebody lives in, rents or owns, and did; those of now first."""
    rows = Residence.objects.filter(Q(person=person) | Q(person__merged_into=person))
    return rows.select_related("place").order_by("-until", "-id")


def _in_force(rows: QuerySet[Residence], on: date) -> QuerySet[Residence]:
    begun = rows.filter(Q(since__isnull=True) | Q(since__lte=on))
    return begun.filter(Q(until__isnull=True) | Q(until__gt=on))


def owners_in(place: Place, on: date) -> QuerySet[Residence]:
    """Who owned which home inside a place on a day, with the share where it is known."""
    rows = Residence.objects.within(Scope.of([place.path])).filter(role="owner")
    return _in_force(rows, on).select_related("person", "place").order_by("place_path", "id")


def living_in(homes: Iterable[int], on: date) -> QuerySet[Residence]:
    """Who lived in some homes on a day, as owner, tenant or family."""
    rows = Residence.objects.filter(place__in=list(homes), role__in=LIVING)
    return _in_force(rows, on).filter(person__merged_into__isnull=True).order_by("id")


def matters_of(person: Person) -> list[tuple[str, Record]]:
    """The subject matter of somebody: benefits, certificates, vehicles, positions."""
    found: list[tuple[str, Record]] = []
    for kind in ("benefit", "certificate", "vehicle", "position"):
        held: QuerySet[Any] = MODELS[kind]._default_manager.all()
        found += [(kind, row) for row in held.filter(person=person).order_by("pk")]
    return found


def is_stale(person: Person, now: datetime) -> bool:
    """Whether a record has not been confirmed for longer than its freshness."""
    return person.stale_on is not None and person.stale_on <= timezone.localdate(now)


def viewing(pk: int) -> Viewing | None:
    """One look, for whoever has to ask why."""
    return Viewing.objects.filter(pk=pk).first()


def deletion_request(pk: int) -> DeletionRequest | None:
    """One request that data be deleted."""
    return DeletionRequest.objects.filter(pk=pk).select_related("place").first()


def deletions(scope: Scope) -> QuerySet[DeletionRequest]:
    """Requests that wait for an answer inside a scope, the soonest first."""
    rows = DeletionRequest.objects.within(scope).filter(decided_at__isnull=True)
    return rows.select_related("person", "place").order_by("due_at", "id")


def persons_at(scope: Scope, place: Place) -> QuerySet[Person]:
    """Who lives at a home, if it lies inside the scope."""
    there = persons(scope).filter(place=place, left_on__isnull=True).exclude(name=GONE)
    return there.select_related("place")


def person_by_id(pk: int) -> Person | None:
    """Somebody who has proven to be it; the root, where the record was joined meanwhile."""
    row = Person.objects.filter(pk=pk).select_related("place", "merged_into__place").first()
    return row.merged_into or row if row else None


def holder_of(person: Person, element: Element) -> Record:
    """The record of the family that holds an entry: the person's own, or an origin's."""
    family: list[Record] = [person, *_origins(person)]
    return next((one for one in family if text_of(one, element)), person)


def missing_from(person: Person, kinds: Collection[Kind]) -> list[Element]:
    """Entries of which nothing is held and that can be typed."""
    rows = elements_of("person").values()
    family = [person, *_origins(person)]
    return [
        one for one in rows if one.kind in kinds and not any(text_of(row, one) for row in family)
    ]


@dataclass(frozen=True)
class Waiting:
    """A proposal beside what is held, both as far as they may be shown."""

    proposal: Proposal
    element: Element
    held: str
    said: str
    record: Record | None


def waiting_proposals(waiting: QuerySet[Proposal], most: int = 50) -> list[Waiting]:
    """What waits with what it would change, in a fixed number of statements."""
    rows = list(waiting[:most])
    records = _records_of([row.fact for row in rows])
    known = {kind: elements_of(kind) for kind in {row.fact.subject for row in rows}}
    found = []
    for row in rows:
        fact = row.fact
        element = known[fact.subject].get(fact.element)
        record = records.get((fact.subject, fact.subject_id))
        if element is None or record is None:
            continue
        said = values.from_text(element, said_in(fact))
        held = masked(element, words_of(record, element))
        text = masked(element, words_for(element, said))
        found.append(Waiting(row, element, held, text, record))
    return found


def _records_of(facts: Sequence[Fact]) -> dict[tuple[str, int], Record]:
    ids: dict[str, set[int]] = {}
    for fact in facts:
        ids.setdefault(fact.subject, set()).add(fact.subject_id)
    found: dict[tuple[str, int], Record] = {}
    for kind, some in ids.items():
        rows = MODELS[kind]._default_manager.filter(pk__in=some)
        rows = rows.select_related(*(["place"] if kind == "person" else []))
        found |= {(kind, row.pk): row for row in rows}
    return found


def counts_of_kinds(scope: Scope) -> list[tuple[str, str, int]]:
    """The counts with the names of the kinds, in the order of the list."""
    counted = counts_by_residency(scope)
    listed = [(code, *names) for code, names in codes.RESIDENCY.names.items()]
    return [(zh, en, counted[code]) for code, zh, en in listed if counted.get(code)]
