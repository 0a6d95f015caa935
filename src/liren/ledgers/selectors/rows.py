"""Rows of a form: who or what they are, and what each column says of them.

Each kind of row reads what hangs on it once for a stretch of rows, when a column needs it. So a
form takes as many statements as it has kinds of columns, however many rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q, QuerySet

from liren.core.scope import Scope
from liren.ledgers.domain.forms import Column, Condition, Form, Source, Test
from liren.ledgers.domain.periods import Period
from liren.people import selectors as people

if TYPE_CHECKING:
    from liren.people.domain.elements import Element
    from liren.people.models import Record

STRETCH = 500


@dataclass(frozen=True)
class Value:
    """What a cell says as it may be shown, in clear, and the records that it stands on."""

    text: str
    clear: str = ""
    records: "tuple[Record, ...]" = ()
    element: "Element | None" = None

    @property
    def record(self) -> "Record | None":
        """The one entry that can be said to be wrong here."""
        return self.records[0] if len(self.records) == 1 and self.element else None

    @property
    def is_covered(self) -> bool:
        """Whether less is shown than is held."""
        return self.text != self.clear

    def said(self, column: Column) -> str:
        """What stands in a workbook: in clear where the form opens it."""
        return self.clear if column.clear else self.text


NOTHING = Value("")


def plain(text: object) -> Value:
    """A value that is neither covered nor an entry of the register."""
    words = "" if text is None else str(text)
    return Value(words, words)


class Stretch(Protocol):
    """Some rows with what hangs on them; `says` reads one column of one of them."""

    def says(self, row: Any, source: str) -> Value:
        """What a source says of a row."""


Where = Callable[[Condition, date], Q]


@dataclass(frozen=True)
class Reading:
    """How the rows of one grain are found and read."""

    sources: Callable[[], Mapping[str, Source]]
    wheres: Mapping[str, Where]
    rows: Callable[[Scope, Period], QuerySet[Any]]
    stretch: Callable[[Sequence[Any], date, Mapping[str, "Element"]], Stretch]


@dataclass(frozen=True)
class Line:
    """One row of a form: whose it is, at which revision, and its filled columns by key."""

    number: int
    subject_id: int
    base: int
    place_path: str
    values: Mapping[str, Value]


def compared(name: str) -> Where:
    """A condition on one column of the row itself."""

    def where(condition: Condition, on: date) -> Q:
        if condition.test is Test.IS_NOT:
            return ~Q(**{f"{name}__in": condition.values})
        return Q(**{f"{name}__in": condition.values})

    return where


def query(reading: Reading, form: Form, scope: Scope, period: Period) -> QuerySet[Any]:
    """The rows of a form inside a scope, in the order of the doors."""
    rows = reading.rows(scope, period)
    for condition in form.conditions:
        rows = rows.filter(reading.wheres[condition.source](condition, period.end))
    return rows


def lines(
    reading: Reading, form: Form, rows: Sequence[Any], *, on: date, start: int = 0
) -> list[Line]:
    """Rows, filled a stretch at a time; the first has the number after `start`."""
    elements = people.every_element()
    found = []
    for at in range(0, len(rows), STRETCH):
        some = rows[at : at + STRETCH]
        stretch = reading.stretch(some, on, elements)
        found += [_line(form, stretch, row, start + at + n) for n, row in enumerate(some, start=1)]
    return found


def _line(form: Form, stretch: Stretch, row: Any, number: int) -> Line:
    values = {
        column.key: plain(number)
        if column.source == "row.number"
        else stretch.says(row, column.source)
        for column in form.known
    }
    return Line(
        number=number,
        subject_id=row.pk,
        base=getattr(row, "revision", 0),
        place_path=getattr(row, "place_path", None) or row.path,
        values=values,
    )
