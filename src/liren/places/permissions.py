"""What may be done with places."""

from enum import StrEnum


class PlacePermission(StrEnum):
    """Permissions of the module."""

    IMPORT = "places.import"
