"""What may be done with pages made of several modules."""

from enum import StrEnum


class PortalPermission(StrEnum):
    """Permissions of the module."""

    KIOSK = "portal.kiosk"  # turn a device at the counter into a kiosk
