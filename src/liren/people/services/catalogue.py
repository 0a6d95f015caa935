"""The catalogue mirrored to its table, and the elements that departments add."""

import dataclasses
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.people.domain import catalogue
from liren.people.domain.elements import Element, Kind, Level, Owner, Sensitivity
from liren.people.models import ElementRow, writing
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import MODELS
from liren.places.models import Place

FIELD = re.compile(r"[a-z][a-z0-9_]{1,38}")
PLAIN = frozenset(Kind) - {Kind.PLACE, Kind.RECORD, Kind.ID_NUMBER}


class ElementUnfit(Invalid):
    """The definition cannot be used as it stands."""

    code = "people.element_unfit"
    sentence = sentence("This definition cannot be used: {reason}")


class ElementThere(Conflict):
    """What is asked again for what is known: the catalogue has it."""

    code = "people.element_there"
    sentence = sentence("The catalogue has “{name}” already. Please use that one.")


@dataclass(frozen=True, kw_only=True)
class NewElement:
    """What a department wants to keep about a kind of record, and by what right."""

    subject: str
    field: str
    name: str
    name_en: str
    basis: str
    kind: Kind = Kind.TEXT
    choices: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    owner: Owner = dataclasses.field(default_factory=lambda: Owner(Level.COMMUNITY))
    keep_days: int | None = 365
    fresh_days: int | None = None


@transaction.atomic
def mirror() -> int:
    """Write the catalogue of the code into its table; says how many rows it has."""
    rows = [row_of(element) for element in catalogue.ALL]
    columns = [f.name for f in ElementRow._meta.concrete_fields if f.name not in ("code",)]
    with writing():
        kept = [row.code for row in rows]
        ElementRow.objects.filter(is_extra=False).exclude(code__in=kept).delete()
        ElementRow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["code"], update_fields=columns
        )
    return len(rows)


@transaction.atomic
def define(*, new: NewElement, at: Place, by: Actor, now: datetime) -> ElementRow:
    """Add a department's own element: typed, owned, with its basis and its term."""
    require(by, PeoplePermission.DEFINE, at=at)
    _check(new)
    element = Element(
        subject=new.subject,
        field=new.field,
        name=new.name.strip(),
        name_en=new.name_en.strip(),
        kind=new.kind,
        sensitivity=new.sensitivity,
        owner=new.owner,
        basis=new.basis.strip(),
        keep_days=new.keep_days,
        fresh_days=new.fresh_days,
        is_extra=True,
    )
    row = row_of(element)
    row.choices = new.choices
    with writing():
        row.save(force_insert=True)
    audit.record("people.element_defined", row, by=by, at=now)
    return row


def _check(new: NewElement) -> None:
    if new.subject not in MODELS or not FIELD.fullmatch(new.field) or new.kind not in PLAIN:
        raise ElementUnfit(reason=f"{new.subject}.{new.field} ({new.kind})")
    if new.sensitivity is Sensitivity.SEALED:
        # What is sealed has a column of its own: its keys change by column (`reseal`).
        raise ElementUnfit(reason="sealed")
    if not new.basis.strip() or not new.name.strip():
        raise ElementUnfit(reason="name, basis")
    if (new.kind is Kind.CODE) != bool(new.choices):
        raise ElementUnfit(reason="choices")
    rows = ElementRow.objects.filter(subject=new.subject)
    for row in rows:
        if new.field == row.field or new.name.strip() == row.name:
            raise ElementThere(name=row.name)


def row_of(element: Element) -> ElementRow:
    """An element as its row."""
    return ElementRow(
        code=element.code,
        subject=element.subject,
        field=element.field,
        name=element.name,
        name_en=element.name_en,
        kind=element.kind,
        standard=element.codes.standard if element.codes else "",
        choices={c: list(n) for c, n in element.codes.names.items()} if element.codes else {},
        sensitivity=element.sensitivity,
        owner_level=element.owner.level,
        owner_department=element.owner.department,
        proposers=sorted(element.proposers),
        mask=element.mask,
        keep_days=element.keep_days,
        basis=element.basis,
        fresh_days=element.fresh_days,
        is_extra=element.is_extra,
    )
