"""What can be said of a line: its outcome, what is wrong with it, and where."""

from dataclasses import dataclass
from enum import StrEnum

from liren.core.errors import sentence


class Kind(StrEnum):
    """Every row of a sheet is exactly one of these."""

    ROW = "rows"
    ERROR = "errors"
    DUPLICATE = "duplicates"
    SKIPPED = "skipped"


class Skip(StrEnum):
    """Why a row holds nobody."""

    TITLE = "title"
    FORM_INFO = "form_info"
    HEADER = "header"
    REPEATED_HEADER = "repeated_header"
    BLANK = "blank"
    NUMBER_ONLY = "number_only"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    FOOTER = "footer"
    CARD_FIELD = "card_field"
    NOTES_SHEET = "notes_sheet"
    HIDDEN_SHEET = "hidden_sheet"
    LEFT_OUT = "left_out"


class Twice(StrEnum):
    """Why a row is not taken again."""

    IDENTICAL = "identical"
    SUPERSEDED = "superseded_by_newer_update"


class Code(StrEnum):
    """What is wrong with a value: errors wait for correction, warnings are taken and flagged."""

    NAME_MISSING = "NAME_MISSING"
    ID_CHECKSUM = "ID_CHECKSUM"
    ID_LENGTH = "ID_LENGTH"
    ID_PRECISION_LOST = "ID_PRECISION_LOST"
    NUMBER_PRECISION_LOST = "NUMBER_PRECISION_LOST"
    COLUMN_COUNT = "COLUMN_COUNT"
    LIST_LENGTH_MISMATCH = "LIST_LENGTH_MISMATCH"
    ORG_CODE_CHECKSUM = "ORG_CODE_CHECKSUM"
    ID_MISSING = "ID_MISSING"
    ID_15_UPGRADED = "ID_15_UPGRADED"
    BIRTH_DIFFERS_FROM_ID = "BIRTH_DIFFERS_FROM_ID"
    BIRTH_UNREADABLE = "BIRTH_UNREADABLE"
    SEX_DIFFERS_FROM_ID = "SEX_DIFFERS_FROM_ID"
    PHONE_INVALID = "PHONE_INVALID"
    DATE_IN_FUTURE = "DATE_IN_FUTURE"
    NAME_HAS_NOTE = "NAME_HAS_NOTE"

    @property
    def is_error(self) -> bool:
        """Whether the row waits until its sender has corrected it."""
        return self in ERRORS


ERRORS = frozenset(
    {
        Code.NAME_MISSING, Code.ID_CHECKSUM, Code.ID_LENGTH, Code.ID_PRECISION_LOST,
        Code.NUMBER_PRECISION_LOST, Code.COLUMN_COUNT, Code.LIST_LENGTH_MISMATCH,
        Code.ORG_CODE_CHECKSUM,
    }
)  # fmt: skip

# What the sender reads in the column 问题.
SENTENCES = {
    Code.NAME_MISSING: sentence("The name is missing."),
    Code.ID_CHECKSUM: sentence("The id number has a wrong digit: its check digit does not fit."),
    Code.ID_LENGTH: sentence("The id number has too few or too many digits."),
    Code.ID_PRECISION_LOST: sentence(
        "The last digits of the id number are lost. Set the cell to text and type the number again."
    ),
    Code.NUMBER_PRECISION_LOST: sentence(
        "The last digits of this number are lost. Set the cell to text and type the number again."
    ),
    Code.COLUMN_COUNT: sentence("This line has more or fewer fields than the header."),
    Code.LIST_LENGTH_MISMATCH: sentence(
        "Several people stand in this line. Write one number and one telephone for each of them."
    ),
    Code.ORG_CODE_CHECKSUM: sentence("The credit code has a wrong character."),
    Code.ID_MISSING: sentence("There is no id number."),
    Code.ID_15_UPGRADED: sentence("An old id number of 15 digits was made one of 18."),
    Code.BIRTH_DIFFERS_FROM_ID: sentence("The date of birth differs from the id number."),
    Code.BIRTH_UNREADABLE: sentence("The date of birth cannot be read."),
    Code.SEX_DIFFERS_FROM_ID: sentence("The sex differs from the id number."),
    Code.PHONE_INVALID: sentence("This is no telephone number, and is not stored."),
    Code.DATE_IN_FUTURE: sentence("This date lies after the date of the ledger."),
    Code.NAME_HAS_NOTE: sentence("A note after the name was cut off."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said of one cell; `column` counts from zero, and is -1 for the whole row."""

    code: Code
    column: int
    raw: str | None
    row: int = 0  # where a card has it on another row
