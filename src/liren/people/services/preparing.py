"""Values of a record that begins, made ready before they are put: cleaned, sealed and indexed.

Whether they may be put `put_all` decides all the same. Another process may prepare them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from liren.people.domain import values
from liren.people.domain.elements import Element
from liren.people.domain.values import Value
from liren.people.selectors.elements import MODELS
from liren.people.services import columns


class ReadyValues(NamedTuple):
    """The clean values by their elements' names, and the columns that a new row has of them."""

    values: dict[str, Value]
    columns: dict[str, object]


def prepare(kind: str, known: Mapping[str, Element], given: Mapping[str, object]) -> ReadyValues:
    """Make usable values of a new record ready."""
    row, clean, changed = MODELS[kind](), dict[str, Value](), set[str]()
    for name, raw in given.items():
        clean[name] = values.clean(known[name], raw, columns.phone)
        if clean[name] not in (None, ""):
            changed |= columns.apply(row, known[name], clean[name])
    return ReadyValues(clean, {name: getattr(row, name) for name in changed})
