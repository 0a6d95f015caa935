"""Persons and households as rows of a form, with their home and what hangs on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from liren.core.datasets import Privacy
from liren.core.scope import Scope, ancestors
from liren.ledgers.domain.forms import Condition, Source, Test
from liren.ledgers.domain.periods import Period
from liren.ledgers.selectors.rows import NOTHING, Reading, Value, compared, plain
from liren.people import selectors as people
from liren.people.models import (
    Benefit,
    Certificate,
    Household,
    Membership,
    Person,
    PersonLabel,
    Residence,
    Vehicle,
)
from liren.places.models import Kind, Place
from liren.places.selectors import addresses, of_paths
from liren.ui.naming import local_name

if TYPE_CHECKING:
    from liren.people.domain.elements import Element
    from liren.people.models import Record

HEAD, OWNER = "02", "owner"
OF_PERSON = ("residence", "membership", "household", "benefit", "certificate", "vehicle")
TABLES: Mapping[str, Any] = {
    "residence": Residence,
    "benefit": Benefit,
    "certificate": Certificate,
    "vehicle": Vehicle,
}
STEPS = {
    "place.grid": (Kind.GRID, "所属网格", "Grid"),
    "place.community": (Kind.COMMUNITY, "社区", "Community"),
    "place.compound": (Kind.COMPOUND, "小区", "Compound"),
    "place.building": (Kind.BUILDING, "楼栋", "Building"),
    "place.unit": (Kind.UNIT, "单元", "Unit"),
    "place.room": (Kind.HOME, "房号", "Room"),
}
CHOSEN = frozenset({Test.IS, Test.IS_NOT, Test.ONE_OF})
FOUND = frozenset({Test.IS, Test.ONE_OF})
AGES = frozenset({Test.AT_LEAST, Test.AT_MOST})


def derived(code: str, name: str, name_en: str, **rest: Any) -> Source:
    """A source that follows from others: nobody can say that it is wrong."""
    return Source(code=code, name=name, name_en=name_en, **rest)


AT_PLACE = (
    derived("row.number", "序号", "Number", privacy=Privacy.OPEN),
    derived("place.address", "住址", "Address"),
    *(derived(code, zh, en, privacy=Privacy.INTERNAL) for code, (_, zh, en) in STEPS.items()),
)
OF_OWNER = (
    derived("owner.name", "房东姓名", "Owner"),
    derived("owner.phone", "房东电话", "Owner's telephone", privacy=Privacy.SEALED),
)
OF_HEAD = (
    derived("head.name", "户主姓名", "Head of the household"),
    derived("head.phone", "户主电话", "Telephone of the head", privacy=Privacy.SEALED),
)


def from_elements(*subjects: str) -> Iterable[Source]:
    """The elements of some kinds of records as sources; places and ties are read otherwise."""
    for code, element in people.every_element().items():
        if element.subject in subjects and people.is_typed(element):
            yield Source(
                code=code,
                name=element.name,
                name_en=element.name_en,
                privacy=_privacy(element),
                is_own=True,
                tests=TESTS.get(code, frozenset()),
                codes=_codes(element) if code in TESTS else {},
            )


def _privacy(element: "Element") -> Privacy:
    if people.is_covered(element):
        return Privacy.SEALED
    return Privacy.INTERNAL if element.sensitivity in ("1", "2") else Privacy.PERSONAL


def _codes(element: "Element") -> Mapping[str, str]:
    listed = element.codes.names if element.codes else {}
    return {word: code for code, names in listed.items() for word in (code, *names)}


def sources_of_persons() -> Mapping[str, Source]:
    """Everything a form about persons can be filled from."""
    labels = {label.key: label.key for label in people.labels}
    own = (
        derived("person.age", "年龄", "Age", is_number=True, tests=AGES),
        derived("person.label", "人群标签", "Labels", tests=FOUND, codes=labels),
    )
    elements = from_elements("person", *OF_PERSON)
    return {one.code: one for one in (*AT_PLACE, *own, *elements, *OF_HEAD, *OF_OWNER)}


def _by_age(condition: Condition, on: date) -> Q:
    years = int(condition.values[0]) + (condition.test is Test.AT_MOST)
    limit = f"{on.year - years:04d}-{on:%m-%d}"  # a year alone counts as its first day
    known = ~Q(birth_date="")
    if condition.test is Test.AT_LEAST:
        return known & Q(birth_date__lte=limit)
    return known & Q(birth_date__gt=limit)


def _by_label(condition: Condition, on: date) -> Q:
    carried = PersonLabel.objects.filter(person=OuterRef("pk"), key__in=condition.values)
    return Q(Exists(carried))


def _having(table: Any, name: str) -> Any:
    def where(condition: Condition, on: date) -> Q:
        own = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
        rows = table.objects.filter(own, until__isnull=True, **{f"{name}__in": condition.values})
        return Q(Exists(rows))

    return where


WHERES = {
    "person.age": _by_age,
    "person.label": _by_label,
    "person.residency": compared("residency"),
    "person.sex": compared("sex"),
    "person.marital_status": compared("marital_status"),
    "residence.role": _having(Residence, "role"),
    "benefit.kind": _having(Benefit, "kind"),
    "certificate.disability": _having(Certificate, "disability"),
}
TESTS = {
    code: CHOSEN if code.startswith("person.") else FOUND
    for code in WHERES
    if code not in ("person.age", "person.label")
} | {"household.kind": CHOSEN}


def rows_of_persons(scope: Scope, period: Period) -> QuerySet[Person]:
    """Whoever lives inside a scope now; without the invented residents that watch."""
    return people.labelled(scope, ()).select_related("place")


class AtPlaces:
    """Rows that lie at places, with the way up from each."""

    def __init__(
        self, rows: Sequence[Any], on: date, elements: Mapping[str, "Element"]
    ) -> None:  # fmt: skip
        self.rows, self.on, self.elements = rows, on, elements

    def place(self, row: Any) -> Place:
        """Where a row lies."""
        found: Place = row.place
        return found

    @cached_property
    def _addresses(self) -> Mapping[int, str]:
        return addresses([self.place(row) for row in self.rows])

    @cached_property
    def _above(self) -> Mapping[str, Place]:
        return of_paths(path for row in self.rows for path in ancestors(self.place(row).path))

    def _step(self, row: Any, kind: str) -> str:
        line = (self._above.get(path) for path in ancestors(self.place(row).path))
        return next((local_name(step) for step in line if step and step.kind == kind), "")

    @cached_property
    def _owners(self) -> Mapping[int, list[Person]]:
        places = {self.place(row).pk for row in self.rows}
        rows = Residence.objects.filter(place__in=places, role=OWNER, until__isnull=True)
        found: dict[int, list[Person]] = defaultdict(list)
        for one in rows.select_related("person__merged_into").order_by("id"):
            found[one.place_id].append(one.person.merged_into or one.person)
        return found

    def says(self, row: Any, source: str) -> Value:
        """What a source says of a row."""
        if source == "place.address":
            return plain(self._addresses[self.place(row).pk])
        if source in STEPS:
            return plain(self._step(row, STEPS[source][0]))
        subject, _, field = source.partition(".")
        if subject == "owner":
            return self._several(self._owners.get(self.place(row).pk, []), f"person.{field}")
        return NOTHING

    def _several(self, records: Sequence["Record"], code: str) -> Value:
        """One entry of each of some records; it can be said to be wrong where there is one."""
        if code not in self.elements:  # a department's own element that has ended
            return NOTHING
        element = self.elements[code]
        said = [people.shown_of(record, element) for record in records]
        texts = ["、".join(dict.fromkeys(filter(None, part))) for part in zip(*said, strict=True)]
        if not texts:
            return NOTHING
        return Value(texts[0], texts[1], tuple(records), element)


class Persons(AtPlaces):
    """Persons with those who were joined to them, their household and their matters."""

    def says(self, row: Person, source: str) -> Value:
        """What a source says of a person."""
        subject, _, field = source.partition(".")
        if source == "person.age":
            return plain(people.age_of(row, self.on))
        if source == "person.label":
            return plain("、".join(self._labels[row.pk]))
        if subject == "person":
            return self._own(row, source)
        if subject == "membership":
            return self._several(self._memberships[row.pk], source)
        if subject == "household":
            return self._several([one.household for one in self._memberships[row.pk]], source)
        if subject == "head":
            households = [one.household_id for one in self._memberships[row.pk]]
            heads = [self._heads[pk] for pk in households if pk in self._heads]
            return self._several(heads, f"person.{field}")
        if subject in TABLES:
            return self._several(self._matters(subject)[row.pk], source)
        return super().says(row, source)

    def _own(self, row: Person, code: str) -> Value:
        """A survivor says what its origins hold where it holds nothing itself."""
        if code not in self.elements:
            return NOTHING
        element = self.elements[code]
        for one in (row, *self._origins[row.pk]):
            shown, clear = people.shown_of(one, element)
            if clear:
                return Value(shown, clear, (one,), element)
        return Value("", "", (row,), element)

    @cached_property
    def _ids(self) -> list[int]:
        return [row.pk for row in self.rows]

    @cached_property
    def _origins(self) -> Mapping[int, list[Person]]:
        found: dict[int, list[Person]] = defaultdict(list)
        for one in Person.objects.filter(merged_into__in=self._ids).order_by("pk"):
            found[one.merged_into_id or 0].append(one)
        return found

    def _family(self) -> Q:
        return Q(person__in=self._ids) | Q(person__merged_into__in=self._ids)

    @cached_property
    def _memberships(self) -> Mapping[int, list[Membership]]:
        rows = Membership.objects.filter(self._family(), until__isnull=True)
        return _by_root(rows.select_related("person", "household").order_by("id"))

    @cached_property
    def _heads(self) -> Mapping[int, Person]:
        wanted = {one.household_id for some in self._memberships.values() for one in some}
        return heads_of(wanted)

    @cached_property
    def _known_matters(self) -> dict[str, Mapping[int, list[Any]]]:
        return {}

    def _matters(self, subject: str) -> Mapping[int, list[Any]]:
        if subject not in self._known_matters:
            rows = TABLES[subject].objects.filter(self._family(), until__isnull=True)
            self._known_matters[subject] = _by_root(rows.select_related("person").order_by("id"))
        return self._known_matters[subject]

    @cached_property
    def _labels(self) -> Mapping[int, list[str]]:
        names = {label.key: label for label in people.labels}
        found: dict[int, list[str]] = defaultdict(list)
        for one in PersonLabel.objects.filter(person__in=self._ids).order_by("id"):
            if one.key in names:
                found[one.person_id].append(people.label_name(names[one.key]))
        return found


def _by_root(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person.merged_into_id or row.person_id].append(row)
    return found


def heads_of(households: Iterable[int]) -> Mapping[int, Person]:
    """The heads of some households."""
    rows = Membership.objects.filter(
        household__in=list(households), relation=HEAD, until__isnull=True
    )
    return {row.household_id: row.person for row in rows.select_related("person")}


def sources_of_households() -> Mapping[str, Source]:
    """Everything a form about households can be filled from."""
    count = derived("household.members", "登记成员数", "Members registered", is_number=True)
    elements = from_elements("household")
    return {one.code: one for one in (*AT_PLACE, count, *elements, *OF_HEAD, *OF_OWNER)}


def rows_of_households(scope: Scope, period: Period) -> QuerySet[Household]:
    """The households inside a scope, in the order of the doors."""
    rows = Household.objects.within(scope).select_related("place")
    return rows.order_by("place_path", "id")


class Households(AtPlaces):
    """Households with their heads."""

    def says(self, row: Household, source: str) -> Value:
        """What a source says of a household."""
        subject, _, field = source.partition(".")
        if source == "household.members":
            return plain(self._members.get(row.pk, 0))
        if subject == "household":
            return self._several([row], source)
        if subject == "head":
            head = self._heads.get(row.pk)
            return self._several([head] if head else [], f"person.{field}")
        return super().says(row, source)

    @cached_property
    def _heads(self) -> Mapping[int, Person]:
        return heads_of(row.pk for row in self.rows)

    @cached_property
    def _members(self) -> Mapping[int, int]:
        ids = [row.pk for row in self.rows]
        counted: dict[int, int] = defaultdict(int)
        rows = Membership.objects.filter(household__in=ids, until__isnull=True)
        for pk in rows.values_list("household", flat=True):
            counted[pk] += 1
        return counted


PERSONS = Reading(sources_of_persons, WHERES, rows_of_persons, Persons)
HOUSEHOLDS = Reading(
    sources_of_households, {"household.kind": compared("kind")}, rows_of_households, Households
)
