"""A row of a ledger after it was read: one of four kinds, always."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from liren.core.workbooks import Cell

from .codes import Finding, Kind, Skip, Twice
from .homes import NOWHERE, Home

Value: TypeAlias = "str | int | list[str] | Home | list[dict[str, str]] | None"
Values: TypeAlias = "dict[str, Value]"


@dataclass(slots=True)
class Line:
    """One physical row with what was made of it, and its cells as they came."""

    row: int
    line: int
    kind: Kind
    cells: Sequence[Cell]
    why: Skip | None = None
    values: Values = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)  # what no element holds, by heading
    findings: Sequence[Finding] = ()
    others: Sequence[Values] = ()  # further people of the same row
    of_row: int = 0
    twice: Twice | None = None
    same_person_as: int = 0
    filled: Sequence[Cell] = ()  # its cells with what stands for them above

    @property
    def is_taken(self) -> bool:
        """Whether it goes on to matching."""
        return self.kind is Kind.ROW

    def text(self, element: str) -> str:
        """The value of an element that is a text; nothing where there is none."""
        found = self.values.get(element)
        return found if isinstance(found, str) else ""

    def texts(self, element: str) -> list[str]:
        """The value of an element that is a list."""
        found = self.values.get(element)
        return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []

    @property
    def home(self) -> Home:
        """Where the person lives, as far as it is told."""
        found = self.values.get("home")
        return found if isinstance(found, Home) else NOWHERE


def skipped(row: int, line: int, cells: Sequence[Cell], why: Skip) -> Line:
    """A row that holds nobody."""
    return Line(row, line, Kind.SKIPPED, cells, why)
