"""What may be done with places."""

from enum import StrEnum


class PlacePermission(StrEnum):
    """Permissions of the module."""

    IMPORT = "places.import"
    POSTERS = "places.posters"  # print the codes for lifts and doors
