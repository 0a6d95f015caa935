"""What may be done with persons."""

from enum import StrEnum


class PeoplePermission(StrEnum):
    """Permissions of the module."""

    SEE = "people.see"
    ADD = "people.add"
