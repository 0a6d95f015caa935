"""How private a field is, and what it means: said once, by the module that is its source.

A module's `datasets.py` classifies every column of its tables; a house test fails for a column
that has no class. The tables of the libraries we use are classified in `config/datasets.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter


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
    """A column of sealed values: with which keys, and how its row is named to `crypto`."""

    model: str
    name: str
    purpose: str
    row: str
    is_fixed: bool = False  # the database refuses to change it, so its keys live as long as it

    def __str__(self) -> str:
        return f"{self.model}.{self.name}"

    @property
    def parts(self) -> list[str]:
        """The columns of which a row's name is made."""
        return [part for _, part, _, _ in Formatter().parse(self.row) if part]


_sealed: dict[str, SealedColumn] = {}


def sealed(model: str, name: str, *, purpose: str, row: str, is_fixed: bool = False) -> None:
    """Say how a column of `crypto.seal` is sealed; `row` is its name with columns in braces."""
    column = SealedColumn(model, name, purpose, row, is_fixed)
    if str(column) in _sealed:
        raise ClassedTwice(str(column))
    _sealed[str(column)] = column


def sealed_columns(purpose: str = "") -> list[SealedColumn]:
    """All sealed columns, or those of one purpose."""
    return [column for column in _sealed.values() if purpose in ("", column.purpose)]
