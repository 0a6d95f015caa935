"""What may be done in care."""

from enum import StrEnum


class CarePermission(StrEnum):
    """Permissions of the module."""

    SEE = "care.see"  # who is looked after, and how they are
    DO = "care.do"  # note a call, a contact, a visit, a meal; rehearse
    KEEP = "care.keep"  # ladders, pairs, menus, the list of one tap
