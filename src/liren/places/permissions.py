"""What may be done with places."""

from enum import StrEnum


class PlacePermission(StrEnum):
    """Permissions of the module."""

    IMPORT = "places.import"
    HOMES = "places.homes"  # add homes that a ledger names
    POSTERS = "places.posters"  # print the codes for lifts and doors
