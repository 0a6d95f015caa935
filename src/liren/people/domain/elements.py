"""What an element is: one field of the register with its meaning, its owner and its rules."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from liren.people.domain.codes import CodeList


class Kind(StrEnum):
    """What sort of value an element holds."""

    TEXT = "text"
    WORDS = "words"  # sentences, kept with the signs they were written with
    CODE = "code"
    DATE = "date"
    PART_DATE = "part_date"  # a year, a month or a day: older ledgers know no more
    MONTH = "month"
    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"  # in cents
    PHONE = "phone"
    PHONES = "phones"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    PLACE = "place"
    RECORD = "record"


class Sensitivity(StrEnum):
    """How much care a value needs, from the catalogue's 1 to its 4."""

    OPEN = "1"
    INTERNAL = "2"
    PERSONAL = "3"
    SEALED = "4"


class Level(StrEnum):
    """Whose floor of the house an element belongs to."""

    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


class Proposer(StrEnum):
    """Who may say that a value is otherwise."""

    SELF = "self"
    GRID = "grid"
    COMMUNITY = "community"
    DEPARTMENT = "department"


class Mask(StrEnum):
    """What of a value is shown without a purpose."""

    NONE = "none"
    ID_NUMBER = "id_number"  # first 3, last 4 (GB 11643 practice)
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ALL = "all"


@dataclass(frozen=True)
class Owner:
    """Who settles a value: a level, and there a department or the office itself."""

    level: Level
    department: str = ""


EVERYBODY = frozenset(Proposer)
OFFICES = frozenset({Proposer.GRID, Proposer.COMMUNITY, Proposer.DEPARTMENT})


@dataclass(frozen=True, kw_only=True, eq=False)
class Element:
    """One entry of the catalogue.

    `keep_days` count from the day somebody has left; none is as long as the record. A value older
    than `fresh_days` asks to be confirmed.
    """

    subject: str
    field: str
    name: str
    name_en: str
    kind: Kind = Kind.TEXT
    codes: CodeList | None = None
    longest: int = 80
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    owner: Owner = Owner(Level.COMMUNITY)
    proposers: frozenset[Proposer] = EVERYBODY
    mask: Mask = Mask.NONE
    keep_days: int | None = None
    basis: str = ""
    fresh_days: int | None = None
    is_indexed: bool = False  # found by its exact value though it is sealed
    is_required: bool = False
    is_extra: bool = False

    @cached_property
    def code(self) -> str:
        """How other modules name it."""
        return f"{self.subject}.{self.field}"

    @cached_property
    def is_sealed(self) -> bool:
        """Whether it is stored encrypted."""
        return self.sensitivity is Sensitivity.SEALED

    @cached_property
    def is_masked(self) -> bool:
        """Whether it is shown in clear only for a purpose."""
        return self.is_sealed or self.mask is not Mask.NONE

    @cached_property
    def column(self) -> str:
        """The column of the table that holds it."""
        return f"{self.field}_sealed" if self.is_sealed else self.field
