"""A form as one declaration: whose rows, which of them, which columns we hold and which are asked.

A column is bound to a source and arrives filled, or it is new and is asked once. There is nothing
between: what is held is never typed again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liren.core.datasets import Privacy


class Grain(StrEnum):
    """What one row of a form is about."""

    PERSON = "person"
    HOUSEHOLD = "household"
    HOME = "home"
    CASE = "case"


class Rhythm(StrEnum):
    """How often a form is asked."""

    ONCE = "once"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Asked(StrEnum):
    """What may be written into a new column."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class Test(StrEnum):
    """How a condition compares."""

    __test__ = False  # for pytest, to which the name looks like one of its own

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a column may be bound to: an element of the register, or what follows from it.

    `tests` are those a filter may use; `codes` what it may name, and what is stored for it.
    """

    code: str
    name: str
    name_en: str
    privacy: Privacy = Privacy.PERSONAL
    is_number: bool = False
    is_own: bool = False  # an element that can be said to be wrong
    tests: frozenset[Test] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column; `header` is the way from the widest heading to its own."""

    key: str
    header: tuple[str, ...]
    header_en: str = ""
    source: str = ""
    asked: Asked | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    clear: bool = False  # a sealed value in clear: opened for the purpose of the form, and noted
    cell: str = ""  # the named cell of its heading in the department's own workbook

    @property
    def is_new(self) -> bool:
        """Whether somebody has to write it."""
        return self.asked is not None

    @property
    def name(self) -> str:
        """What it is called by itself."""
        return self.header[-1]


@dataclass(frozen=True)
class Condition:
    """Which rows a form is about; all of its conditions have to hold."""

    source: str
    test: Test
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """The whole declaration."""

    key: str
    name: str
    name_en: str
    grain: Grain
    rhythm: Rhythm
    asked_by: str
    purpose: str
    legal_basis: str
    receivers: tuple[str, ...]
    days: int
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...] = ()
    note: str = ""
    note_en: str = ""

    @property
    def known(self) -> tuple[Column, ...]:
        """What arrives filled and locked."""
        return tuple(column for column in self.columns if not column.is_new)

    @property
    def new(self) -> tuple[Column, ...]:
        """What is asked."""
        return tuple(column for column in self.columns if column.is_new)

    @property
    def opens_sealed(self) -> bool:
        """Whether it shows sealed values in clear."""
        return any(column.clear for column in self.columns)

    @property
    def has_own_workbook(self) -> bool:
        """Whether its columns name cells of the department's own workbook."""
        return any(column.cell for column in self.columns)

    @property
    def depth(self) -> int:
        """How many lines of headings it has."""
        return max(len(column.header) for column in self.columns)


def sources_of(form: Form) -> frozenset[str]:
    """Every source that a form reads: what the catalogue can say is asked for by whom."""
    return frozenset(column.source for column in form.known) | {
        condition.source for condition in form.conditions
    }


def heading_rows(columns: Iterable[Column]) -> list[list[tuple[str, int, int]]]:
    """The lines of headings as (words, columns wide, lines high); alike neighbours become one."""
    columns = list(columns)
    depth = max(len(column.header) for column in columns)
    rows: list[list[tuple[str, int, int]]] = [[] for _ in range(depth)]
    for level in range(depth):
        at = 0
        while at < len(columns):
            header = columns[at].header
            if level >= len(header):
                at += 1
                continue
            is_last = level == len(header) - 1
            end = at + 1
            while not is_last and end < len(columns) and _shares(columns[end], header, level):
                end += 1
            rows[level].append((header[level], end - at, depth - level if is_last else 1))
            at = end
    return rows


def _shares(column: Column, header: tuple[str, ...], level: int) -> bool:
    return len(column.header) > level + 1 and column.header[: level + 1] == header[: level + 1]
