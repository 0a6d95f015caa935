"""准入: what is asked of communities is looked at before anybody has to fill it in.

A form that has people write what is held is refused with the count, and so is one that says
neither what for nor by which law, or whose asker stands in no list. The street may admit it all
the same and says why; before it comes there, whoever asks has said what was missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liren.core.errors import sentence

from .forms import Column, Form
from .headings import Whose, meanings, whose

SURE = 0.9  # of a heading that is known as a whole

# What the headings of ledgers mean, and the source that holds it.
HELD: Mapping[str, str] = {
    "name": "person.name",
    "id_type": "person.id_type",
    "id_number": "person.id_number",
    "sex": "person.sex",
    "birth_date": "person.birth_date",
    "age_stated": "person.age",
    "ethnicity": "person.ethnic_group",
    "phones": "person.phone",
    "registered_address": "person.registered_address",
    "resident_status": "person.residency",
    "education": "person.education",
    "marital_status": "person.marital_status",
    "political_status": "person.political_status",
    "home": "place.address",
    "home.estate": "place.compound",
    "home.building": "place.building",
    "home.unit": "place.unit",
    "home.room": "place.room",
    "home.building+home.unit": "place.address",
    "home.building+home.room": "place.address",
    "home.building+home.unit+home.room": "place.address",
    "grid": "place.grid",
    "household_no": "household.number",
    "household_size": "household.size",
    "household_head_name": "head.name",
    "relation": "membership.relation",
    "benefit": "benefit.kind",
    "category": "benefit.category",
    "amount": "benefit.amount",
    "bank_account": "benefit.bank_account",
    "landlord_name": "owner.name",
    "landlord_phones": "owner.phone",
    "tenure": "residence.role",
}


class Refusal(StrEnum):
    """Why a form does not go to the communities by itself."""

    REPEATS = "repeats"
    NO_PURPOSE = "no_purpose"
    NO_BASIS = "no_basis"
    NO_LINE = "no_line"


SAYS: Mapping[Refusal, str] = {
    Refusal.REPEATS: sentence(
        "{held} of {columns} columns are already known, and {again} of them would have to be "
        "written once more."
    ),
    Refusal.NO_PURPOSE: sentence("It does not say what it is for."),
    Refusal.NO_BASIS: sentence("It names no legal basis."),
    Refusal.NO_LINE: sentence(
        "{asker} has no line in the duty list here, and the list of what may be asked does not "
        "hold this form."
    ),
}


@dataclass(frozen=True)
class Held:
    """A column that would be written although it is held: by the register or by another form."""

    column: str
    source: str = ""
    form: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a form, and the counts it stands on."""

    columns: int
    known: int  # bound to a source: nobody writes them
    again: tuple[Held, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    asker: str = ""

    @property
    def held(self) -> int:
        """How many of its columns we hold, bound or not."""
        return self.known + len(self.again)

    @property
    def data(self) -> dict[str, object]:
        """What the sentences need."""
        return {
            "held": self.held,
            "columns": self.columns,
            "again": len(self.again),
            "asker": self.asker,
        }


@dataclass(frozen=True)
class Grounds:
    """What is known of whoever asks, and what others ask already: heading to the form's name."""

    asker: str
    has_line: bool
    sources: frozenset[str]
    asked_elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)


def judge(form: Form, grounds: Grounds) -> Verdict:
    """Whether a form may be asked by itself; every reason against it at once."""
    again = tuple(held for column in form.new if (held := held_already(form, column, grounds)))
    found = {
        Refusal.REPEATS: bool(again),
        Refusal.NO_PURPOSE: not form.purpose,
        Refusal.NO_BASIS: not form.legal_basis,
        Refusal.NO_LINE: not grounds.has_line,
    }
    return Verdict(
        columns=len(form.columns),
        known=len(form.known),
        again=again,
        refusals=tuple(reason for reason, holds in found.items() if holds),
        asker=grounds.asker,
    )


def held_already(form: Form, column: Column, grounds: Grounds) -> Held | None:
    """Where a column that is asked is held already, if it is."""
    if source := meant_by(column.header, grounds.sources):
        return Held(column.name, source=source)
    other = grounds.asked_elsewhere.get((form.grain, same_words(column.name)))
    return Held(column.name, form=other) if other else None


def meant_by(header: tuple[str, ...], sources: frozenset[str]) -> str:
    """The source that a heading plainly means; empty where it may mean something of its own."""
    owner = whose(header)
    if owner is Whose.OTHER:
        return ""
    for element, weight in meanings(header):
        code = element.code
        if owner is Whose.LANDLORD and code in ("name", "phones"):
            code = f"landlord_{code}"
        elif owner is Whose.HEAD and code == "name":
            code = "household_head_name"
        elif owner is Whose.LANDLORD or (owner is Whose.HEAD and code == "phones"):
            continue
        if weight >= SURE and HELD.get(code) in sources:
            return HELD[code]
    return ""


def same_words(name: str) -> str:
    """A heading as it is compared with others."""
    return "".join(name.split()).lower()
