"""The catalogue as it is in force, and the value that a record holds for an element."""

from collections.abc import Mapping

from django.db.models import CharField
from django.utils.translation import get_language

from liren.core import crypto
from liren.core.errors import NotFound, sentence
from liren.core.prepared import Prepared, Slot
from liren.people.domain import catalogue, values
from liren.people.domain.codes import CodeList
from liren.people.domain.elements import Element, Kind, Level, Mask, Owner, Proposer, Sensitivity
from liren.people.domain.values import Value
from liren.people.models import (
    Benefit,
    Certificate,
    ElementRow,
    Fact,
    Household,
    Membership,
    Organisation,
    Payment,
    Person,
    Position,
    Record,
    Residence,
    Vehicle,
    Visit,
)

# Each kind of record, and the way from it to the place whose desk it lies on.
MODELS: Mapping[str, type[Record]] = {
    "person": Person,
    "household": Household,
    "membership": Membership,
    "residence": Residence,
    "organisation": Organisation,
    "position": Position,
    "benefit": Benefit,
    "payment": Payment,
    "certificate": Certificate,
    "vehicle": Vehicle,
    "visit": Visit,
}
PARENTS: Mapping[str, str] = {
    "membership": "household",
    "position": "organisation",
    "benefit": "person",
    "payment": "benefit",
    "certificate": "person",
    "vehicle": "person",
    "visit": "household",
}

OWN = Prepared(
    lambda: ElementRow.objects.filter(
        subject=Slot("subject", CharField()), is_extra=True, ended_at__isnull=True
    ).order_by("code")
)
FACT = "fact"  # the purpose of what facts say


class ElementUnknown(NotFound):
    """The catalogue has no such element."""

    code = "people.element_unknown"
    sentence = sentence("There is no element “{element}”.")


def kind_of(record: Record) -> str:
    """How the catalogue calls a record."""
    return record._meta.model_name or ""


def element(code: str) -> Element:
    """One entry of the catalogue, a department's own included."""
    found = catalogue.BY_CODE.get(code)
    if found is None:
        subject, _, field = code.partition(".")
        found = elements_of(subject).get(field)
    if found is None:
        raise ElementUnknown(element=code)
    return found


def elements_of(subject: str) -> dict[str, Element]:
    """Every element of one kind of record by its name, with those that departments added."""
    known = dict(catalogue.BY_SUBJECT.get(subject, {}))
    return known | {row.field: as_element(row) for row in OWN.all(subject=subject)}


def as_element(row: ElementRow) -> Element:
    """A department's own element as the rules take it."""
    listed = {code: (names[0], names[1]) for code, names in row.choices.items()}
    return Element(
        subject=row.subject,
        field=row.field,
        name=row.name,
        name_en=row.name_en,
        kind=Kind(row.kind),
        codes=CodeList(row.field, row.standard, listed) if listed else None,
        longest=400,
        sensitivity=Sensitivity(row.sensitivity),
        owner=Owner(Level(row.owner_level), row.owner_department),
        proposers=frozenset(Proposer(one) for one in row.proposers),
        mask=Mask(row.mask),
        keep_days=row.keep_days,
        basis=row.basis,
        fresh_days=row.fresh_days,
        is_extra=True,
    )


def name_of(of: Element) -> str:
    """What an element is called in the reader's language."""
    return of.name_en if (get_language() or "").startswith("en") else of.name


def seal_row(record: Record) -> str:
    """What the sealed values of a record are bound to."""
    return f"{kind_of(record)}:{record.salt}"


def unsealed(record: Record, of: Element, blob: bytes | memoryview) -> Value:
    """A sealed value of a record, in clear."""
    text = crypto.unseal(bytes(blob), purpose=of.field, row=seal_row(record))
    return values.from_text(of, text)


def fact_row(fact: Fact) -> str:
    """What the sealed value of a fact is bound to."""
    return f"{fact.subject}:{fact.subject_id}:{fact.element}"


def said_in(fact: Fact) -> str:
    """What a fact says, as it was written down, in clear: for services and masks."""
    if fact.value_sealed is None:
        return fact.value
    return crypto.unseal(bytes(fact.value_sealed), purpose=FACT, row=fact_row(fact))


def value_of(record: Record, of: Element) -> Value:
    """What a record holds for an element, in clear: for services, never for a page."""
    if of.is_extra:
        kept = record.extra.get(of.field)
        return values.empty(of) if kept is None else values.from_text(of, kept)
    if of.is_sealed:
        blob = getattr(record, of.column)
        return values.empty(of) if blob is None else unsealed(record, of, blob)
    return getattr(record, record.COLUMNS.get(of.field, of.field))


def text_of(record: Record, of: Element) -> str:
    """The same as a fact writes it down; a place or another record as its number."""
    if of.kind in (Kind.PLACE, Kind.RECORD):
        return str(getattr(record, f"{record.COLUMNS.get(of.field, of.field)}_id") or "")
    return values.as_text(value_of(record, of))


def path_of(record: Record) -> str:
    """Where a record lies: its own path, or that of the record it hangs on."""
    at: Record = record
    while (parent := PARENTS.get(kind_of(at))) is not None:
        at = getattr(at, parent)
    return str(at.place_path)  # type: ignore[attr-defined]  # whatever has no parent is placed
