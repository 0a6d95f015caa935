"""How private a field is, and what it means: said once, by the module that is its source.

A module's `datasets.py` classifies every column of its tables; a house test fails for a column
that has no class. The tables of the libraries we use are classified in `config/datasets.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from string import Formatter
from typing import Any


class Privacy(StrEnum):
    """Who may read a value."""

    OPEN = "open"  # anybody
    INTERNAL = "internal"  # whoever works here
    PERSONAL = "personal"  # about a person: whoever needs it for this matter
    SEALED = "sealed"  # stored encrypted, opened for one purpose at a time


_classes: dict[str, dict[str, Privacy]] = {}


class ClassedTwice(ValueError):
    """A field has one source, and so one class."""


def classify(model: str, /, **fields: Privacy) -> None:
    """Say the class of columns of one table (`cases.Case`), by name."""
    known = _classes.setdefault(model, {})
    if twice := known.keys() & fields.keys():
        raise ClassedTwice(f"{model}: {', '.join(sorted(twice))}")
    known.update(fields)


def all_of(privacy: Privacy, *names: str) -> dict[str, Privacy]:
    """The same class for several columns: `classify("x.Y", **all_of(Privacy.OPEN, "a", "b"))`."""
    return dict.fromkeys(names, privacy)


def classes_of(model: str) -> Mapping[str, Privacy]:
    """The classes of the columns of one table."""
    return _classes.get(model, {})


def classified() -> Mapping[str, Mapping[str, Privacy]]:
    """Everything that was classified."""
    return _classes


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values: with which keys, and how its row is named to `crypto`.

    Of a column that holds values of several purposes, `only` says which rows these are; of a JSON
    column, `key` says where in it the value lies, in hex. Where the parts of the name stand in
    another table, `holder` is that table and the column that points to it. `opened_by` is the
    permission with which somebody may be shown the value in clear, noted each time; without one,
    no page shows it.
    """

    model: str
    name: str
    purpose: str
    row: str
    is_fixed: bool = False  # the database refuses to change it, so its keys live as long as it
    only: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    holder: tuple[str, str] | None = None
    opened_by: StrEnum | None = None

    def __str__(self) -> str:
        part = self.key or " ".join(str(value) for value in self.only.values())
        return f"{self.model}.{self.name}" + (f"[{part}]" if part else "")

    @property
    def parts(self) -> list[str]:
        """The columns of which a row's name is made."""
        return [part for _, part, _, _ in Formatter().parse(self.row) if part]


Columns = Callable[[], Iterable[SealedColumn]]

_sealed: dict[str, SealedColumn] = {}
_added: list[Columns] = []
_passing: dict[str, timedelta] = {}


def sealed(model: str, name: str, *, purpose: str, row: str, **more: Any) -> None:
    """Say how a column of `crypto.seal` is sealed; `row` is its name with columns in braces."""
    column = SealedColumn(model, name, purpose, row, **more)
    if str(column) in _sealed:
        raise ClassedTwice(str(column))
    _sealed[str(column)] = column


def sealed_too(columns: Columns) -> Columns:
    """The sealed columns that are known only from the database, asked each time."""
    _added.append(columns)
    return columns


def passing(purpose: str, lives: timedelta) -> None:
    """Say of a purpose that what it seals lies in no table of ours, and for how long at most."""
    _passing[purpose] = lives


def sealed_columns(purpose: str = "") -> list[SealedColumn]:
    """All sealed columns, or those of one purpose."""
    known = [*declared_columns(), *(column for columns in _added for column in columns())]
    return [column for column in known if purpose in ("", column.purpose)]


def declared_columns() -> list[SealedColumn]:
    """Those that the code knows by itself."""
    return list(_sealed.values())


def passing_purposes() -> Mapping[str, timedelta]:
    """Purposes whose values are nowhere to be sealed anew: their old keys wait them out."""
    return _passing


def sealing_purposes() -> set[str]:
    """Every purpose known without asking the database, which may be empty yet."""
    return {*_passing, *(column.purpose for column in _sealed.values())}
