"""Reads of the register."""

from liren.people.selectors.persons import (
    ELDER,
    Label,
    PersonUnknown,
    find_by_phone,
    labelled,
    labels,
    person,
    person_of,
    persons,
    unlinked_owner_of_phone,
)

__all__ = [
    "ELDER",
    "Label",
    "PersonUnknown",
    "find_by_phone",
    "labelled",
    "labels",
    "person",
    "person_of",
    "persons",
    "unlinked_owner_of_phone",
]
